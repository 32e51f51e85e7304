// Original file: weaviate/v1/search.proto

import type { ObjectPropertiesRequestInit as _weaviate_v1_ObjectPropertiesRequestInit, ObjectPropertiesRequest as _weaviate_v1_ObjectPropertiesRequest } from '../../weaviate/v1/ObjectPropertiesRequest.gen.ts';

export interface ObjectPropertiesRequestInit {
  'propName'?: (string);
  'primitiveProperties'?: (string)[];
  'objectProperties'?: (_weaviate_v1_ObjectPropertiesRequestInit)[];
}

export interface ObjectPropertiesRequest {
  'propName': (string);
  'primitiveProperties': (string)[];
  'objectProperties': (_weaviate_v1_ObjectPropertiesRequest)[];
}
