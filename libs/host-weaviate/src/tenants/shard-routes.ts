import type { Tenant } from '@weaviate-export/adapters-db';
import { capitalized, ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import { collections } from '@weaviate-export/host-access';
import type { Query } from '../objects/object-query.ts';
import { parseTenant } from '../objects/object-tenant.ts';
import { readableTenants, type TenantServices } from './readable-tenants.ts';
import { tenantAnswer } from './tenant-body.ts';

interface ShardsPath {
  Params: { class: string };
  Querystring: Query;
}

/** The shards of a class, as Weaviate's `/v1/schema/{class}/shards` has them; those of a multi-tenant class are its tenants. */
export async function shardRoutes(app: FastifyInstance, services: TenantServices): Promise<void> {
  const { store, guard } = services;

  app.get<ShardsPath>('/schema/:class/shards', async ({ params, query, principal }) => {
    const name = capitalized(params.class);
    guard.require(principal, collections('read', name));
    const definition = store.getClass(name);
    if (definition === null) throw new ExportError('CLASS_NOT_FOUND', [name]);
    const tenant = parseTenant(query['tenant']);
    if (tenant === undefined && !isMultiTenant(definition)) {
      return store.shardNames(name).map((shard) => shardAnswer(shard, 'READY'));
    }
    const names = tenant === undefined ? undefined : [tenant];
    const tenants = await readableTenants(services, principal, name, names);
    return tenants.map((one) => shardAnswer(one.name, statusOf(one)));
  });
}

function statusOf(tenant: Tenant): string {
  return tenant.status === 'HOT' ? 'READY' : tenantAnswer(tenant).activityStatus;
}

/** Vectors are not indexed, so that none wait for it. */
function shardAnswer(name: string, status: string): object {
  return { name, status, vectorQueueSize: 0 };
}
