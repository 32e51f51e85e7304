import { writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from 'lmdb';
import { expect, it } from 'vitest';
import { EmbeddedStore } from './embedded-store.ts';
import { inspectStore } from './inspect-store.ts';
import { StoreDatabases } from './store-databases.ts';
import { DATA_FILE } from './store-file.ts';
import { temporaryFolder } from './temporary-store.fixture.ts';

it('tells of a store whether it is there, in use and of an older format, and leaves it as it is', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'below', 'store');
  expect(await inspectStore(path)).toEqual({ state: 'absent' });
  await expect(access(path)).rejects.toThrow('ENOENT');

  {
    await using store = await EmbeddedStore.open({ path });
    await store.createClass({ class: 'Article' });
    expect(await inspectStore(path)).toEqual({ state: 'in use', classes: 1, isOlder: false });
    await store.createClass({ class: 'Book' });
    await store.databases.write(() => void store.databases.facts.put('format', 1));
  }
  expect(await inspectStore(path)).toEqual({ state: 'free', classes: 2, isOlder: true });
  expect(await inspectStore(path)).toEqual({ state: 'free', classes: 2, isOlder: true });
});

it.for<[string, (path: string) => Promise<void>]>([
  ['an empty file', async (path) => writeFileSync(join(path, DATA_FILE), '')],
  ['no facts', (path) => new StoreDatabases(path, { readOnly: false })[Symbol.asyncDispose]()],
  ['none of its databases', (path) => open({ path, noSubdir: false }).close()],
])(
  'takes a store whose first start was ended when it had %s for one that is to be made',
  async ([, begin]) => {
    using folder = temporaryFolder();
    await begin(folder.path);
    expect(await inspectStore(folder.path)).toEqual({ state: 'absent' });
    await using store = await EmbeddedStore.open(folder);
    expect(store.listClasses()).toEqual([]);
  },
);

it('refuses a store of a newer format', async () => {
  using folder = temporaryFolder();
  {
    await using store = await EmbeddedStore.open({ path: folder.path });
    await store.databases.write(() => void store.databases.facts.put('format', 99));
  }
  await expect(inspectStore(folder.path)).rejects.toMatchObject({ code: 'STORE_FORMAT_UNKNOWN' });
});

it('refuses a file in place of a folder', async () => {
  await expect(inspectStore(join(import.meta.filename, 'store'))).rejects.toThrow(/ENOTDIR|EACCES/);
});
