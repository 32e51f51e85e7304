// Original file: weaviate/v1/tenants.proto

import type { TenantNamesInit as _weaviate_v1_TenantNamesInit, TenantNames as _weaviate_v1_TenantNames } from '../../weaviate/v1/TenantNames.gen.ts';

export interface TenantsGetRequestInit {
  'collection'?: (string);
  /**
   * Absent asks for all.
   */
  'names'?: (_weaviate_v1_TenantNamesInit | null);
  'params'?: "names";
}

export interface TenantsGetRequest {
  'collection': (string);
  /**
   * Absent asks for all.
   */
  'names'?: (_weaviate_v1_TenantNames | null);
  'params'?: "names";
}
