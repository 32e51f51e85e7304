// Original file: weaviate/v1/search.proto

import type { ConsistencyLevelInit as _weaviate_v1_ConsistencyLevelInit, ConsistencyLevel as _weaviate_v1_ConsistencyLevel } from '../../weaviate/v1/ConsistencyLevel.gen.ts';
import type { PropertiesRequestInit as _weaviate_v1_PropertiesRequestInit, PropertiesRequest as _weaviate_v1_PropertiesRequest } from '../../weaviate/v1/PropertiesRequest.gen.ts';
import type { MetadataRequestInit as _weaviate_v1_MetadataRequestInit, MetadataRequest as _weaviate_v1_MetadataRequest } from '../../weaviate/v1/MetadataRequest.gen.ts';
import type { FiltersInit as _weaviate_v1_FiltersInit, Filters as _weaviate_v1_Filters } from '../../weaviate/v1/Filters.gen.ts';

export interface SearchRequestInit {
  'collection'?: (string);
  'tenant'?: (string);
  'consistencyLevel'?: (_weaviate_v1_ConsistencyLevelInit);
  /**
   * Absent asks for all but references and blobs.
   */
  'properties'?: (_weaviate_v1_PropertiesRequestInit | null);
  'metadata'?: (_weaviate_v1_MetadataRequestInit | null);
  /**
   * 0 is the server's default.
   */
  'limit'?: (number);
  'offset'?: (number);
  /**
   * The id behind which the page begins.
   */
  'after'?: (string);
  'filters'?: (_weaviate_v1_FiltersInit | null);
  /**
   * Values come as in `values.proto`; the older ones are for servers before 1.27.
   */
  'uses_123Api'?: (boolean);
  'uses_125Api'?: (boolean);
  'uses_127Api'?: (boolean);
}

export interface SearchRequest {
  'collection': (string);
  'tenant': (string);
  'consistencyLevel': (_weaviate_v1_ConsistencyLevel);
  /**
   * Absent asks for all but references and blobs.
   */
  'properties': (_weaviate_v1_PropertiesRequest | null);
  'metadata': (_weaviate_v1_MetadataRequest | null);
  /**
   * 0 is the server's default.
   */
  'limit': (number);
  'offset': (number);
  /**
   * The id behind which the page begins.
   */
  'after': (string);
  'filters': (_weaviate_v1_Filters | null);
  /**
   * Values come as in `values.proto`; the older ones are for servers before 1.27.
   */
  'uses_123Api': (boolean);
  'uses_125Api': (boolean);
  'uses_127Api': (boolean);
}
