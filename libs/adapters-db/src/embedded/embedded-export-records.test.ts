import { describeExportRecords } from '@weaviate-export/usecases-export/conformance';
import { FORMAT_VERSION, type ExportRecord } from '@weaviate-export/entities-export';
import { expect, it } from 'vitest';
import { EmbeddedExportRecords } from './embedded-export-records.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { temporaryFolder, temporaryStore } from './temporary-store.fixture.ts';

describeExportRecords('of the embedded store', async () => {
  const temporary = await temporaryStore();
  return {
    records: new EmbeddedExportRecords(temporary.store),
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
});

it('gives the exports that were not finished when the server stopped', async () => {
  using folder = temporaryFolder();
  const started: ExportRecord = {
    formatVersion: FORMAT_VERSION,
    id: 'a',
    place: { backend: 's3', bucket: 'b', path: 'p' },
    owner: 'server',
    heartbeatAt: '2026-01-01T00:00:00.000Z',
    files: ['A.parquet'],
    request: { id: 'a' },
    status: {
      id: 'a',
      backend: 's3',
      path: 's3://b/p/a',
      status: 'STARTED',
      startedAt: '2026-01-01T00:00:00.000Z',
      classes: ['A'],
      progress: {},
      shardStatus: {},
    },
  };
  const ended: ExportRecord = { ...started, id: 'b', status: { ...started.status, status: 'FAILED' } };
  {
    await using store = await EmbeddedStore.open(folder);
    const records = new EmbeddedExportRecords(store);
    await records.save(started, Uint8Array.of(1, 2));
    await records.save(ended);
  }
  await using store = await EmbeddedStore.open(folder);
  const records = new EmbeddedExportRecords(store);
  expect(await records.unfinished()).toEqual([started]);
  expect([...(await records.detail(started.place, 'a'))!]).toEqual([1, 2]);
});
