// Original file: weaviate/v1/batch.proto

import type { BatchReferenceInit as _weaviate_v1_BatchReferenceInit, BatchReference as _weaviate_v1_BatchReference } from '../../weaviate/v1/BatchReference.gen.ts';
import type { ConsistencyLevelInit as _weaviate_v1_ConsistencyLevelInit, ConsistencyLevel as _weaviate_v1_ConsistencyLevel } from '../../weaviate/v1/ConsistencyLevel.gen.ts';

export interface BatchReferencesRequestInit {
  'references'?: (_weaviate_v1_BatchReferenceInit)[];
  'consistencyLevel'?: (_weaviate_v1_ConsistencyLevelInit);
}

export interface BatchReferencesRequest {
  'references': (_weaviate_v1_BatchReference)[];
  'consistencyLevel': (_weaviate_v1_ConsistencyLevel);
}
