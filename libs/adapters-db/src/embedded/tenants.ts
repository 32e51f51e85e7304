import { ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import { type BackgroundRemoval } from './background-removal.ts';
import { type ClassRecord, requireClass } from './class-record.ts';
import { readTally } from './class-tally.ts';
import { type Environment } from './environment.ts';
import { findShard, putShard, removeShard, type Shard, shardsOf } from './shard-record.ts';
import { checkTenantName, checkTenants, type NewTenant, type Tenant, type TenantStatus } from './tenant.ts';

/**
 * The tenants of multi-tenant classes. Every method throws CLASS_NOT_FOUND, or MULTI_TENANCY_DISABLED where the class
 * has no tenants. A change of many is one transaction.
 */
export class Tenants {
  readonly #environment: Environment;
  readonly #removal: BackgroundRemoval;

  constructor(environment: Environment, removal: BackgroundRemoval) {
    this.#environment = environment;
    this.#removal = removal;
  }

  /**
   * Adds tenants. One that exists already stays as it is, with its objects and its status.
   * @returns the tenants as they are now, in the order given
   * @throws ExportError TENANT_INVALID
   */
  async create(className: string, tenants: readonly NewTenant[]): Promise<Tenant[]> {
    checkTenants(tenants);
    return this.#environment.write(() =>
      createTenants(this.#environment, this.#class(className), tenants).map(tenantOf),
    );
  }

  /**
   * Tenants in order of name, from the first one behind `after`, which need not exist; all where there is no limit.
   * @throws ExportError TENANT_INVALID where `after` cannot be a name
   */
  list(className: string, page: { readonly after?: string; readonly limit?: number } = {}): Tenant[] {
    const { number } = this.#class(className);
    if (page.after !== undefined) checkTenantName(page.after);
    return shardsOf(this.#environment, number, page).map(tenantOf);
  }

  /** Null where there is no such tenant. */
  get(className: string, name: string): Tenant | null {
    const shard = findShard(this.#environment, this.#class(className).number, name);
    return shard && tenantOf(shard);
  }

  /**
   * Changes the status of tenants.
   * @returns the tenants as they are now, in the order given
   * @throws ExportError TENANT_INVALID or TENANT_NOT_FOUND; none has changed then
   */
  async update(className: string, tenants: readonly Required<NewTenant>[]): Promise<Tenant[]> {
    checkTenants(tenants);
    return this.#environment.write(() => {
      const { number } = this.#class(className);
      return tenants.map(({ name, status }) => {
        const shard = findShard(this.#environment, number, name);
        if (shard === null) throw new ExportError('TENANT_NOT_FOUND', [className, name]);
        return tenantOf(changeStatus(this.#environment, number, shard, status));
      });
    });
  }

  /**
   * Deletes tenants and, from then on in the background, their objects; a tenant of the same name never sees them.
   * Names that no tenant has are passed over.
   * @returns how many there were
   */
  async delete(className: string, names: readonly string[]): Promise<number> {
    const deleted = await this.#environment.write(() =>
      deleteTenants(this.#environment, this.#class(className), names),
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
    const shard = findShard(this.#environment, record.number, name);
    if (shard === null || shard.status === 'HOT') return;
    await this.#environment.write(() => {
      activateTenant(this.#environment, this.#class(className), name);
    });
  }

  #class(className: string): ClassRecord {
    const record = requireClass(this.#environment, className);
    if (!isMultiTenant(record.definition)) throw new ExportError('MULTI_TENANCY_DISABLED', [className]);
    return record;
  }
}

/** Inside a write transaction: the shards of the names, those that were not there created. */
export function createTenants(
  environment: Environment,
  { number: classNumber }: ClassRecord,
  tenants: readonly NewTenant[],
): Shard[] {
  const before = environment.facts.get('lastTenantNumber') as number;
  let lastNumber = before;
  const shards = tenants.map(({ name, status = 'HOT' }) => {
    const found = findShard(environment, classNumber, name);
    if (found !== null) return found;
    lastNumber += 1;
    const shard = { name, number: lastNumber, status, objects: 0 };
    putShard(environment, classNumber, shard);
    return shard;
  });
  if (lastNumber > before) void environment.facts.put('lastTenantNumber', lastNumber);
  return shards;
}

/** Inside a write transaction: makes a tenant HOT where its class says that it is activated when it is used. */
export function activateTenant(
  environment: Environment,
  { number, definition }: ClassRecord,
  name: string,
): void {
  if (definition.multiTenancyConfig?.['autoTenantActivation'] !== true) return;
  const shard = findShard(environment, number, name);
  if (shard !== null) changeStatus(environment, number, shard, 'HOT');
}

function changeStatus(
  environment: Environment,
  classNumber: number,
  shard: Shard,
  status: TenantStatus,
): Shard {
  if (shard.status === status) return shard;
  const changed = { ...shard, status };
  putShard(environment, classNumber, changed);
  return changed;
}

/** Inside a write transaction: how many of the names were tenants, and are none any more. */
function deleteTenants(environment: Environment, record: ClassRecord, names: readonly string[]): number {
  const tally = readTally(environment, record);
  let { objects } = tally;
  let deleted = 0;
  for (const name of names) {
    const shard = findShard(environment, record.number, name);
    if (shard === null) continue;
    removeShard(environment, record.number, name);
    if (shard.objects > 0) void environment.removals.put([record.number, shard.number], true);
    objects -= shard.objects;
    deleted += 1;
  }
  void environment.tallies.put(record.number, { ...tally, objects });
  return deleted;
}

function tenantOf({ name, status, objects }: Shard): Tenant {
  return { name, status, objects };
}
