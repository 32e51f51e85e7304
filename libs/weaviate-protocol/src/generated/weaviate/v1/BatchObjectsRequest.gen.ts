// Original file: weaviate/v1/batch.proto

import type { ConsistencyLevelInit as _weaviate_v1_ConsistencyLevelInit, ConsistencyLevel as _weaviate_v1_ConsistencyLevel } from '../../weaviate/v1/ConsistencyLevel.gen.ts';

export interface BatchObjectsRequestInit {
  /**
   * Of BatchObject.
   */
  'objects'?: (Buffer | Uint8Array | string)[];
  'consistencyLevel'?: (_weaviate_v1_ConsistencyLevelInit);
}

export interface BatchObjectsRequest {
  /**
   * Of BatchObject.
   */
  'objects': (Buffer)[];
  'consistencyLevel': (_weaviate_v1_ConsistencyLevel);
}
