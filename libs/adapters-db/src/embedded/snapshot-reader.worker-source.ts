import type { OpenSnapshotReader } from '@weaviate-export/usecases-export';
import { ObjectDatabases } from './store-databases.ts';
import { EmbeddedSnapshotReader } from './snapshot-reader.ts';

/** Plain JSON, sent to the worker thread. */
export interface SnapshotReaderOptions {
  /** The store's folder. */
  readonly path: string;
  /** Number of the transaction that all readers of the snapshot stand on. */
  readonly transaction: number;
}

/**
 * Opens a reader of the snapshot on this thread, which has to be done while the store holds its writers still. The
 * LMDB environment is the one of the main thread: lmdb opens a file once a process.
 */
export const openSnapshotReader: OpenSnapshotReader = (options) => {
  const { path, transaction } = options as SnapshotReaderOptions;
  const databases = new ObjectDatabases(path, { readOnly: true });
  try {
    const reader = new EmbeddedSnapshotReader(databases);
    // A read begins at the newest transaction: where that is still the snapshot's, so is the reader's.
    const newest = databases.lastTransaction();
    if (newest !== transaction)
      throw new Error(`the store is at transaction ${newest}, past the snapshot's ${transaction}`);
    return {
      cut: (shard, limits) => reader.cut(shard, limits),
      scan: (shard, range, wanted) => reader.scan(shard, range, wanted),
      [Symbol.dispose]: () => void databases[Symbol.asyncDispose](),
    };
  } catch (error) {
    void databases[Symbol.asyncDispose]();
    throw error;
  }
};
