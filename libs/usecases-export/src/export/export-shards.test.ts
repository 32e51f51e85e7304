import type { ExportStatus, Manifest } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { arrayClass, keepWorkers, until, World } from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';
import { manyTenants } from './many-tenants.fixture.ts';
import { MemoryExportRecords } from './memory-export-records.ts';

const workers = keepWorkers();
const some = { filled: 1_040, empty: 4, offloaded: 6 };
/** As many in all, but soon exported. */
const few = { filled: 30, empty: 4, offloaded: 1_016 };
const ALL = { shards: 'all' } as const;

/** An export whose first write waits. */
async function waiting(world: World): Promise<{ started: ExportStatus; gate: Gate }> {
  const gate = new Gate();
  world.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
  const started = await world.start('first');
  await gate.reached;
  return { started, gate };
}

/** What an earlier life left: the backend's files and the records, with or without their details. */
async function afterCrash(world: World, { details }: { readonly details: boolean }): Promise<World> {
  const backend = new MemoryBackend('filesystem', false);
  for (const [address, bytes] of world.backend.files) backend.files.set(address, bytes);
  const records = new MemoryExportRecords();
  for (const record of await world.records.unfinished()) {
    const detail = await world.records.detail(record.place, record.id);
    await records.save(record, details ? detail! : undefined);
  }
  return new World(workers(), [], { backend, ports: { records } });
}

describe('an export of more than a thousand tenants', () => {
  it('tells of those that were skipped and how many stand how, and of all where all are asked for', async () => {
    const world = manyTenants(workers(), few);
    await world.start('first');
    await until(async () => expect((await world.status('first')).status).toBe('SUCCESS'));
    await until(async () => expect(await world.records.unfinished()).toEqual([]));
    const told = await world.status('first');
    expect(told.progress['Doc']).toEqual({
      status: 'SUCCESS',
      objectsExported: 30,
      objectsTotal: 30,
      fileSizeBytes: expect.any(Number) as number,
      shards: { SUCCESS: 30, SKIPPED: 1_020 },
    });
    const reasons = Object.values(told.shardStatus['Doc']!).map(({ skipReason }) => skipReason);
    expect(reasons.toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'shard is empty'),
      ...Array.from({ length: 1_016 }, () => 'tenant status is FROZEN'),
    ]);
    const all = await world.status('first', ALL);
    expect(Object.keys(all.shardStatus['Doc']!)).toHaveLength(1_050);
    expect(all).toMatchObject(told);
    expect(all.shardStatus['Doc']!['tenant-20']).toEqual({ status: 'SUCCESS', objectsExported: 1 });

    // The same from the records of a later life, and by another server from the backend alone.
    const { records, backend } = world;
    for (const port of [{ records }, {}]) {
      const other = new World(workers(), [], { backend, ports: port });
      expect(await other.status('first')).toEqual(told);
      expect(await other.status('first', ALL)).toEqual(all);
    }
    expect(await world.scheduler.list(null, 'filesystem', {})).toEqual([{ ...told, shardStatus: {} }]);
  });

  it('has a small metadata file, and a manifest of the same form as ever', async () => {
    const world = manyTenants(workers(), few);
    await world.start('first');
    await until(async () => expect((await world.status('first')).status).toBe('SUCCESS'));
    expect(world.bytes('first/export_metadata.json').length).toBeLessThan(2_000);
    const manifest = world.json('first/manifest.json') as Manifest;
    expect(manifest.files).toHaveLength(30);
    const text = Buffer.from(world.bytes('first/manifest.json')).toString();
    expect(text === `${JSON.stringify(manifest, null, 2)}\n`).toBe(true);
  });

  it('answers its start likewise, and each heartbeat writes the small file alone', async () => {
    const world = manyTenants(workers(), some);
    const { started, gate } = await waiting(world);
    expect(started.progress['Doc']!.shards).toEqual({ TRANSFERRING: 1_044, SKIPPED: 6 });
    expect(Object.keys(started.shardStatus['Doc']!)).toHaveLength(6);
    const replaced: string[] = [];
    world.backend.before = (operation, key) => {
      if (operation === 'replace') replaced.push(key);
    };
    await until(() => expect(world.clock.sleepers).toBe(1));
    world.clock.advance(10_000);
    await until(() => expect(replaced).toEqual(['first/export_metadata.json']));
    const other = new World(workers(), [], { backend: world.backend });
    expect((await other.status('first')).progress['Doc']!.shards).toEqual({
      TRANSFERRING: 1_040,
      SKIPPED: 10,
    });
    const { shardStatus } = await other.status('first', ALL);
    expect(Object.keys(shardStatus['Doc']!)).toHaveLength(1_050);
    gate.open();
    await world.cancel('first');
  });

  it('fails whole where it is canceled, and leaves nothing but what says so', async () => {
    const world = manyTenants(workers(), some);
    await waiting(world);
    await world.cancel('first');
    expect(world.fileNames).toEqual(['first/export_detail.jsonl.gz', 'first/export_metadata.json']);
    const told = await world.status('first');
    expect(told.status).toBe('CANCELED');
    expect(told.progress['Doc']!.shards).toEqual({ FAILED: 1_040, SKIPPED: 10 });
    expect(Object.keys(told.shardStatus['Doc']!)).toHaveLength(1_050);
    const other = new World(workers(), [], { backend: world.backend });
    expect(await other.status('first')).toEqual(told);
  });

  it.each([true, false])(
    'is cleaned after a crash by the names that it planned (kept in the own records: %s)',
    async (details) => {
      const world = manyTenants(workers(), some);
      await waiting(world);
      world.backend.files.set('filesystem://first/Doc/tenant=tenant-700.parquet', Buffer.from('of it'));
      world.backend.files.set('filesystem://first/Doc/tenant=foreign.parquet', Buffer.from('foreign'));
      const later = await afterCrash(world, { details });
      await world.cancel('first');
      await later.scheduler.recover();
      expect(later.fileNames).toEqual([
        'first/Doc/tenant=foreign.parquet',
        'first/export_detail.jsonl.gz',
        'first/export_metadata.json',
      ]);
      const told = await later.status('first');
      expect(told.status).toBe('FAILED');
      expect(told.progress['Doc']!.shards).toMatchObject({ FAILED: expect.any(Number) as number });
      expect(Object.keys(told.shardStatus['Doc']!)).toHaveLength(1_050);
    },
  );

  it('is an error that names the file where its detail is damaged', async () => {
    const world = manyTenants(workers(), some);
    await waiting(world);
    await world.cancel('first');
    world.backend.files.set('filesystem://first/export_detail.jsonl.gz', Buffer.from('half a de'));
    await expect(new World(workers(), [], { backend: world.backend }).status('first')).rejects.toMatchObject({
      code: 'METADATA_INVALID',
      message: expect.stringContaining('filesystem://first/export_detail.jsonl.gz') as string,
    });
  });

  it('is told likewise where the last version wrote its metadata, with every shard in it', async () => {
    const world = manyTenants(workers(), some);
    await waiting(world);
    await world.cancel('first');
    const [told, all] = [await world.status('first'), await world.status('first', ALL)];
    const { shards: _shards, ...progress } = told.progress['Doc']!;
    const status = { ...all, progress: { Doc: progress } };
    const metadata = { ...world.metadata('first'), files: ['Doc/tenant=tenant-0.parquet'], status };
    world.backend.files.set('filesystem://first/export_metadata.json', Buffer.from(JSON.stringify(metadata)));
    world.backend.files.delete('filesystem://first/export_detail.jsonl.gz');
    const other = new World(workers(), [], { backend: world.backend });
    expect(await other.status('first')).toEqual(told);
    expect(await other.status('first', ALL)).toEqual(all);
  });
});

it('tells of every shard or as usual, of nothing else', async () => {
  const world = new World(workers(), [arrayClass('Article')]);
  await world.run('first');
  await expect(world.status('first', { shards: 'some' as 'all' })).rejects.toThrow(
    'invalid shards "some": allowed is all',
  );
});
