// Original file: weaviate/v1/batch_delete.proto

import type { FiltersInit as _weaviate_v1_FiltersInit, Filters as _weaviate_v1_Filters } from '../../weaviate/v1/Filters.gen.ts';
import type { ConsistencyLevelInit as _weaviate_v1_ConsistencyLevelInit, ConsistencyLevel as _weaviate_v1_ConsistencyLevel } from '../../weaviate/v1/ConsistencyLevel.gen.ts';

export interface BatchDeleteRequestInit {
  'collection'?: (string);
  'filters'?: (_weaviate_v1_FiltersInit | null);
  /**
   * Names each object in the reply.
   */
  'verbose'?: (boolean);
  'dryRun'?: (boolean);
  'consistencyLevel'?: (_weaviate_v1_ConsistencyLevelInit);
  'tenant'?: (string);
}

export interface BatchDeleteRequest {
  'collection': (string);
  'filters': (_weaviate_v1_Filters | null);
  /**
   * Names each object in the reply.
   */
  'verbose': (boolean);
  'dryRun': (boolean);
  'consistencyLevel': (_weaviate_v1_ConsistencyLevel);
  'tenant': (string);
}
