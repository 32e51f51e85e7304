import { type ClassDefinition, ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import { putShard } from './shard-record.ts';
import {
  type ClassTally,
  type ObjectDatabases,
  type ReadTransaction,
  type StoreDatabases,
} from './store-databases.ts';

/** Weaviate's rule for names of classes (schema reference of its REST API), its first letter in either case. */
const CLASS_NAME_PATTERN = /^[A-Za-z][_0-9A-Za-z]{0,254}$/;

const DEFAULT_SHARDS = 1;
const MAX_SHARDS = 64;

const EMPTY_TALLY: ClassTally = { objects: 0, lengths: {} };

/** What the store keeps of a class. */
export interface ClassRecord {
  /** Part of the keys of its objects; never used again for another class, nor for one of the same name. */
  readonly number: number;
  /** Fixed when the class is created; 0 in a multi-tenant class, whose shards are its tenants. */
  readonly shards: number;
  readonly definition: ClassDefinition;
}

/** The class's record, at a point in time where one is given. What it holds is not to be changed. */
export function findClass(
  databases: ObjectDatabases,
  name: string,
  transaction?: ReadTransaction,
): ClassRecord | null {
  if (!CLASS_NAME_PATTERN.test(name)) return null;
  const text = databases.classes.get(classKey(name), transaction && { transaction });
  if (text === undefined) return null;
  const record = parseRecord(text);
  return record.definition.class === name ? record : null;
}

/** @throws ExportError CLASS_NOT_FOUND */
export function requireClass(
  databases: ObjectDatabases,
  name: string,
  transaction?: ReadTransaction,
): ClassRecord {
  const record = findClass(databases, name, transaction);
  if (record === null) throw new ExportError('CLASS_NOT_FOUND', [name]);
  return record;
}

export function parseRecord(text: string): ClassRecord {
  return JSON.parse(text) as ClassRecord;
}

/** Inside a write transaction. */
export function putRecord(databases: StoreDatabases, record: ClassRecord): void {
  void databases.classes.put(classKey(record.definition.class), JSON.stringify(record));
}

/** Inside a write transaction: the record of a class that is yet to be put, with a number and shards of its own. */
export function newRecord(
  databases: StoreDatabases,
  definition: ClassDefinition,
  shards: number,
): ClassRecord {
  const number = (databases.facts.get('lastClassNumber') as number) + 1;
  void databases.facts.put('lastClassNumber', number);
  for (const [shard, name] of shardNames(shards).entries())
    putShard(databases, number, { name, number: shard, status: 'HOT', objects: 0 });
  return { number, shards, definition };
}

/** At a point in time where one is given. */
export function readTally(
  databases: ObjectDatabases,
  record: ClassRecord,
  transaction?: ReadTransaction,
): ClassTally {
  return databases.tallies.get(record.number, transaction && { transaction }) ?? EMPTY_TALLY;
}

/** Classes are keyed by their names in lower case: no two differ in case alone. */
export function classKey(name: string): string {
  return name.toLowerCase();
}

/** @throws ExportError CLASS_INVALID */
export function checkClassName(name: unknown): asserts name is string {
  if (typeof name === 'string' && CLASS_NAME_PATTERN.test(name)) return;
  throw new ExportError('CLASS_INVALID', [
    `class is ${JSON.stringify(name)}: allowed are a letter and up to 254 letters, digits and _`,
  ]);
}

/**
 * The number of shards that a definition asks for; 0 where they are tenants.
 * @throws ExportError CLASS_INVALID
 */
export function shardCountOf(definition: ClassDefinition): number {
  if (isMultiTenant(definition)) return 0;
  const count = definition.shardingConfig?.['desiredCount'] ?? DEFAULT_SHARDS;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MAX_SHARDS) return count;
  throw new ExportError('CLASS_INVALID', [
    `shardingConfig.desiredCount is ${JSON.stringify(count)}: allowed are 1 to ${MAX_SHARDS}`,
  ]);
}

/** Names of the shards in order of their numbers, padded so that this is the order of the names as well. */
export function shardNames(shards: number): string[] {
  const digits = String(shards - 1).length;
  return Array.from({ length: shards }, (_, shard) => `shard-${String(shard).padStart(digits, '0')}`);
}
