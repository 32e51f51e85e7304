import { Buffer } from 'node:buffer';
import { type Environment, type ReadTransaction } from './environment.ts';
import { type TenantStatus } from './tenant.ts';

/** What the store keeps of a shard. In a multi-tenant class a shard is a tenant; elsewhere all are HOT. */
export interface ShardRecord {
  /** Part of the keys of its objects; never used again for another tenant, nor for one of the same name. */
  readonly number: number;
  readonly status: TenantStatus;
  /** The exact number of its objects. */
  readonly objects: number;
  /**
   * The most bytes that one of its objects has had, as `exportObjectBytes` counts them. Absent where not known of all:
   * servers that knew no such number wrote some of them, and leave it out when they change the record.
   */
  readonly largest?: number;
}

export interface Shard extends ShardRecord {
  readonly name: string;
}

/** Weaviate's rule for names of tenants (its schema reference). No key becomes longer than LMDB allows. */
export const SHARD_NAME_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

const NAME_OFFSET = 4;

/** The class's shard of the name, at a point in time where one is given. */
export function findShard(
  { shards }: Environment,
  classNumber: number,
  name: string,
  transaction?: ReadTransaction,
): Shard | null {
  if (!SHARD_NAME_PATTERN.test(name)) return null;
  const record = shards.get(shardKey(classNumber, name), transaction && { transaction });
  return record === undefined ? null : { ...record, name };
}

/** The class's shards in order of name, from the first one behind `after`. */
export function shardsOf(
  { shards }: Environment,
  classNumber: number,
  page: {
    readonly after?: string | undefined;
    readonly limit?: number;
    readonly transaction?: ReadTransaction;
  } = {},
): Shard[] {
  const { after, ...options } = page;
  const range = {
    ...options,
    start: shardKey(classNumber, after ?? ''),
    exclusiveStart: after !== undefined,
    end: shardKey(classNumber + 1, ''),
  };
  return [...shards.getRange(range)].map(({ key, value }) => ({ ...value, name: nameOf(key) }));
}

/** Inside a write transaction. */
export function putShard({ shards }: Environment, classNumber: number, { name, ...record }: Shard): void {
  void shards.put(shardKey(classNumber, name), record);
}

/** Inside a write transaction. */
export function removeShard({ shards }: Environment, classNumber: number, name: string): void {
  void shards.remove(shardKey(classNumber, name));
}

/**
 * The class's number (u32, big-endian) and the shard's name, so that LMDB's order of bytes is that of class and name.
 * With an empty name it is the lowest key of the class.
 */
export function shardKey(classNumber: number, name: string): Uint8Array {
  const key = Buffer.alloc(NAME_OFFSET + name.length);
  key.writeUInt32BE(classNumber);
  key.write(name, NAME_OFFSET, 'latin1');
  return key;
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1', NAME_OFFSET);
}
