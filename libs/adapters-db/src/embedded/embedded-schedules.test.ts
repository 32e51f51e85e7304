import { describeSchedules } from '@weaviate-export/usecases-export/conformance';
import { expect, it } from 'vitest';
import { EmbeddedSchedules } from './embedded-schedules.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { temporaryFolder, temporaryStore } from './temporary-store.fixture.ts';

describeSchedules('of the embedded store', async () => {
  const temporary = await temporaryStore();
  return {
    schedules: new EmbeddedSchedules(temporary.store),
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
});

it('gives the schedules that were there when the server stopped', async () => {
  using folder = temporaryFolder();
  const definition = {
    name: 'nightly',
    cron: '0 3 * * *',
    timeZone: 'UTC',
    backend: 's3',
    idTemplate: '{n}',
    request: {},
    enabled: true,
  };
  const record = { revision: 0, definition, creator: null, since: '2026-01-01T00:00:00.000Z', runs: 3 };
  {
    await using store = await EmbeddedStore.open(folder);
    await new EmbeddedSchedules(store).save(record);
  }
  await using store = await EmbeddedStore.open(folder);
  expect(await new EmbeddedSchedules(store).list()).toEqual([{ ...record, revision: 1 }]);
});
