import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Database } from 'lmdb';
import { StoreDatabases } from './store-databases.ts';
import { DATA_FILE } from './store-file.ts';
import { STORE_FORMAT } from './store-format.ts';
import { readStoreHead } from './store-head.ts';

/** Where the copy of an older store grows, in the store's folder; what an end before its time leaves there is removed. */
const COPY_FOLDER = 'upgrade';

/** Bytes of values that one transaction of the copy writes: its pages are held in memory until it is committed. */
const BYTES_PER_TRANSACTION = 16 << 20;

/**
 * Puts a copy in place of a store of format 1 or 2, before anything writes to it. Those were written by lmdb 3, which
 * lists a file's free pages in a way that LMDB itself takes for other pages, and would overwrite what lies in them. All
 * else of the file is the same, so that it can be read. The store is the old one, whole, until the copy is on disk.
 * @throws ExportError STORE_FORMAT_UNKNOWN or STORE_DAMAGED; an Error of the system or of LMDB, as for a full disk
 */
export async function upgradeStore(folder: string): Promise<void> {
  const head = await readStoreHead(folder);
  if (head === null || head.format === STORE_FORMAT) return;
  const copy = join(folder, COPY_FOLDER);
  rmSync(copy, { recursive: true, force: true });
  try {
    mkdirSync(copy);
    await copyStore(folder, copy);
    renameSync(join(copy, DATA_FILE), join(folder, DATA_FILE));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  if (process.platform !== 'win32') syncFolder(folder);
}

async function copyStore(from: string, to: string): Promise<void> {
  await using source = new StoreDatabases(from, { readOnly: true });
  await using target = new StoreDatabases(to, { readOnly: false });
  for (const name of source.names()) await copyDatabase(source.bytesOf(name), target.bytesOf(name), target);
}

type Bytes = Database<Uint8Array, Uint8Array>;

async function copyDatabase(from: Bytes, to: Bytes, target: StoreDatabases): Promise<void> {
  const entries = from.getRange()[Symbol.iterator]();
  let ended = false;
  while (!ended)
    await target.write(() => {
      for (let bytes = 0; bytes < BYTES_PER_TRANSACTION;) {
        const step = entries.next();
        ended = step.done === true;
        if (step.done === true) return;
        const { key, value } = step.value;
        bytes += value.length;
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
