// Original file: weaviate/v1/batch_object.proto

import type { ObjectPropertiesValueInit as _weaviate_v1_ObjectPropertiesValueInit, ObjectPropertiesValue as _weaviate_v1_ObjectPropertiesValue } from '../../weaviate/v1/ObjectPropertiesValue.gen.ts';

export interface ObjectArrayPropertiesInit {
  'values'?: (_weaviate_v1_ObjectPropertiesValueInit)[];
  'propName'?: (string);
}

export interface ObjectArrayProperties {
  'values': (_weaviate_v1_ObjectPropertiesValue)[];
  'propName': (string);
}
