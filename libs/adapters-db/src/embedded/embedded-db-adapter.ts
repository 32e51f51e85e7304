import { setImmediate as nextTurn } from 'node:timers/promises';
import { unlessAborted } from '@weaviate-export/waiting';
import {
  type DBAdapter,
  type ExportableClass,
  type ShardAddress,
  type Snapshot,
  type SnapshotRequest,
  type Wanted,
} from '@weaviate-export/usecases-export';
import { type ExportObject, type KeyRange, type RangeLimits } from '@weaviate-export/entities-export';
import { type EmbeddedStore } from './embedded-store.ts';
import { EmbeddedSnapshotReader } from './snapshot-reader.ts';
import { type SnapshotReaderOptions } from './snapshot-reader.worker-source.ts';

const READER_MODULE = import.meta.resolve('#snapshot-reader');

/** The store as a source of exports: snapshots that main thread and workers read at one point in time. */
export class EmbeddedDBAdapter implements DBAdapter {
  readonly #store: EmbeddedStore;

  constructor(store: EmbeddedStore) {
    this.#store = store;
  }

  async listClasses(): Promise<readonly string[]> {
    return this.#store.listClasses().map((definition) => definition.class);
  }

  /**
   * Holds the store's writers still until every reader stands on the same transaction. They go on however this ends:
   * also where `share` rejects, or the signal is aborted while it has not settled.
   */
  async openSnapshot({ classes, signal, prepare, share }: SnapshotRequest): Promise<Snapshot> {
    await unlessAborted(prepare(READER_MODULE), signal);
    const reader = await this.#openReader(share, signal);
    try {
      const found = await unlessAborted(reader.classes(classes), signal);
      return new EmbeddedSnapshot(reader, found);
    } catch (error) {
      reader[Symbol.dispose]();
      throw error;
    }
  }

  async #openReader(share: SnapshotRequest['share'], signal: AbortSignal): Promise<EmbeddedSnapshotReader> {
    const { databases } = this.#store;
    using _writersHeld = await databases.gate.close(signal);
    const reader = new EmbeddedSnapshotReader(databases);
    try {
      const transaction = databases.lastTransaction();
      const options: SnapshotReaderOptions = { path: databases.path, transaction };
      await unlessAborted(share({ moduleUrl: READER_MODULE, options }), signal);
      return reader;
    } catch (error) {
      reader[Symbol.dispose]();
      throw error;
    }
  }
}

class EmbeddedSnapshot implements Snapshot {
  readonly consistency = 'snapshot';
  readonly classes: readonly ExportableClass[];
  readonly #reader: EmbeddedSnapshotReader;

  constructor(reader: EmbeddedSnapshotReader, classes: readonly ExportableClass[]) {
    this.#reader = reader;
    this.classes = classes;
  }

  /** Lets the main thread do other work after every range. */
  async *cut(shard: ShardAddress, limits: RangeLimits): AsyncGenerator<KeyRange> {
    for (const range of this.#reader.cut(shard, limits)) {
      yield range;
      await nextTurn();
    }
  }

  scan(shard: ShardAddress, range: KeyRange, wanted?: Wanted): Iterable<ExportObject> {
    return this.#reader.scan(shard, range, wanted);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reader[Symbol.dispose]();
  }
}
