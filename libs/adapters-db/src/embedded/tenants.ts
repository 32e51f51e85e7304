import { ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import { type BackgroundRemoval } from './background-removal.ts';
import { type ClassRecord, readTally, requireClass } from './class-record.ts';
import { type StoreDatabases } from './store-databases.ts';
import { findShard, putShard, removeShard, type Shard, shardsOf } from './shard-record.ts';
import { checkTenantName, checkTenants, type NewTenant, type Tenant, type TenantStatus } from './tenant.ts';

/**
 * The tenants of multi-tenant classes. Every method throws CLASS_NOT_FOUND, or MULTI_TENANCY_DISABLED where the class
 * has no tenants. A change of many is one transaction.
 */
export class Tenants {
  readonly #databases: StoreDatabases;
  readonly #removal: BackgroundRemoval;

  constructor(databases: StoreDatabases, removal: BackgroundRemoval) {
    this.#databases = databases;
    this.#removal = removal;
  }

  /**
   * Adds tenants. One that exists already stays as it is, with its objects and its status.
   * @returns the tenants as they are now, in the order given
   * @throws ExportError TENANT_INVALID
   */
  async create(className: string, tenants: readonly NewTenant[]): Promise<Tenant[]> {
    checkTenants(tenants);
    return this.#databases.write(() =>
      createTenants(this.#databases, this.#class(className), tenants).map(tenantOf),
    );
  }

  /**
   * Tenants in order of name, from the first one behind `after`, which need not exist; all where there is no limit.
   * @throws ExportError TENANT_INVALID where `after` cannot be a name
   */
  list(className: string, page: { readonly after?: string; readonly limit?: number } = {}): Tenant[] {
    const { number } = this.#class(className);
    if (page.after !== undefined) checkTenantName(page.after);
    return shardsOf(this.#databases, number, page).map(tenantOf);
  }

  /** Null where there is no such tenant. */
  get(className: string, name: string): Tenant | null {
    const shard = findShard(this.#databases, this.#class(className).number, name);
    return shard && tenantOf(shard);
  }

  /**
   * Changes the status of tenants.
   * @returns the tenants as they are now, in the order given
   * @throws ExportError TENANT_INVALID or TENANT_NOT_FOUND; none has changed then
   */
  async update(className: string, tenants: readonly Required<NewTenant>[]): Promise<Tenant[]> {
    checkTenants(tenants);
    return this.#databases.write(() => {
      const { number } = this.#class(className);
      return tenants.map(({ name, status }) => {
        const shard = findShard(this.#databases, number, name);
        if (shard === null) throw new ExportError('TENANT_NOT_FOUND', [className, name]);
        return tenantOf(changeStatus(this.#databases, number, shard, status));
      });
    });
  }

  /**
   * Deletes tenants and, from then on in the background, their objects; a tenant of the same name never sees them.
   * Names that no tenant has are passed over.
   * @returns how many there were
   */
  async delete(className: string, names: readonly string[]): Promise<number> {
    const deleted = await this.#databases.write(() =>
      deleteTenants(this.#databases, this.#class(className), names),
    );
    this.#removal.resume();
    return deleted;
  }

  /**
   * To be awaited before a tenant is read: one that is not HOT becomes so where its class has
   * `multiTenancyConfig.autoTenantActivation`. Else, and where there is no such tenant, nothing is done.
   */
  async activate(className: string, name: string): Promise<void> {
    const record = this.#class(className);
    const shard = findShard(this.#databases, record.number, name);
    if (shard === null || shard.status === 'HOT') return;
    await this.#databases.write(() => {
      activateTenant(this.#databases, this.#class(className), name);
    });
  }

  #class(className: string): ClassRecord {
    const record = requireClass(this.#databases, className);
    if (!isMultiTenant(record.definition)) throw new ExportError('MULTI_TENANCY_DISABLED', [className]);
    return record;
  }
}

/** Inside a write transaction: the shards of the names, those that were not there created. */
export function createTenants(
  databases: StoreDatabases,
  { number: classNumber }: ClassRecord,
  tenants: readonly NewTenant[],
): Shard[] {
  const before = databases.facts.get('lastTenantNumber') as number;
  let lastNumber = before;
  const shards = tenants.map(({ name, status = 'HOT' }) => {
    const found = findShard(databases, classNumber, name);
    if (found !== null) return found;
    lastNumber += 1;
    const shard = { name, number: lastNumber, status, objects: 0 };
    putShard(databases, classNumber, shard);
    return shard;
  });
  if (lastNumber > before) void databases.facts.put('lastTenantNumber', lastNumber);
  return shards;
}

/** Inside a write transaction: makes a tenant HOT where its class says that it is activated when it is used. */
export function activateTenant(
  databases: StoreDatabases,
  { number, definition }: ClassRecord,
  name: string,
): void {
  if (definition.multiTenancyConfig?.['autoTenantActivation'] !== true) return;
  const shard = findShard(databases, number, name);
  if (shard !== null) changeStatus(databases, number, shard, 'HOT');
}

function changeStatus(
  databases: StoreDatabases,
  classNumber: number,
  shard: Shard,
  status: TenantStatus,
): Shard {
  if (shard.status === status) return shard;
  const changed = { ...shard, status };
  putShard(databases, classNumber, changed);
  return changed;
}

/** Inside a write transaction: how many of the names were tenants, and are none any more. */
function deleteTenants(databases: StoreDatabases, record: ClassRecord, names: readonly string[]): number {
  const tally = readTally(databases, record);
  let { objects } = tally;
  let deleted = 0;
  for (const name of names) {
    const shard = findShard(databases, record.number, name);
    if (shard === null) continue;
    removeShard(databases, record.number, name);
    if (shard.objects > 0) void databases.removals.put([record.number, shard.number], true);
    objects -= shard.objects;
    deleted += 1;
  }
  void databases.tallies.put(record.number, { ...tally, objects });
  return deleted;
}

function tenantOf({ name, status, objects }: Shard): Tenant {
  return { name, status, objects };
}
