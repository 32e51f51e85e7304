import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ExportError,
  type ExportObject,
  type KeyRange,
  type RangeLimits,
  cutRanges,
  type SizedObject,
} from '@weaviate-export/entities-export';
import type {
  ExportableClass,
  ExportableShard,
  ShardAddress,
  SnapshotReader,
  Wanted,
} from '@weaviate-export/usecases-export';
import { type ClassRecord, findClass, readTally } from './class-record.ts';
import { type ObjectDatabases, type ReadTransaction } from './store-databases.ts';
import { idOf, objectKey, shardSpan, uuidBytes } from './object-key.ts';
import { decodeExportObject, decodeWithoutVectors, encodedObjectBytes } from './object-value.ts';
import { findShard, type Shard, shardsOf } from './shard-record.ts';
import { ValueCopy } from './value-copy.ts';

/** Shards that are listed before the thread does other work: half a millisecond. */
const SHARDS_PER_TURN = 250;

interface Entry {
  readonly key: Uint8Array;
  /** In LMDB's own buffer: to be read before the next step. */
  readonly value: Uint8Array;
}

/** Reads a store as it is when the reader is made, on the thread that made it, until it is disposed of. */
export class EmbeddedSnapshotReader implements SnapshotReader, Disposable {
  readonly #databases: ObjectDatabases;
  readonly #transaction: ReadTransaction;
  readonly #iterators = new Set<Iterator<Entry>>();
  /** Classes that were looked up: they stay as they are at this point in time. */
  readonly #classes = new Map<string, ClassRecord | null>();
  #disposed = false;

  constructor(databases: ObjectDatabases) {
    this.#databases = databases;
    this.#transaction = databases.beginRead();
    databases.readers.add(this);
  }

  /** The classes that exist among those named, in the order given. Lets the thread do other work meanwhile. */
  async classes(names: readonly string[]): Promise<ExportableClass[]> {
    const classes: ExportableClass[] = [];
    for (const name of names) {
      const record = this.#find(name);
      if (record === null) continue;
      const { number, definition } = record;
      const dimensions = readTally(this.#databases, record, this.#transaction).lengths;
      classes.push({ name, definition, shards: await this.#shards(number), dimensions });
    }
    return classes;
  }

  *cut(address: ShardAddress, limits: RangeLimits): Generator<KeyRange> {
    const [classNumber, shard] = this.#locate(address);
    const { start, end } = shardSpan(classNumber, shard.number);
    const most = shard.largest && shard.largest * limits.objects;
    if (most !== undefined && most <= limits.bytes) {
      yield* this.#cutByNumber(start, end, limits.objects, shard.largest!);
    } else {
      const entries = this.#entries(start, end, false);
      yield* cutRanges(
        entries.map(({ key, value }) => new SizedEntry(key, encodedObjectBytes(value))),
        limits,
      );
    }
  }

  /**
   * The same ranges as by the objects' bytes, where so many objects cannot have too many: LMDB passes their keys by itself,
   * more than ten times as fast as their values could be read.
   */
  *#cutByNumber(start: Uint8Array, end: Uint8Array, objects: number, largest: number): Generator<KeyRange> {
    const { objects: database } = this.#databases;
    const keysFrom = (from: Uint8Array, offset: number, limit: number): Uint8Array[] => {
      this.#assertOpen();
      return [...database.getKeys({ start: from, end, offset, limit, transaction: this.#transaction })];
    };
    let [first] = keysFrom(start, 0, 1);
    while (first !== undefined) {
      let [last, next] = keysFrom(first, objects - 1, 2);
      let count = objects;
      if (last === undefined) {
        count = database.getKeysCount({ start: first, end, transaction: this.#transaction });
        [last, next] = keysFrom(first, count - 1, 1);
      }
      yield { first: idOf(first), last: idOf(last!), objects: count, bytes: count * largest };
      first = next;
    }
  }

  /** The arrays of an object are valid until the next step, and overwritten then. */
  *scan(address: ShardAddress, range: KeyRange, wanted?: Wanted): Generator<ExportObject> {
    const [classNumber, shard] = this.#locate(address);
    const first = objectKey(classNumber, shard.number, uuidBytes(range.first));
    const last = objectKey(classNumber, shard.number, uuidBytes(range.last));
    const copy = new ValueCopy();
    const take = (properties: Uint8Array): Uint8Array => copy.take(properties).subarray(0, properties.length);
    const isWithoutVectors = wanted?.vectors?.length === 0;
    for (const { key, value } of this.#entries(first, last, true)) {
      if (isWithoutVectors) yield decodeWithoutVectors(idOf(key), value, take);
      else yield decodeExportObject(idOf(key), copy.take(value));
    }
  }

  /** Ends the iterations under way as well: their next steps throw. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#databases.readers.delete(this);
    for (const iterator of this.#iterators) iterator.return?.();
    this.#iterators.clear();
    this.#transaction.done();
  }

  *#entries(start: Uint8Array, end: Uint8Array, inclusiveEnd: boolean): Generator<Entry> {
    this.#assertOpen();
    const range = { start, end, inclusiveEnd, transaction: this.#transaction };
    const iterator = this.#databases.objects.getRange(range)[Symbol.iterator]();
    this.#iterators.add(iterator);
    try {
      for (let step = iterator.next(); step.done !== true; step = iterator.next()) {
        yield step.value;
        // lmdb's own iterator would end as if there were no more.
        this.#assertOpen();
      }
      // lmdb closes the cursor of an iterator that has ended, and refuses to close it twice.
      this.#iterators.delete(iterator);
    } finally {
      if (this.#iterators.delete(iterator)) iterator.return?.();
    }
  }

  #locate({ class: name, shard }: ShardAddress): [classNumber: number, shard: Shard] {
    const record = this.#find(name);
    if (record === null) throw new ExportError('CLASS_NOT_FOUND', [name]);
    const found = findShard(this.#databases, record.number, shard, this.#transaction);
    if (found === null) throw new Error(`class ${name} has no shard ${shard}`);
    return [record.number, found];
  }

  async #shards(classNumber: number): Promise<ExportableShard[]> {
    const shards: ExportableShard[] = [];
    for (let after: string | undefined; ; after = shards.at(-1)?.name) {
      this.#assertOpen();
      const page = { after, limit: SHARDS_PER_TURN, transaction: this.#transaction };
      const found = shardsOf(this.#databases, classNumber, page);
      shards.push(...found.map(exportableShard));
      if (found.length < SHARDS_PER_TURN) return shards;
      await nextTurn();
    }
  }

  #find(name: string): ClassRecord | null {
    this.#assertOpen();
    let found = this.#classes.get(name);
    if (found === undefined) {
      found = findClass(this.#databases, name, this.#transaction);
      this.#classes.set(name, found);
    }
    return found;
  }

  #assertOpen(): void {
    if (this.#disposed) throw new Error('the snapshot has been released: it cannot be read any more');
  }
}

/** An object's size and key, of which the id is made only where it is asked for. */
class SizedEntry implements SizedObject {
  readonly bytes: number;
  readonly #key: Uint8Array;

  constructor(key: Uint8Array, bytes: number) {
    this.#key = key;
    this.bytes = bytes;
  }

  get id(): string {
    return idOf(this.#key);
  }
}

/** A COLD tenant is exported as it lies in the store, without being activated. */
function exportableShard({ name, status, objects }: Shard): ExportableShard {
  if (status === 'HOT') return { name, objects };
  return {
    name,
    objects,
    ...(status === 'COLD' ? { tenantStatus: status } : { skipReason: `tenant status is ${status}` }),
  };
}
