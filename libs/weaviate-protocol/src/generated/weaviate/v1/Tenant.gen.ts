// Original file: weaviate/v1/tenants.proto

import type { TenantActivityStatusInit as _weaviate_v1_TenantActivityStatusInit, TenantActivityStatus as _weaviate_v1_TenantActivityStatus } from '../../weaviate/v1/TenantActivityStatus.gen.ts';

export interface TenantInit {
  'name'?: (string);
  'activityStatus'?: (_weaviate_v1_TenantActivityStatusInit);
}

export interface Tenant {
  'name': (string);
  'activityStatus': (_weaviate_v1_TenantActivityStatus);
}
