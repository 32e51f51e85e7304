import type { TenantStatus } from '@weaviate-export/adapters-db';
import { capitalized } from '@weaviate-export/entities-export';
import { TenantActivityStatus, weaviateService } from '@weaviate-export/weaviate-protocol';
import { readableTenants, type TenantServices } from '../tenants/readable-tenants.ts';
import { coded } from './grpc-call.ts';

/** As over REST, Weaviate's older words for a status. */
const STATUSES: Readonly<Record<TenantStatus, number>> = {
  HOT: TenantActivityStatus.TENANT_ACTIVITY_STATUS_HOT,
  COLD: TenantActivityStatus.TENANT_ACTIVITY_STATUS_COLD,
  FROZEN: TenantActivityStatus.TENANT_ACTIVITY_STATUS_FROZEN,
};

/** TenantsGet: the tenants of a class in order of name, or those of some names that are there, in the order asked for. */
export const tenantsGet = (services: TenantServices) =>
  coded(weaviateService.TenantsGet, async ({ collection, names }, { principal }) => {
    const begin = performance.now();
    const tenants = await readableTenants(services, principal, capitalized(collection), names?.values);
    return {
      took: (performance.now() - begin) / 1000,
      tenants: tenants.map(({ name, status }) => ({ name, activityStatus: STATUSES[status] })),
    };
  });
