import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open } from 'lmdb';
import { StoreDatabases } from './store-databases.ts';
import { DATA_FILE } from './store-file.ts';
import { checkFormat, STORE_FORMAT } from './store-format.ts';

/** Where the copy of an older store grows, in the store's folder; what an end before its time leaves there is removed. */
const COPY_FOLDER = 'upgrade';

/** Bytes of values that one transaction of the copy writes: its pages are held in memory until it is committed. */
const BYTES_PER_TRANSACTION = 16 << 20;

const DATABASES = [
  'facts',
  'classes',
  'tallies',
  'shards',
  'objects',
  'removals',
  'exports',
  'roles',
  'assignments',
] as const satisfies (keyof StoreDatabases)[];

/**
 * Puts a copy in place of a store of format 1 or 2, before anything writes to it. Those were written by lmdb 3, which
 * lists a file's free pages in a way that LMDB itself takes for other pages, and would overwrite what lies in them. All
 * else of the file is the same, so that it can be read. The store is the old one, whole, until the copy is on disk.
 * @throws ExportError STORE_FORMAT_UNKNOWN
 */
export async function upgradeStore(folder: string): Promise<void> {
  const file = join(folder, DATA_FILE);
  if (!existsSync(file) || statSync(file).size === 0) return;
  if ((await readFormat(folder)) === STORE_FORMAT) return;
  const copy = join(folder, COPY_FOLDER);
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  await copyStore(folder, copy);
  renameSync(join(copy, DATA_FILE), file);
  if (process.platform !== 'win32') syncFolder(folder);
  rmSync(copy, { recursive: true });
}

/** Undefined where the store was never begun. */
async function readFormat(folder: string): Promise<number | undefined> {
  const root = open({ path: folder, readOnly: true, maxDbs: 1, noSubdir: false });
  try {
    // Absent where there is no such database.
    const facts = root.openDB<number, string>({ name: 'facts', encoding: 'json' }) as
      Database<number, string> | undefined;
    return checkFormat(folder, facts?.get('format'));
  } finally {
    await root.close();
  }
}

async function copyStore(from: string, to: string): Promise<void> {
  const source = new StoreDatabases(from, { readOnly: true });
  try {
    const target = new StoreDatabases(to, { readOnly: false });
    try {
      for (const name of DATABASES) {
        // Absent where the store is older than the database.
        const database = source[name] as Database<unknown> | undefined;
        if (database !== undefined) await copyDatabase(database, target[name], target);
      }
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copyDatabase(
  from: Database<unknown>,
  to: Database<unknown>,
  target: StoreDatabases,
): Promise<void> {
  const entries = from.getRange()[Symbol.iterator]();
  let ended = false;
  while (!ended)
    await target.write(() => {
      for (let bytes = 0; bytes < BYTES_PER_TRANSACTION;) {
        const step = entries.next();
        ended = step.done === true;
        if (step.done === true) return;
        const { key, value } = step.value;
        bytes += value instanceof Uint8Array ? value.length : 0;
        void to.put(key, value);
      }
    });
}

/** Keeps the new name of a file over a loss of power: fsync(2). */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
