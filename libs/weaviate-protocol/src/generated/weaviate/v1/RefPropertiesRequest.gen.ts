// Original file: weaviate/v1/search.proto

import type { PropertiesRequestInit as _weaviate_v1_PropertiesRequestInit, PropertiesRequest as _weaviate_v1_PropertiesRequest } from '../../weaviate/v1/PropertiesRequest.gen.ts';
import type { MetadataRequestInit as _weaviate_v1_MetadataRequestInit, MetadataRequest as _weaviate_v1_MetadataRequest } from '../../weaviate/v1/MetadataRequest.gen.ts';

export interface RefPropertiesRequestInit {
  'referenceProperty'?: (string);
  'properties'?: (_weaviate_v1_PropertiesRequestInit | null);
  'metadata'?: (_weaviate_v1_MetadataRequestInit | null);
  'targetCollection'?: (string);
}

export interface RefPropertiesRequest {
  'referenceProperty': (string);
  'properties': (_weaviate_v1_PropertiesRequest | null);
  'metadata': (_weaviate_v1_MetadataRequest | null);
  'targetCollection': (string);
}
