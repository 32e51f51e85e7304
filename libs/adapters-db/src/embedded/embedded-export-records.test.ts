import { type ExportRecord, type ExportState, FORMAT_VERSION } from '@weaviate-export/entities-export';
import { expect, it } from 'vitest';
import { EmbeddedExportRecords } from './embedded-export-records.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { temporaryFolder, temporaryStore } from './temporary-store.fixture.ts';

function record(id: string, path: string, startedAt: string, status: ExportState = 'SUCCESS'): ExportRecord {
  return {
    formatVersion: FORMAT_VERSION,
    id,
    place: { backend: 's3', bucket: 'b', path },
    owner: 'server',
    heartbeatAt: startedAt,
    files: ['A.parquet'],
    request: { id, include: ['A'] },
    status: {
      id,
      backend: 's3',
      path: `s3://b/${path}/${id}`,
      status,
      startedAt,
      classes: ['A'],
      progress: {},
      shardStatus: {},
    },
  };
}

it('finds the records of an id on a backend, the last started first, one a place', async () => {
  await using temporary = await temporaryStore();
  const records = new EmbeddedExportRecords(temporary.store);
  const long = record('one', 'p/'.repeat(1_000), '2026-01-02T00:00:00Z');
  const [older, newer] = [
    record('one', 'p', '2026-01-01T00:00:00Z'),
    record('one', 'q', '2026-01-03T00:00:00Z'),
  ];
  for (const saved of [older, newer, long, record('one2', 'p', '2026-01-04T00:00:00Z')])
    await records.save(saved);
  expect(await records.find('s3', 'one')).toEqual([newer, long, older]);
  const replaced = { ...older, heartbeatAt: '2026-01-05T00:00:00Z' };
  await records.save(replaced);
  expect(await records.find('s3', 'one')).toEqual([newer, long, replaced]);
  await records.remove(long.place, 'one');
  expect(await records.find('s3', 'one')).toEqual([newer, replaced]);
  expect(await records.find('gcs', 'one')).toEqual([]);
  expect(await records.find('s3', 'on')).toEqual([]);
});

it('tells a bucket from none, and a path from another with the same letters', async () => {
  await using temporary = await temporaryStore();
  const records = new EmbeddedExportRecords(temporary.store);
  const base = record('one', 'p', '2026-01-01T00:00:00Z');
  await records.save(base);
  await records.save({ ...base, place: { backend: 's3', path: 'p' } });
  await records.save({ ...base, place: { backend: 's3', bucket: 'bp', path: '' } });
  expect(await records.find('s3', 'one')).toHaveLength(3);
});

it('gives the exports that were not finished when the server stopped', async () => {
  using folder = temporaryFolder();
  const started = record('a', 'p', '2026-01-01T00:00:00Z', 'STARTED');
  const running = record('b', 'p', '2026-01-02T00:00:00Z', 'TRANSFERRING');
  {
    await using store = await EmbeddedStore.open(folder);
    const records = new EmbeddedExportRecords(store);
    for (const saved of [started, running, record('c', 'p', '2026-01-03T00:00:00Z', 'FAILED')])
      await records.save(saved);
  }
  await using store = await EmbeddedStore.open(folder);
  const found = await new EmbeddedExportRecords(store).unfinished();
  expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([started, running]);
});

it('gives all records of a backend', async () => {
  await using temporary = await temporaryStore();
  const records = new EmbeddedExportRecords(temporary.store);
  const [one, two, other] = ['one', 'two', 'other'].map((id) => record(id, 'p', '2026-01-01T00:00:00Z'));
  await records.save(one!);
  await records.save(two!);
  await records.save({ ...other!, place: { backend: 'filesystem', path: '' } });
  const found = await Array.fromAsync(records.on('s3'));
  expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([one, two]);
});
