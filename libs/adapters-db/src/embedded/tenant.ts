import { excerpt, ExportError } from '@weaviate-export/entities-export';

/** Weaviate's rule for names of tenants (its schema reference). No key becomes longer than LMDB allows. */
export const SHARD_NAME_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Weaviate's own words, of which its clients know other ones (FROZEN is OFFLOADED to them). HOT tenants alone are read and
 * written; the objects of the others lie in the store all the same.
 */
export const TENANT_STATUSES = ['HOT', 'COLD', 'FROZEN'] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

/** A tenant of a multi-tenant class. */
export interface Tenant {
  readonly name: string;
  readonly status: TenantStatus;
  /** The exact number of its objects. */
  readonly objects: number;
}

export interface NewTenant {
  /** 1 to 64 letters, digits, `_` and `-`; names that differ in case are two tenants. */
  readonly name: string;
  /** HOT where absent. */
  readonly status?: TenantStatus;
}

/** @throws ExportError TENANT_INVALID */
export function checkTenantName(name: unknown): asserts name is string {
  if (typeof name === 'string' && SHARD_NAME_PATTERN.test(name)) return;
  throw new ExportError('TENANT_INVALID', [
    `name is ${excerpt(name)}: allowed are 1 to 64 letters, digits, _ and -`,
  ]);
}

/**
 * Checks tenants that a caller lists, before any of them is created or changed.
 * @throws ExportError TENANT_INVALID
 */
export function checkTenants(tenants: readonly NewTenant[]): void {
  const names = new Set<string>();
  for (const { name, status } of tenants) {
    checkTenantName(name);
    if (status !== undefined && !TENANT_STATUSES.includes(status))
      throw new ExportError('TENANT_INVALID', [
        `status of ${name} is ${excerpt(status)}: allowed are ${TENANT_STATUSES.join(', ')}`,
      ]);
    if (names.has(name)) throw new ExportError('TENANT_INVALID', [`${name} is listed twice`]);
    names.add(name);
  }
}
