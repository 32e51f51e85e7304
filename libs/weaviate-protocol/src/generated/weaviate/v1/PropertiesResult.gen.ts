// Original file: weaviate/v1/search.proto

import type { RefPropertiesResultInit as _weaviate_v1_RefPropertiesResultInit, RefPropertiesResult as _weaviate_v1_RefPropertiesResult } from '../../weaviate/v1/RefPropertiesResult.gen.ts';
import type { MetadataResultInit as _weaviate_v1_MetadataResultInit, MetadataResult as _weaviate_v1_MetadataResult } from '../../weaviate/v1/MetadataResult.gen.ts';
import type { PropertiesInit as _weaviate_v1_PropertiesInit, Properties as _weaviate_v1_Properties } from '../../weaviate/v1/Properties.gen.ts';

export interface PropertiesResultInit {
  'refProps'?: (_weaviate_v1_RefPropertiesResultInit)[];
  'targetCollection'?: (string);
  'metadata'?: (_weaviate_v1_MetadataResultInit | null);
  'nonRefProps'?: (_weaviate_v1_PropertiesInit | null);
}

export interface PropertiesResult {
  'refProps': (_weaviate_v1_RefPropertiesResult)[];
  'targetCollection': (string);
  'metadata': (_weaviate_v1_MetadataResult | null);
  'nonRefProps': (_weaviate_v1_Properties | null);
}
