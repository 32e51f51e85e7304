import type { Manifest } from '@weaviate-export/entities-export';
import { expect, it } from 'vitest';
import { keepWorkers } from '../export/export-world.fixture.ts';
import { ChangingSource } from '../export/changing-source.fixture.ts';
import { ScheduleWorld, Shared } from './schedule-world.fixture.ts';

const workers = keepWorkers();
const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** One object is there in the first night, and another one is written before each other night. */
async function basesOf(
  source: ChangingSource | undefined,
  nights: number,
  meanwhile: (server: ScheduleWorld, night: number) => void = () => undefined,
): Promise<{ readonly bases: (string | undefined)[]; readonly rows: number[]; readonly log: string[] }> {
  const shared = new Shared('2026-11-30T12:00:00Z');
  await using server = new ScheduleWorld(workers(), shared, { ...(source && { source }) });
  server.schedules.start();
  await server.make({ idTemplate: '{n}', request: { include: ['Article'] }, incremental: { fullEvery: 3 } });
  const manifests: Manifest[] = [];
  for (let night = 1; night <= nights; night++) {
    source?.put('Article', 'all', idOf(night), '{}');
    meanwhile(server, night);
    await server.runsAt(new Date(Date.UTC(2026, 11, night, 2)).toISOString(), night);
    if (server.whole.includes(String(night)))
      manifests.push(server.world.json(`${night}/manifest.json`) as Manifest);
  }
  return {
    bases: manifests.map(({ base }) => base?.id),
    rows: manifests.map(({ files }) => files.reduce((sum, { rows }) => sum + rows, 0)),
    log: server.log.map(({ message }) => message),
  };
}

function changing(): ChangingSource {
  const source = new ChangingSource();
  source.createClass({ class: 'Article' }, 'all');
  return source;
}

it('a schedule makes increments, each laid over the export before it, and a whole one as often as it is told', async () => {
  const { bases, rows } = await basesOf(changing(), 5);
  expect(bases).toEqual([undefined, '1', '2', undefined, '4']);
  expect(rows).toEqual([1, 1, 1, 4, 1]);
});

it('an export that failed is the base of none', async () => {
  const { bases } = await basesOf(changing(), 3, ({ shared }, night) => {
    shared.backend.before = (operation, key) => {
      if (night === 2 && operation === 'create' && key.endsWith('manifest.json'))
        throw new Error('made to fail');
    };
  });
  expect(bases).toEqual([undefined, '1']);
});

it('an export is whole where the one before it cannot be its base, and the log says why', async () => {
  const source = changing();
  const { bases, rows, log } = await basesOf(source, 2, (_server, night) => {
    if (night === 2) source.store = 'another';
  });
  expect(bases).toEqual([undefined, undefined]);
  expect(rows).toEqual([1, 2]);
  expect(log).toContain('export of a schedule is a whole one');
  // A source that keeps no account of changes.
  expect((await basesOf(undefined, 2)).bases).toEqual([undefined, undefined]);
});
