import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StoreDatabases } from './store-databases.ts';
import { objectKey } from './object-key.ts';
import { DATA_FILE } from './store-file.ts';

/** Objects of a page each, of which every other one is removed: the free pages do not lie side by side. */
const SINGLES = 4_000;
/** A reader stands before the removal while so many transactions come after it. */
const LATER_TRANSACTIONS = 20;
/** Transactions in which the next life reads back the list of free pages, all but its oldest part. */
const EARLY_TRANSACTIONS = 3;
/** The oldest part is read back by one of the first long values, and has room for just one. */
const MOST_LONG_VALUES = 12;

const PAGE_VALUE = new Uint8Array(2_500).fill(1);
const LONG_VALUE = new Uint8Array(20_000).fill(2);
const HUGE_VALUE = new Uint8Array(400_000).fill(3);

const [folder] = process.argv.slice(2);
if (folder !== undefined && import.meta.main) await walkFreeList(folder);

/**
 * Leads LMDB's list of free pages where lmdb 3.0 to 3.5 aborts the process: a life that ends with a list of several
 * parts; and one, with a reader that keeps newer parts from being read, in which a first value takes its pages from the
 * oldest part, and then one of the next transaction finds none. Says `whole` at the end.
 */
async function walkFreeList(folder: string): Promise<void> {
  const first = join(folder, 'first');
  await live(first, async (store) => {
    await store.write(() => put(store, SINGLES, PAGE_VALUE));
    await store.write(() => put(store, 1, LONG_VALUE, SINGLES));
    await touch(store);
    await store.write(() => remove(store, SINGLES));
    await holding(store, async () => {
      await store.write(() => {
        for (let number = 0; number < SINGLES; number += 2) remove(store, number);
      });
      for (let round = 0; round < LATER_TRANSACTIONS; round += 1) await touch(store);
    });
  });
  for (let longValues = 0; longValues < MOST_LONG_VALUES; longValues += 1) {
    const next = join(folder, String(longValues));
    mkdirSync(next);
    copyFileSync(join(first, DATA_FILE), join(next, DATA_FILE));
    await live(next, async (store) => {
      for (let round = 0; round < EARLY_TRANSACTIONS; round += 1) await touch(store);
      await holding(store, async () => {
        for (let number = 0; number < longValues; number += 1)
          await store.write(() => put(store, 1, LONG_VALUE, SINGLES + number));
        await store.write(() => put(store, 1, HUGE_VALUE, 2 * SINGLES));
      });
    });
  }
  console.log('whole');
}

async function live(path: string, life: (store: StoreDatabases) => Promise<void>): Promise<void> {
  mkdirSync(path, { recursive: true });
  await using store = new StoreDatabases(path, { readOnly: false });
  await life(store);
}

async function holding(store: StoreDatabases, work: () => Promise<void>): Promise<void> {
  const transaction = store.beginRead();
  store.objects.get(keyOf(1), { transaction });
  try {
    await work();
  } finally {
    transaction.done();
  }
}

function put({ objects }: StoreDatabases, count: number, value: Uint8Array, from = 0): void {
  for (let number = from; number < from + count; number += 1) void objects.put(keyOf(number), value);
}

function remove({ objects }: StoreDatabases, number: number): void {
  void objects.remove(keyOf(number));
}

/** A transaction that frees a page or two. */
function touch(store: StoreDatabases): Promise<void> {
  return store.write(() => void store.facts.put('round', 1));
}

function keyOf(number: number): Uint8Array {
  const uuid = new Uint8Array(16);
  new DataView(uuid.buffer).setUint32(12, number);
  return objectKey(1, 0, uuid);
}
