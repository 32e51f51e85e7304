import { ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import { type ClassRecord, shardNames } from './class-record.ts';
import { type StoreDatabases } from './store-databases.ts';
import { objectKey, shardOf, uuidBytes } from './object-key.ts';
import { findShard, type Shard } from './shard-record.ts';
import { checkTenantName } from './tenant.ts';
import { activateTenant, createTenants } from './tenants.ts';

/** A shard in which the objects of a request may lie: the tenant that it names, or any of a class without tenants. */
export type AddressedShard = Pick<Shard, 'name' | 'number'>;

/**
 * The shards that a request reads.
 * @throws ExportError TENANT_MISSING, MULTI_TENANCY_DISABLED, TENANT_NOT_FOUND or TENANT_NOT_ACTIVE
 */
export function shardsToRead(
  databases: StoreDatabases,
  record: ClassRecord,
  tenant: string | undefined,
): readonly AddressedShard[] {
  checkTenancy(record, tenant);
  if (tenant === undefined) return shardNames(record.shards).map((name, number) => ({ name, number }));
  const shard = findShard(databases, record.number, tenant);
  if (shard === null) throw new ExportError('TENANT_NOT_FOUND', [record.definition.class, tenant]);
  if (shard.status !== 'HOT')
    throw new ExportError('TENANT_NOT_ACTIVE', [record.definition.class, tenant, shard.status]);
  return [shard];
}

/**
 * Inside a write transaction: the shards that a request writes. A tenant becomes HOT, and where `adding` objects is
 * created, if the class's `multiTenancyConfig` says so (autoTenantActivation, autoTenantCreation).
 * @throws ExportError as `shardsToRead`, and TENANT_INVALID
 */
export function shardsToWrite(
  databases: StoreDatabases,
  record: ClassRecord,
  tenant: string | undefined,
  { adding }: { readonly adding: boolean },
): readonly AddressedShard[] {
  checkTenancy(record, tenant);
  if (tenant !== undefined) {
    if (adding && record.definition.multiTenancyConfig?.['autoTenantCreation'] === true) {
      checkTenantName(tenant);
      createTenants(databases, record, [{ name: tenant }]);
    }
    activateTenant(databases, record, tenant);
  }
  return shardsToRead(databases, record, tenant);
}

/**
 * The key of the object, and the shard that holds it.
 * @throws ExportError OBJECT_ID_INVALID
 */
export function placeOf(
  { number }: ClassRecord,
  shards: readonly AddressedShard[],
  id: string,
): { readonly key: Uint8Array; readonly shard: AddressedShard } {
  return placeOfUuid({ number }, shards, uuidBytes(id));
}

/** As `placeOf`, by the 16 bytes of the id. */
export function placeOfUuid(
  { number }: Pick<ClassRecord, 'number'>,
  shards: readonly AddressedShard[],
  uuid: Uint8Array,
): { readonly key: Uint8Array; readonly shard: AddressedShard } {
  const shard = shards[shardOf(uuid, shards.length)] as AddressedShard;
  return { key: objectKey(number, shard.number, uuid), shard };
}

/**
 * Inside a write transaction: the shards that a restore writes, also those of a COLD tenant, which stays so.
 * @throws ExportError as `shardsToRead`
 */
export function shardsToRestore(
  databases: StoreDatabases,
  record: ClassRecord,
  tenant: string | undefined,
): readonly AddressedShard[] {
  const shard = tenant === undefined ? null : findShard(databases, record.number, tenant);
  return shard?.status === 'COLD' && isMultiTenant(record.definition)
    ? [shard]
    : shardsToRead(databases, record, tenant);
}

function checkTenancy({ definition }: ClassRecord, tenant: string | undefined): void {
  if (isMultiTenant(definition) === (tenant !== undefined)) return;
  throw new ExportError(tenant === undefined ? 'TENANT_MISSING' : 'MULTI_TENANCY_DISABLED', [
    definition.class,
  ]);
}
