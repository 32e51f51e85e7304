import { Buffer } from 'node:buffer';
import {
  type ObjectDatabases,
  type ReadTransaction,
  type ShardRecord,
  type StoreDatabases,
} from './store-databases.ts';
import { type KeySpan } from './object-key.ts';
import { SHARD_NAME_PATTERN, type TenantStatus } from './tenant.ts';

export interface Shard extends Omit<ShardRecord, 'status'> {
  readonly name: string;
  readonly status: TenantStatus;
}

const NAME_OFFSET = 4;

/** The class's shard of the name, at a point in time where one is given. */
export function findShard(
  { shards }: ObjectDatabases,
  classNumber: number,
  name: string,
  transaction?: ReadTransaction,
): Shard | null {
  if (!SHARD_NAME_PATTERN.test(name)) return null;
  const record = shards.get(shardKey(classNumber, name), transaction && { transaction });
  return record === undefined ? null : shardOf(record, name);
}

/** The class's shards in order of name, from the first one behind `after`. */
export function shardsOf(
  { shards }: ObjectDatabases,
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
    ...classSpan(classNumber),
    ...(after !== undefined && { start: shardKey(classNumber, after), exclusiveStart: true }),
  };
  return [...shards.getRange(range)].map(({ key, value }) => shardOf(value, nameOf(key)));
}

/** Inside a write transaction. */
export function putShard(
  { shards }: StoreDatabases,
  classNumber: number,
  { name, status, ...facts }: Shard,
): void {
  const record = { ...facts, status: status === 'FROZEN' ? 'OFFLOADED' : status } as const;
  void shards.put(shardKey(classNumber, name), record);
}

function shardOf({ status, ...facts }: ShardRecord, name: string): Shard {
  return { ...facts, status: status === 'OFFLOADED' ? 'FROZEN' : status, name };
}

/** Inside a write transaction. */
export function removeShard({ shards }: StoreDatabases, classNumber: number, name: string): void {
  void shards.remove(shardKey(classNumber, name));
}

/** The keys of all shards of the class. */
export function classSpan(classNumber: number): KeySpan {
  return { start: shardKey(classNumber, ''), end: shardKey(classNumber + 1, '') };
}

/**
 * The class's number (u32, big-endian) and the shard's name, so that LMDB's order of bytes is that of class and name.
 * With an empty name it is the lowest key of the class.
 */
function shardKey(classNumber: number, name: string): Uint8Array {
  const key = Buffer.alloc(NAME_OFFSET + name.length);
  key.writeUInt32BE(classNumber);
  key.write(name, NAME_OFFSET, 'latin1');
  return key;
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1', NAME_OFFSET);
}
