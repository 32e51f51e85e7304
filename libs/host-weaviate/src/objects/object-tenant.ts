import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { ExportError } from '@weaviate-export/entities-export';

/**
 * The tenant that a request names; undefined where it names none, for which some clients send an empty one.
 * @throws ExportError FIELD_INVALID
 */
export function parseTenant(tenant: unknown): string | undefined {
  if (tenant == null || tenant === '') return undefined;
  if (typeof tenant === 'string' && tenant.isWellFormed()) return tenant;
  throw new ExportError('FIELD_INVALID', ['tenant', tenant, 'it must be the name of one tenant']);
}

/**
 * To be awaited before objects are read: a tenant becomes active where its class has `autoTenantActivation`, and that
 * is a write.
 * @throws ExportError CLASS_NOT_FOUND or MULTI_TENANCY_DISABLED
 */
export async function activateTenant(
  store: EmbeddedStore,
  className: string,
  tenant: string | undefined,
): Promise<void> {
  if (tenant !== undefined) await store.tenants.activate(className, tenant);
}
