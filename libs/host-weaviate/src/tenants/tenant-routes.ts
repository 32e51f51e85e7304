import { ExportError, capitalized } from '@weaviate-export/entities-export';
import type { Principal } from '@weaviate-export/usecases-export';
import type { FastifyInstance } from 'fastify';
import { tenants as tenantsOf } from '@weaviate-export/host-access';
import { type TenantServices, readableTenants } from './readable-tenants.ts';
import { parseNewTenants, parseTenantNames, parseTenantStatuses, tenantAnswer } from './tenant-body.ts';

interface TenantsPath {
  Params: { class: string };
}

interface TenantPath {
  Params: { class: string; tenant: string };
}

const TENANTS_PATH = '/schema/:class/tenants';

/** Tenants of multi-tenant classes, as Weaviate's `/v1/schema/{class}/tenants` has them. */
export async function tenantRoutes(app: FastifyInstance, services: TenantServices): Promise<void> {
  const { store, guard } = services;

  app.post<TenantsPath>(TENANTS_PATH, async ({ params, body, principal }) => {
    const sent = parseNewTenants(body);
    await requireEach(principal, 'create', params.class, sent.map(nameOf));
    return (await store.tenants.create(capitalized(params.class), sent)).map(tenantAnswer);
  });

  app.get<TenantsPath>(TENANTS_PATH, async ({ params, principal }) => {
    const readable = await readableTenants(services, principal, capitalized(params.class));
    return readable.map(tenantAnswer);
  });

  app.put<TenantsPath>(TENANTS_PATH, async ({ params, body, principal }) => {
    const sent = parseTenantStatuses(body);
    await requireEach(principal, 'update', params.class, sent.map(nameOf));
    return (await store.tenants.update(capitalized(params.class), sent)).map(tenantAnswer);
  });

  // As in Weaviate, a tenant that is not there is deleted already.
  app.delete<TenantsPath>(TENANTS_PATH, async ({ params, body, principal }, reply) => {
    const names = parseTenantNames(body);
    await requireEach(principal, 'delete', params.class, names);
    await store.tenants.delete(capitalized(params.class), names);
    return reply.code(200).send();
  });

  // Fastify makes a HEAD of it.
  app.get<TenantPath>(`${TENANTS_PATH}/:tenant`, async ({ params, principal }, reply) => {
    const name = capitalized(params.class);
    guard.require(principal, tenantsOf('read', name, params.tenant));
    const tenant = store.tenants.get(name, params.tenant);
    if (tenant !== null) return tenantAnswer(tenant);
    // Where an object is read or written it is 422, but here the tenant is what the path names.
    const { message } = new ExportError('TENANT_NOT_FOUND', [name, params.tenant]);
    return reply.code(404).send({ error: [{ message }] });
  });

  /** All or nothing, as in Weaviate; of no tenants, the class is asked for as a whole. */
  function requireEach(
    principal: Principal | null,
    verb: 'create' | 'update' | 'delete',
    className: string,
    names: readonly string[],
  ): Promise<void> {
    const asked = names.length === 0 ? [undefined] : names;
    return guard.requireEach(
      principal,
      asked.map((name) => tenantsOf(verb, className, name)),
    );
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}
