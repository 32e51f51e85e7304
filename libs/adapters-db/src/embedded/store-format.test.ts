import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type ExportRecord, type ExportState, FORMAT_VERSION } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { EmbeddedExportRecords } from './embedded-export-records.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { StoreDatabases } from './store-databases.ts';
import { open } from './open-snapshot.fixture.ts';
import { plainObject, temporaryFolder, uuid } from './temporary-store.fixture.ts';

/** Changes the databases of a store that nobody has open. */
async function change(path: string, write: (databases: StoreDatabases) => void): Promise<void> {
  await using databases = new StoreDatabases(path, { readOnly: false });
  await databases.write(() => write(databases));
}

/** The key of a record in every format. */
function keyOfRecord({ place, id }: ExportRecord): Uint8Array {
  const hashes = [
    [place.backend, id],
    [place.bucket ?? null, place.path],
  ].map((parts) => createHash('sha256').update(JSON.stringify(parts)).digest());
  return Buffer.concat(hashes);
}

/** Takes away what format 3 added: the indexes of exports. */
function asFormatTwo({ facts, exportsByStart, exportsUnfinished }: StoreDatabases): void {
  for (const index of [exportsByStart, exportsUnfinished])
    for (const key of [...index.getKeys()]) void index.remove(key);
  void facts.put('format', 2);
}

/** And what format 2 added: records of shards, and the counter of tenants. */
function asFormatOne(databases: StoreDatabases): void {
  const { facts, shards } = databases;
  asFormatTwo(databases);
  for (const key of [...shards.getKeys({ start: new Uint8Array(1) })]) void shards.remove(key);
  void facts.remove('lastTenantNumber');
  void facts.put('format', 1);
}

describe('a store of format 1', () => {
  it('is brought to the newest format, with the exact number of objects of every shard', async () => {
    using folder = temporaryFolder();
    let serverId: string;
    {
      await using store = await EmbeddedStore.open(folder);
      serverId = store.serverId;
      await store.createClass({ class: 'Empty' });
      await store.createClass({ class: 'One' });
      await store.createClass({ class: 'Three', shardingConfig: { desiredCount: 3 } });
      const objects = Array.from({ length: 50 }, (_, number) => plainObject(number));
      await store.upsert('One', objects);
      await store.upsert('Three', objects);
    }
    await change(folder.path, asFormatOne);
    for (const _opening of ['first', 'second']) {
      await using store = await EmbeddedStore.open(folder);
      expect(store.serverId).toBe(serverId);
      await using snapshot = await open(store, ['Empty', 'One', 'Three']);
      const [empty, one, three] = snapshot.classes.map(({ shards }) => shards);
      expect([empty, one]).toEqual([[{ name: 'shard-0', objects: 0 }], [{ name: 'shard-0', objects: 50 }]]);
      const counts = await Promise.all(
        (three ?? []).map(async ({ name }) => {
          let objects = 0;
          for await (const range of snapshot.cut({ class: 'Three', shard: name }, { objects: 9, bytes: 1e9 }))
            objects += range.objects;
          return { name, objects };
        }),
      );
      expect(three).toEqual(counts);
      expect(counts.map(({ name }) => name)).toEqual(['shard-0', 'shard-1', 'shard-2']);
    }
  });

  it('is written as any other from then on, and takes tenants', async () => {
    using folder = temporaryFolder();
    {
      await using store = await EmbeddedStore.open(folder);
      await store.createClass({ class: 'One' });
      await store.insert('One', plainObject(1));
    }
    await change(folder.path, asFormatOne);
    await using store = await EmbeddedStore.open(folder);
    await store.insert('One', plainObject(2));
    await store.delete('One', uuid(1));
    await store.createClass({ class: 'A', multiTenancyConfig: { enabled: true } });
    await store.tenants.create('A', [{ name: 'a' }]);
    await store.insert('A', plainObject(1), 'a');
    await using snapshot = await open(store, ['One', 'A']);
    expect(snapshot.classes.map(({ shards }) => shards)).toEqual([
      [{ name: 'shard-0', objects: 1 }],
      [{ name: 'a', objects: 1 }],
    ]);
  });
});

describe('a store of format 2', () => {
  const shards = Object.fromEntries(
    Array.from({ length: 1_200 }, (_, index) => [
      `t${index}`,
      index % 4 === 0
        ? { status: 'SKIPPED' as const, objectsExported: 0, skipReason: 'shard is empty' }
        : { status: 'SUCCESS' as const, objectsExported: 2 },
    ]),
  );
  /** As the last version saved it. */
  const record = (
    id: string,
    second: number,
    state: ExportState,
    shardStatus: ExportRecord['status']['shardStatus'],
  ): ExportRecord => ({
    formatVersion: FORMAT_VERSION,
    id,
    place: { backend: 's3', bucket: 'b', path: '' },
    owner: 'server',
    heartbeatAt: '2026-01-01T00:00:00.000Z',
    files: ['Doc/tenant=t1.parquet'],
    request: { id },
    status: {
      id,
      backend: 's3',
      path: `s3://b/${id}`,
      status: state,
      startedAt: `2026-01-01T00:00:0${second}.000Z`,
      classes: ['Doc'],
      progress: { Doc: { status: 'SUCCESS', objectsExported: 1_800, objectsTotal: 1_800, fileSizeBytes: 9 } },
      shardStatus,
    },
  });
  const few = { Doc: { t1: { status: 'SUCCESS' as const, objectsExported: 1_800 } } };

  it('lists its exports from then on, knows the unfinished ones, and keeps many shards apart', async () => {
    using folder = temporaryFolder();
    const small = record('small', 3, 'SUCCESS', few);
    const running = record('running', 2, 'TRANSFERRING', { Doc: shards });
    const large = record('large', 1, 'SUCCESS', { Doc: shards });
    await (await EmbeddedStore.open(folder))[Symbol.asyncDispose]();
    await change(folder.path, (databases) => {
      for (const kept of [large, small, running]) void databases.exports.put(keyOfRecord(kept), kept);
      asFormatTwo(databases);
    });
    for (const _opening of ['first', 'second']) {
      await using store = await EmbeddedStore.open(folder);
      const records = new EmbeddedExportRecords(store);
      const [first, second, third, ...others] = await records.page('s3', 10);
      expect([first, second, others]).toEqual([small, running, []]);
      expect(await records.unfinished()).toEqual([running]);
      expect(await records.find('s3', 'small')).toEqual([small]);
      const { files: _files, ...head } = large;
      const counts = { SKIPPED: 300, SUCCESS: 900 };
      const progress = { Doc: { ...large.status.progress['Doc'], shards: counts } };
      expect(third).toEqual({ ...head, status: { ...large.status, progress, shardStatus: {} } });
      const detail = gunzipSync((await records.detail(large.place, 'large'))!).toString();
      expect(
        detail
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual(Object.entries(shards).map(([shard, told]) => ({ class: 'Doc', shard, ...told })));
      expect(await records.detail(small.place, 'small')).toBeNull();
    }
  });

  it('loses no shards that it has kept apart where it is ended before all of its exports are listed', async () => {
    using folder = temporaryFolder();
    const large = record('large', 1, 'SUCCESS', { Doc: shards });
    await (await EmbeddedStore.open(folder))[Symbol.asyncDispose]();
    await change(folder.path, (databases) => {
      void databases.exports.put(keyOfRecord(large), large);
      asFormatTwo(databases);
    });
    for (const _opening of ['first', 'second']) {
      await using store = await EmbeddedStore.open(folder);
      const detail = await new EmbeddedExportRecords(store).detail(large.place, 'large');
      expect(gunzipSync(detail!).toString()).toContain('"shard":"t1199"');
      await store.databases.write(() => void store.databases.facts.put('format', 2));
    }
  });
});

describe('a store of a format that is not known', () => {
  it.each([4, 27])('is refused, and left as it is (%j)', async (format) => {
    using folder = temporaryFolder();
    await (await EmbeddedStore.open(folder))[Symbol.asyncDispose]();
    await change(folder.path, ({ facts }) => void facts.put('format', format));
    for (const _attempt of ['first', 'second']) {
      const opening = EmbeddedStore.open(folder);
      await expect(opening).rejects.toMatchObject({ code: 'STORE_FORMAT_UNKNOWN' });
      await expect(opening).rejects.toThrow(
        `the store at ${folder.path} has format ${JSON.stringify(format)}, newer than 3: open it with a newer server`,
      );
    }
    await change(folder.path, ({ facts }) => void facts.put('format', 3));
    await using store = await EmbeddedStore.open(folder);
    expect(store.listClasses()).toEqual([]);
  });
});
