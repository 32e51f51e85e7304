import { capitalized } from '@weaviate-export/entities-export';
import type { TenantStatus } from '@weaviate-export/adapters-db';
import { readableTenants, type TenantServices } from '../tenants/readable-tenants.ts';
import { coded } from './grpc-call.ts';
import { TenantsGetReply, TenantsGetRequest } from './messages.ts';

/** Of TenantActivityStatus; as over REST, what is offloaded goes by the older word FROZEN, which all clients know. */
const STATUS_NUMBERS: Record<TenantStatus, number> = { HOT: 1, COLD: 2, OFFLOADED: 4 };

/** TenantsGet: the tenants of a class, or those of the names given that are there, in order of name. */
export const tenantsGet = (services: TenantServices) =>
  coded(TenantsGetRequest, TenantsGetReply, async ({ collection, names }, { principal }) => {
    const begin = performance.now();
    const found = await readableTenants(services, principal, capitalized(collection));
    const wanted = names === null ? undefined : new Set(names.values);
    const tenants = found
      .filter(({ name }) => wanted?.has(name) ?? true)
      .map(({ name, status }) => ({ name, activityStatus: STATUS_NUMBERS[status] }));
    return { took: (performance.now() - begin) / 1000, tenants };
  });
