// Original file: weaviate/v1/search.proto

import type { PropertiesResultInit as _weaviate_v1_PropertiesResultInit, PropertiesResult as _weaviate_v1_PropertiesResult } from '../../weaviate/v1/PropertiesResult.gen.ts';
import type { MetadataResultInit as _weaviate_v1_MetadataResultInit, MetadataResult as _weaviate_v1_MetadataResult } from '../../weaviate/v1/MetadataResult.gen.ts';

export interface SearchResultInit {
  'properties'?: (_weaviate_v1_PropertiesResultInit | null);
  'metadata'?: (_weaviate_v1_MetadataResultInit | null);
}

export interface SearchResult {
  'properties': (_weaviate_v1_PropertiesResult | null);
  'metadata': (_weaviate_v1_MetadataResult | null);
}
