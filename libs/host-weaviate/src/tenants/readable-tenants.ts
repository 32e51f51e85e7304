import type { EmbeddedStore, Tenant } from '@weaviate-export/adapters-db';
import { type Principal } from '@weaviate-export/usecases-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { tenants, type Guard } from '@weaviate-export/host-access';

/** Tenants that are read at once: few enough that they do not hold the event loop for long. */
const PAGE_TENANTS = 500;

export interface TenantServices {
  readonly store: EmbeddedStore;
  readonly guard: Guard;
}

/**
 * The tenants of a class that the caller may read, in order of name, or those of some names, in the order given, as far
 * as they are there; with turns for others in between. Whoever may read none of them does not learn whether there are
 * any, or the class.
 * @param names absent: all
 * @throws ExportError FORBIDDEN, UNAUTHENTICATED, CLASS_NOT_FOUND or MULTI_TENANCY_DISABLED
 */
export async function readableTenants(
  services: TenantServices,
  principal: Principal | null,
  className: string,
  names?: readonly string[],
): Promise<Tenant[]> {
  const { store, guard } = services;
  if (names === undefined) return allReadable(services, principal, className);
  const readable = guard.filter(principal, names, (name) => tenants('read', className, name));
  if (readable.length === 0) guard.require(principal, tenants('read', className));
  const slice = new TimeSlice();
  const found: Tenant[] = [];
  for (const name of readable) {
    const tenant = store.tenants.get(className, name);
    if (tenant !== null) found.push(tenant);
    await slice.pause();
  }
  return found;
}

async function allReadable(
  { store, guard }: TenantServices,
  principal: Principal | null,
  className: string,
): Promise<Tenant[]> {
  try {
    const readable: Tenant[] = [];
    for await (const page of pagesOf(store, className))
      readable.push(...guard.filter(principal, page, ({ name }) => tenants('read', className, name)));
    if (readable.length === 0) guard.require(principal, tenants('read', className));
    return readable;
  } catch (error) {
    guard.require(principal, tenants('read', className));
    throw error;
  }
}

async function* pagesOf(store: EmbeddedStore, className: string): AsyncGenerator<Tenant[]> {
  const slice = new TimeSlice();
  let after: string | undefined;
  do {
    const page = store.tenants.list(className, {
      limit: PAGE_TENANTS,
      ...(after === undefined ? {} : { after }),
    });
    yield page;
    after = page.length < PAGE_TENANTS ? undefined : page.at(-1)?.name;
    await slice.pause();
  } while (after !== undefined);
}
