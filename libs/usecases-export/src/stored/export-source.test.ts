import { createHash } from 'node:crypto';
import type { ExportStatus } from '@weaviate-export/entities-export';
import { LAYOUT_NAMES, type LayoutName } from '@weaviate-export/format';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScheduler } from '../create-scheduler.ts';
import type { Scheduler } from '../export/scheduler.ts';
import type { DBAdapter, SnapshotReader, WorkerSource } from '../ports/db-adapter.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { everyone, SOURCE } from './array-source.fixture.ts';
import { threadReader } from './export-reader.ts';
import { ExportSource, type SharedExport } from './export-source.ts';

let source: DBAdapter;
let scheduler: Scheduler;
const backend = new MemoryBackend('filesystem', false);

const addressOf = (key: string): string => backend.describe({ key });
beforeAll(() => {
  const db: DBAdapter = {
    listClasses: () => source.listClasses(),
    openSnapshot: (request) => source.openSnapshot(request),
  };
  scheduler = createScheduler(
    { authorizer: everyone, db, backends: backend },
    { parallelism: 1, owner: 'test' },
  );
});
afterAll(() => scheduler[Symbol.asyncDispose]());

/** Exports a source under an id, in place of what lay there, and waits for its end. */
async function run(db: DBAdapter, id: string, layout: LayoutName): Promise<ExportStatus> {
  for (const key of [...backend.files.keys()])
    if (key.startsWith(addressOf(`${id}/`))) backend.files.delete(key);
  source = db;
  await scheduler.export(null, 'filesystem', { id, config: { layout } });
  return scheduler.finished(null, 'filesystem', id, {}, AbortSignal.timeout(100_000));
}

/** The Parquet files of an export, by their names: what each is of, in hexadecimal. */
const parquetOf = (id: string): Record<string, string> =>
  Object.fromEntries(
    [...backend.files]
      .filter(([key]) => key.startsWith(addressOf(`${id}/`)) && key.endsWith('.parquet'))
      .map(([key, bytes]) => [
        key.slice(addressOf(id).length),
        createHash('sha256').update(bytes).digest('hex'),
      ]),
  );

const exportOf = (id: string): ExportSource => new ExportSource({ backend, home: { key: id } });

describe('an export is converted to another layout', () => {
  it.each(
    LAYOUT_NAMES.flatMap((from) => LAYOUT_NAMES.map((to) => ({ from, to }))).filter(
      // The layout weaviate orders the names of properties; each other way keeps them.
      ({ from, to }) => from !== 'weaviate' || to !== 'standard',
    ),
  )('from $from to $to, to the bytes that the source itself would give', async ({ from, to }) => {
    await run(SOURCE, 'first', from);
    expect(await run(SOURCE, 'direct', to)).toMatchObject({ status: 'SUCCESS' });
    expect(await run(exportOf('first'), 'converted', to)).toMatchObject({
      status: 'SUCCESS',
      progress: {
        Generated: { objectsExported: 130 },
        Tenants: { objectsExported: 130 },
        Empty: { status: 'SKIPPED' },
      },
    });
    const converted = parquetOf('converted');
    expect(Object.keys(converted)).toHaveLength(3);
    expect(converted).toEqual(parquetOf('direct'));
    const schemas = ['converted', 'direct'].map((id) => backend.files.get(addressOf(`${id}/schema.json`)));
    expect(schemas[0]).toEqual(schemas[1]);
  });

  it('with the files of Weaviate’s own export, whose classes are given, or else have no properties', async () => {
    await run(SOURCE, 'first', 'weaviate');
    // As Weaviate names them, with the shard, and no manifest.
    const file = (name: string) => backend.files.get(addressOf(`first/${name}.parquet`))!;
    const own = {
      'Generated_s0_0000.parquet': file('Generated'),
      'Tenants_two_0000.parquet': file('Tenants/tenant=two'),
    };
    for (const [name, bytes] of Object.entries(own)) backend.files.set(addressOf(`theirs/${name}`), bytes);
    const metadata = { id: 'theirs', status: 'SUCCESS', classes: ['Generated', 'Tenants'] };
    backend.files.set(addressOf('theirs/export_metadata.json'), Buffer.from(JSON.stringify(metadata)));
    expect(await run(exportOf('theirs'), 'converted', 'typed')).toMatchObject({
      status: 'SUCCESS',
      progress: { Generated: { objectsExported: 130 }, Tenants: { objectsExported: 40 } },
    });
  });

  it('by worker threads, each with a reader of its own, which lets go of all that it holds', async () => {
    await run(SOURCE, 'first', 'typed');
    const told = { moduleUrl: 'file:///reader.ts', place: { where: 'first' } };
    let shared: WorkerSource | undefined;
    const prepared: string[] = [];
    const classes = ['Generated', 'Tenants'];
    await using snapshot = await new ExportSource({
      ...{ backend, home: { key: 'first' }, inThreads: told },
    }).openSnapshot({
      ...{ classes, signal: new AbortController().signal },
      prepare: async (moduleUrl) => void prepared.push(moduleUrl),
      share: async (source) => void (shared = source),
    });
    expect([prepared, shared!.moduleUrl]).toEqual([[told.moduleUrl], told.moduleUrl]);
    const options = JSON.parse(JSON.stringify(shared!.options)) as SharedExport;
    expect(options.place).toEqual(told.place);
    let isReleased = false;
    const reader = threadReader(backend, { key: 'first' }, options.classes, () => (isReleased = true));
    const read = async (from: SnapshotReader): Promise<string[]> => {
      const found: string[] = [];
      for (const { name, shards } of snapshot.classes)
        for (const { name: shard } of shards)
          for await (const range of from.cut({ class: name, shard }, { objects: 30, bytes: 1e6 }))
            for await (const { id, properties } of from.scan({ class: name, shard }, range))
              found.push(`${name} ${shard} ${id} ${Buffer.from(properties!).toString()}`);
      return found;
    };
    const found = await read(reader);
    expect(found).toHaveLength(260);
    expect(found).toEqual(await read(snapshot));
    reader[Symbol.dispose]();
    expect(isReleased).toBe(true);
    await expect(read(reader)).rejects.toThrow('the export is over');
  });

  it.each([
    ['none at all', undefined, /neither manifest.json nor export_metadata.json/],
    ['one of Weaviate’s that failed', { status: 'FAILED' }, /its status is FAILED/],
    ['one of ours that is not done', { status: { status: 'TRANSFERRING' } }, /it has no manifest.json/],
  ])('but not %s', async (_what, metadata, message) => {
    if (metadata !== undefined)
      backend.files.set(addressOf('other/export_metadata.json'), Buffer.from(JSON.stringify(metadata)));
    const error: unknown = await exportOf('other')
      .listClasses()
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'EXPORT_NOT_WHOLE',
      message: expect.stringMatching(message) as string,
    });
  });

  it('but not where a bit of a file has changed since', async () => {
    await run(SOURCE, 'first', 'standard');
    const file = backend.files.get(addressOf('first/Generated.parquet'))!;
    file[100]! ^= 1;
    expect(await run(exportOf('first'), 'converted', 'typed')).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining(
        'filesystem://first/Generated.parquet is damaged: its sha256 is',
      ) as string,
    });
    expect(Object.keys(parquetOf('converted'))).toEqual([]);
  });
});
