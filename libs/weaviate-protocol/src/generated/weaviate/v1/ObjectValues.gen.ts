// Original file: weaviate/v1/values.proto

import type { PropertiesInit as _weaviate_v1_PropertiesInit, Properties as _weaviate_v1_Properties } from '../../weaviate/v1/Properties.gen.ts';

export interface ObjectValuesInit {
  'values'?: (_weaviate_v1_PropertiesInit)[];
}

export interface ObjectValues {
  'values': (_weaviate_v1_Properties)[];
}
