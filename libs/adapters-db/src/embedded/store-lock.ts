import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ExportError } from '@weaviate-export/entities-export';

const LOCK_FILE = 'store.lock';
/** SQLite's result code for a lock that another connection holds (https://www.sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

/**
 * Holds a store's folder for this server alone. Node has no file locks of its own, so the lock is the one that an
 * exclusive transaction of SQLite puts on an empty file: the operating system's, which ends with its process, however
 * that ends, and which two processes cannot both take over, even where they see each other's process ids wrongly.
 */
export class StoreLock implements Disposable {
  readonly #database: DatabaseSync;

  /** @throws ExportError STORE_LOCKED */
  constructor(folder: string) {
    this.#database = new DatabaseSync(join(folder, LOCK_FILE), { timeout: 0 });
    try {
      this.#database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      this.#database.close();
      if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
      throw new ExportError('STORE_LOCKED', [folder], { cause: error });
    }
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
