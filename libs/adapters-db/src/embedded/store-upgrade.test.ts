import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EmbeddedRoles } from './embedded-roles.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { inspectStore } from './inspect-store.ts';
import { DATA_FILE } from './store-file.ts';
import { eventually, plainObject, storedObjects, temporaryFolder, uuid } from './temporary-store.fixture.ts';

/**
 * Written by lmdb 3.5.6: class One with the 25 odd numbers below 50, Three with 30 in three shards, Tenants with two in
 * tenant a and none in b, which is COLD; and 200 free pages, in lmdb 3's own form.
 */
const OLD_FILE = new URL('./store-of-format-2.mdb.gz', import.meta.url);
const STORE_READER = fileURLToPath(new URL('./store-reader.fixture.ts', import.meta.url));
const BATCH_WRITER = fileURLToPath(new URL('./batch-writer.fixture.ts', import.meta.url));
const SERVER_ID = '87bc0936-d4c8-4ec2-87ae-1464595f2783';

function oldStore(): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder();
  writeFileSync(join(folder.path, DATA_FILE), gunzipSync(readFileSync(OLD_FILE)));
  return folder;
}

function expectAll(store: EmbeddedStore): void {
  expect(store.serverId).toBe(SERVER_ID);
  const classes = store.listClasses().map((definition) => definition.class);
  expect(classes.filter((name) => name !== 'New')).toEqual(['One', 'Tenants', 'Three']);
  const one = store.list('One', { limit: 1_000 });
  expect(one.map(({ id }) => id)).toEqual(Array.from({ length: 25 }, (_, index) => uuid(2 * index + 1)));
  for (const { creationTime, updateTime, vector, properties } of one) {
    expect([updateTime, [...vector!]]).toEqual([1_000, [creationTime, 0.5]]);
    expect(JSON.parse(properties!)).toEqual({ number: creationTime, text: 'x'.repeat(1_000) });
  }
  expect(store.list('Three', { limit: 1_000 }).map(({ properties }) => properties!.length)).toEqual(
    Array.from({ length: 30 }, (_, number) => 5_021 + String(number).length),
  );
  expect(store.tenants.list('Tenants')).toEqual([
    { name: 'a', status: 'HOT', objects: 2 },
    { name: 'b', status: 'COLD', objects: 0 },
  ]);
  expect(new EmbeddedRoles(store).rolesOf({ type: 'db', id: 'ann' })).toEqual(['reader']);
}

describe('a store that lmdb 3 has written', () => {
  it('is copied when it is first opened, with all that it holds', async () => {
    using folder = oldStore();
    expect(await inspectStore(folder.path)).toEqual({ state: 'free', classes: 3, isOlder: true });
    for (const _opening of ['first', 'second']) {
      await using store = await EmbeddedStore.open(folder);
      expectAll(store);
    }
    expect(await inspectStore(folder.path)).toEqual({ state: 'free', classes: 3, isOlder: false });
    expect(existsSync(join(folder.path, 'upgrade'))).toBe(false);
  });

  it('keeps what it holds however much is written to it', async () => {
    using folder = oldStore();
    await using store = await EmbeddedStore.open(folder);
    await store.createClass({ class: 'New' });
    const objects = Array.from({ length: 200 }, (_, number) =>
      plainObject(number, { text: 'y'.repeat(3_000) }),
    );
    for (let round = 0; round < 5; round += 1) {
      await store.upsert('New', objects);
      expectAll(store);
    }
    await store.deleteClass('New');
    await eventually(() => expect(storedObjects(store)).toBe(57));
    expectAll(store);
  });

  it('is copied anew where the copy was not ended', async () => {
    using folder = oldStore();
    const left = join(folder.path, 'upgrade');
    writeFileSync(left, 'half of a copy');
    await using store = await EmbeddedStore.open(folder);
    expectAll(store);
  });

  it('is whole where a process that looks at it has it open meanwhile', async () => {
    using folder = oldStore();
    const reader = spawn(
      process.execPath,
      ['--conditions=@weaviate-export/source', STORE_READER, folder.path],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const ended = once(reader, 'exit');
    try {
      await once(reader.stdout, 'data');
      await using store = await EmbeddedStore.open(folder);
      expectAll(store);
      await store.createClass({ class: 'New' });
      expectAll(store);
    } finally {
      reader.kill('SIGKILL');
      await ended;
    }
    await using store = await EmbeddedStore.open(folder);
    expectAll(store);
    expect(store.getClass('New')).not.toBeNull();
  });

  // `ulimit -f` (in blocks of 512 bytes) stands in for a full disk: a write beyond it fails in the same way.
  it.skipIf(process.platform === 'win32')(
    'stays as it is where the disk has no room for the copy, of which nothing is left',
    async () => {
      using folder = oldStore();
      const before = readFileSync(join(folder.path, DATA_FILE));
      const command = ['-c', 'ulimit -f 300 && exec "$0" "$@"', process.execPath];
      const opening = [...command, '--conditions=@weaviate-export/source', BATCH_WRITER, folder.path, '0'];
      const { stderr, status } = spawnSync('sh', opening, { encoding: 'utf8' });
      expect(stderr).toContain('the store could not commit');
      expect(status).toBe(1);
      expect(readFileSync(join(folder.path, DATA_FILE)).equals(before)).toBe(true);
      expect(existsSync(join(folder.path, 'upgrade'))).toBe(false);
      await using store = await EmbeddedStore.open(folder);
      expectAll(store);
    },
  );
});
