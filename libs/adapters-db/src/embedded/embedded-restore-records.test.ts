import { describeRestoreRecords } from '@weaviate-export/usecases-export/conformance';
import { type RestoreRecord } from '@weaviate-export/entities-export';
import { expect, it } from 'vitest';
import { EmbeddedRestoreRecords } from './embedded-restore-records.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { temporaryFolder, temporaryStore } from './temporary-store.fixture.ts';

describeRestoreRecords('of the embedded store', async () => {
  const temporary = await temporaryStore();
  return {
    records: new EmbeddedRestoreRecords(temporary.store),
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
});

it('gives the restores that were not finished when the server stopped, and those that were', async () => {
  using folder = temporaryFolder();
  const started: RestoreRecord = {
    restore: 'first',
    id: 'a',
    place: { backend: 's3', bucket: 'b', path: 'p'.repeat(2_000) },
    owner: 'server',
    request: {},
    makes: ['A'],
    status: {
      id: 'a',
      backend: 's3',
      path: 's3://b/p/a',
      status: 'STARTED',
      startedAt: '2026-01-01T00:00:00.000Z',
      classes: ['A'],
      progress: {},
    },
  };
  const ended: RestoreRecord = { ...started, id: 'b', status: { ...started.status, status: 'SUCCESS' } };
  {
    await using store = await EmbeddedStore.open(folder);
    const records = new EmbeddedRestoreRecords(store);
    await records.save(started);
    await records.save(ended);
  }
  await using store = await EmbeddedStore.open(folder);
  const records = new EmbeddedRestoreRecords(store);
  expect(await records.unfinished()).toEqual([started]);
  expect(await records.find('s3', 'b')).toEqual([ended]);
});
