// Original file: weaviate/v1/search.proto

import type { PropertiesResultInit as _weaviate_v1_PropertiesResultInit, PropertiesResult as _weaviate_v1_PropertiesResult } from '../../weaviate/v1/PropertiesResult.gen.ts';

export interface RefPropertiesResultInit {
  'properties'?: (_weaviate_v1_PropertiesResultInit)[];
  'propName'?: (string);
}

export interface RefPropertiesResult {
  'properties': (_weaviate_v1_PropertiesResult)[];
  'propName': (string);
}
