import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EmbeddedStore } from './embedded-store.ts';
import { inspectStore } from './inspect-store.ts';
import { checkStoreFile, DATA_FILE, storeError } from './store-file.ts';
import { plainObject, temporaryFolder } from './temporary-store.fixture.ts';

const PAGE_BYTES = 4096;

/** Fills the folder with a store of some megabytes, a few of its objects longer than a page. */
async function fillStore(folder: { path: string }): Promise<string> {
  await using store = await EmbeddedStore.open(folder);
  await store.createClass({ class: 'A' });
  for (let batch = 0; batch < 20; batch += 1) {
    const objects = Array.from({ length: 200 }, (_, number) =>
      plainObject(batch * 200 + number, { text: 'x'.repeat(number % 50 === 0 ? 10_000 : 300) }),
    );
    await store.upsert('A', objects);
  }
  return join(folder.path, DATA_FILE);
}

function overwrite(file: string, from: number, bytes: Uint8Array): void {
  const content = readFileSync(file);
  content.set(bytes, from);
  writeFileSync(file, content);
}

describe('the file of a store', () => {
  it.for<[string, (file: string) => void, RegExp]>([
    ['cut to half', (file) => truncateSync(file, statSync(file).size / 2), /cut short/],
    ['cut within its first page', (file) => truncateSync(file, 100), /cut short/],
    ['a line of text', (file) => writeFileSync(file, 'hello\n'), /cut short/],
    ['random', (file) => writeFileSync(file, Buffer.alloc(100_000, 'k3#d')), /not a file of LMDB/],
    ['zeroed at its start', (file) => overwrite(file, 0, Buffer.alloc(2 * PAGE_BYTES)), /not a file of LMDB/],
    ['of another version', (file) => overwrite(file, 28, Uint8Array.of(1)), /version 1 /],
    [
      'overwritten in all its trees',
      (file) => overwrite(file, 2 * PAGE_BYTES, Buffer.alloc(statSync(file).size - 2 * PAGE_BYTES, 7)),
      /does not hold what it should/,
    ],
  ])('that is %s is refused with its name and what to do', async ([, damage, problem]) => {
    using folder = temporaryFolder();
    const file = await fillStore(folder);
    damage(file);
    for (const open of [EmbeddedStore.open(folder), inspectStore(folder.path)]) {
      const error: unknown = await open.catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'STORE_DAMAGED',
        message: expect.stringMatching(problem) as string,
      });
      expect((error as Error).message).toContain(file);
      expect((error as Error).message).toContain('restore its folder from a copy');
    }
  });

  it('is sound where it is absent or empty', () => {
    using folder = temporaryFolder();
    checkStoreFile(folder.path);
    writeFileSync(join(folder.path, DATA_FILE), '');
    checkStoreFile(folder.path);
  });

  it('is sound after every commit, whatever was added and removed', async () => {
    using folder = temporaryFolder();
    await using store = await EmbeddedStore.open(folder);
    checkStoreFile(folder.path);
    await store.createClass({ class: 'A' });
    for (let round = 0; round < 60; round += 1) {
      const objects = Array.from({ length: 1 + ((round * 37) % 90) }, (_, number) =>
        plainObject(number, { text: 'x'.repeat((round * 997) % 9_000) }),
      );
      await store.upsert('A', objects);
      checkStoreFile(folder.path);
      if (round % 7 === 6) {
        await store.deleteClass('A');
        await store.createClass({ class: 'A' });
        checkStoreFile(folder.path);
      }
    }
  });
});

describe('an error of LMDB', () => {
  const thrown = (code: number): Error => Object.assign(new Error('MDB_CORRUPTED: page type'), { code });

  it('that tells of a damaged file names it, and is kept as the cause', () => {
    const error = thrown(-30796);
    expect(storeError(error, '/store')).toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringContaining(`${join('/store', DATA_FILE)} is damaged: MDB_CORRUPTED`) as string,
      cause: error,
    });
  });

  it.each([thrown(-30792), new Error('MDB_CORRUPTED'), 'a text'])(
    'that tells of anything else stays: %s',
    (error) => {
      expect(storeError(error, '/store')).toBe(error);
    },
  );
});
