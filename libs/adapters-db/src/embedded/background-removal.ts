import { type Logger } from '@weaviate-export/usecases-export';
import { type Database } from 'lmdb';
import { type StoreDatabases, type Removal } from './store-databases.ts';
import { type KeySpan, shardSpan, shardStart } from './object-key.ts';
import { classSpan } from './shard-record.ts';

/** Keys that one transaction removes: it holds the main thread, and the writers behind it, for a few milliseconds. */
const KEYS_PER_TRANSACTION = 500;

/** Removes what deleted classes and tenants leave behind, a small transaction at a time. */
export class BackgroundRemoval implements AsyncDisposable {
  readonly #databases: StoreDatabases;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(databases: StoreDatabases, logger: Logger) {
    this.#databases = databases;
    this.#logger = logger;
  }

  /** Goes on until nothing is left to remove. */
  resume(): void {
    this.#running = this.#running
      .then(() => this.#removeAll())
      .catch((error: unknown) => {
        this.#logger.error(
          { err: error },
          'removing the objects of a deleted class or tenant failed; the next start tries again',
        );
      });
  }

  /** What is left is removed in the next life. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #removeAll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted && (await this.#databases.write(() => removeSome(this.#databases))));
  }
}

/** True where there may be more. */
function removeSome(databases: StoreDatabases): boolean {
  const { objects, shards, removals } = databases;
  const found = [...removals.getKeys({ limit: KEYS_PER_TRANSACTION })];
  let room = KEYS_PER_TRANSACTION;
  for (const removal of found) {
    room -= removeRange(objects, objectsOf(removal), room);
    if (typeof removal === 'number') room -= removeRange(shards, classSpan(removal), room);
    if (room <= 0) break;
    void removals.remove(removal);
    room -= 1;
  }
  return found.length > 0;
}

function objectsOf(removal: Removal): KeySpan {
  return typeof removal === 'number'
    ? { start: shardStart(removal, 0), end: shardStart(removal + 1, 0) }
    : shardSpan(...removal);
}

/** Number of the keys removed, at most `limit`. */
function removeRange(database: Database<unknown, Uint8Array>, range: KeySpan, limit: number): number {
  if (limit <= 0) return 0;
  const keys = [...database.getKeys({ ...range, limit })];
  for (const key of keys) void database.remove(key);
  return keys.length;
}
