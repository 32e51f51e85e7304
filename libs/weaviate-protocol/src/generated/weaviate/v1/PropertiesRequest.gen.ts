// Original file: weaviate/v1/search.proto

import type { RefPropertiesRequestInit as _weaviate_v1_RefPropertiesRequestInit, RefPropertiesRequest as _weaviate_v1_RefPropertiesRequest } from '../../weaviate/v1/RefPropertiesRequest.gen.ts';
import type { ObjectPropertiesRequestInit as _weaviate_v1_ObjectPropertiesRequestInit, ObjectPropertiesRequest as _weaviate_v1_ObjectPropertiesRequest } from '../../weaviate/v1/ObjectPropertiesRequest.gen.ts';

export interface PropertiesRequestInit {
  'nonRefProperties'?: (string)[];
  'refProperties'?: (_weaviate_v1_RefPropertiesRequestInit)[];
  'objectProperties'?: (_weaviate_v1_ObjectPropertiesRequestInit)[];
  /**
   * All but blobs.
   */
  'returnAllNonrefProperties'?: (boolean);
}

export interface PropertiesRequest {
  'nonRefProperties': (string)[];
  'refProperties': (_weaviate_v1_RefPropertiesRequest)[];
  'objectProperties': (_weaviate_v1_ObjectPropertiesRequest)[];
  /**
   * All but blobs.
   */
  'returnAllNonrefProperties': (boolean);
}
