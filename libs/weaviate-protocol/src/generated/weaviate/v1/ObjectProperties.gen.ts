// Original file: weaviate/v1/batch_object.proto

import type { ObjectPropertiesValueInit as _weaviate_v1_ObjectPropertiesValueInit, ObjectPropertiesValue as _weaviate_v1_ObjectPropertiesValue } from '../../weaviate/v1/ObjectPropertiesValue.gen.ts';

export interface ObjectPropertiesInit {
  'value'?: (_weaviate_v1_ObjectPropertiesValueInit | null);
  'propName'?: (string);
}

export interface ObjectProperties {
  'value': (_weaviate_v1_ObjectPropertiesValue | null);
  'propName': (string);
}
