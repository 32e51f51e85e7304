// Original file: weaviate/v1/tenants.proto

import type { TenantInit as _weaviate_v1_TenantInit, Tenant as _weaviate_v1_Tenant } from '../../weaviate/v1/Tenant.gen.ts';

export interface TenantsGetReplyInit {
  /**
   * Seconds.
   */
  'took'?: (number | string);
  'tenants'?: (_weaviate_v1_TenantInit)[];
}

export interface TenantsGetReply {
  /**
   * Seconds.
   */
  'took': (number);
  'tenants': (_weaviate_v1_Tenant)[];
}
