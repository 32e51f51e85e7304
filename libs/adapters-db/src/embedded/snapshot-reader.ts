import { ExportError } from '@weaviate-export/entities-export';
import {
  cutRanges,
  type ExportableClass,
  type ExportObject,
  type KeyRange,
  type RangeLimits,
  type ShardAddress,
  type SnapshotReader,
} from '@weaviate-export/usecases-export';
import { type ClassRecord, findClass, shardNames } from './class-record.ts';
import { readTally } from './class-writer.ts';
import { type Environment, type ReadTransaction } from './environment.ts';
import { idOf, objectKey, shardStart, uuidBytes } from './object-key.ts';
import { decodeExportObject, encodedObjectBytes } from './object-value.ts';
import { ValueCopy } from './value-copy.ts';

interface Entry {
  readonly key: Uint8Array;
  /** In LMDB's own buffer: to be read before the next step. */
  readonly value: Uint8Array;
}

/** Reads a store as it is when the reader is made, on the thread that made it, until it is disposed of. */
export class EmbeddedSnapshotReader implements SnapshotReader, Disposable {
  readonly #environment: Environment;
  readonly #transaction: ReadTransaction;
  readonly #iterators = new Set<Iterator<Entry>>();
  #disposed = false;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#transaction = environment.beginRead();
    environment.readers.add(this);
  }

  /** The classes that exist among those named, in the order given. */
  classes(names: readonly string[]): ExportableClass[] {
    return names.flatMap((name) => {
      const record = this.#find(name);
      if (record === null) return [];
      const { definition, shards } = record;
      const dimensions = readTally(this.#environment, record, this.#transaction).lengths;
      return [{ name, definition, shards: shardNames(shards).map((shard) => ({ name: shard })), dimensions }];
    });
  }

  *cut(shard: ShardAddress, limits: RangeLimits): Generator<KeyRange> {
    const [number, index] = this.#locate(shard);
    const entries = this.#entries(shardStart(number, index), shardStart(number, index + 1), false);
    yield* cutRanges(
      entries.map(({ key, value }) => ({ id: idOf(key), bytes: encodedObjectBytes(value) })),
      limits,
    );
  }

  /** The arrays of an object are valid until the next step, and overwritten then. */
  *scan(shard: ShardAddress, range: KeyRange): Generator<ExportObject> {
    const [number, index] = this.#locate(shard);
    const first = objectKey(number, index, uuidBytes(range.first));
    const last = objectKey(number, index, uuidBytes(range.last));
    const copy = new ValueCopy();
    for (const { key, value } of this.#entries(first, last, true))
      yield decodeExportObject(idOf(key), copy.take(value));
  }

  /** Ends the iterations under way as well: their next steps throw. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#environment.readers.delete(this);
    for (const iterator of this.#iterators) iterator.return?.();
    this.#transaction.done();
  }

  *#entries(start: Uint8Array, end: Uint8Array, inclusiveEnd: boolean): Generator<Entry> {
    this.#assertOpen();
    const range = { start, end, inclusiveEnd, transaction: this.#transaction };
    const iterator = this.#environment.objects.getRange(range)[Symbol.iterator]();
    this.#iterators.add(iterator);
    try {
      for (let step = iterator.next(); step.done !== true; step = iterator.next()) {
        yield step.value;
        // lmdb's own iterator would end as if there were no more.
        this.#assertOpen();
      }
    } finally {
      this.#iterators.delete(iterator);
      iterator.return?.();
    }
  }

  #locate({ class: name, shard }: ShardAddress): [classNumber: number, shard: number] {
    const record = this.#find(name);
    if (record === null) throw new ExportError('CLASS_NOT_FOUND', [name]);
    const index = shardNames(record.shards).indexOf(shard);
    if (index === -1) throw new Error(`class ${name} has no shard ${shard}`);
    return [record.number, index];
  }

  #find(name: string): ClassRecord | null {
    this.#assertOpen();
    return findClass(this.#environment, name, this.#transaction);
  }

  #assertOpen(): void {
    if (this.#disposed) throw new Error('the snapshot has been released: it cannot be read any more');
  }
}
