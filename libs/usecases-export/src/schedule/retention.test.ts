import type { ExportState } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { keepWorkers, until } from '../export/export-world.fixture.ts';
import { expired } from './retention.ts';
import { ScheduleWorld, Shared } from './schedule-world.fixture.ts';

const workers = keepWorkers();

/** The day of December on which each of the exports that may be deleted was started. */
function expiredOf(states: Record<number, ExportState>, retention: Parameters<typeof expired>[1]): number[] {
  const exports = Object.entries(states).map(([day, status]) => {
    const startedAt = new Date(Date.UTC(2026, 11, Number(day))).toISOString();
    const empty = { id: '', backend: '', path: '', classes: [], progress: {}, shardStatus: {} };
    return { status: { ...empty, status, startedAt }, day: Number(day) };
  });
  return expired(exports, retention, Date.UTC(2026, 11, 31)).map(({ day }) => day);
}

describe('what a retention lets go', () => {
  it.each<[string, Record<number, ExportState>, Parameters<typeof expired>[1], number[]]>([
    ['all but the last so many', { 1: 'SUCCESS', 2: 'SUCCESS', 3: 'SUCCESS' }, { keepLast: 2 }, [1]],
    ['all before so many days', { 1: 'SUCCESS', 20: 'SUCCESS', 30: 'SUCCESS' }, { keepDays: 5 }, [20, 1]],
    [
      'nothing that either rule keeps',
      { 1: 'SUCCESS', 2: 'SUCCESS', 30: 'SUCCESS' },
      { keepLast: 2, keepDays: 5 },
      [1],
    ],
    ['never the last that succeeded', { 1: 'SUCCESS', 2: 'SUCCESS', 3: 'FAILED' }, { keepDays: 5 }, [1]],
    [
      'one that failed with those before it',
      { 1: 'SUCCESS', 2: 'FAILED', 3: 'SUCCESS' },
      { keepLast: 1 },
      [2, 1],
    ],
    [
      'none that failed since the last success',
      { 1: 'SUCCESS', 2: 'FAILED', 3: 'CANCELED' },
      { keepLast: 1 },
      [],
    ],
    ['nothing where none has succeeded', { 1: 'FAILED', 2: 'FAILED' }, { keepLast: 1 }, []],
    ['nothing of nothing', {}, { keepLast: 1 }, []],
  ])('is %s', (_what, states, retention, days) => {
    expect(expiredOf(states, retention)).toEqual(days);
  });
});

describe('a schedule with a retention', () => {
  /** Runs of every night, one after the other, from the first of December on. */
  async function nights(server: ScheduleWorld, from: number, to: number): Promise<void> {
    for (let night = from; night <= to; night++) {
      await server.runsAt(new Date(Date.UTC(2026, 11, night, 2)).toISOString(), night);
    }
  }

  it('deletes whole exports that it has made, and nothing else', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    await using server = new ScheduleWorld(workers(), shared);
    server.schedules.start();
    await server.make({ idTemplate: '{n}', retention: { keepLast: 2 } });
    await server.make({ name: 'other', idTemplate: 'other-{n}' });
    await server.world.start('by-hand');
    await until(() => expect(server.whole).toEqual(['by-hand']));
    await nights(server, 1, 1);
    // What somebody laid there beside it is not of the export.
    shared.backend.files.set('filesystem://1/notes.txt', new Uint8Array(1));
    await server.ran(1, 'other');
    await nights(server, 2, 2);
    await server.ran(2, 'other');
    await nights(server, 3, 3);
    await until(() => expect(server.whole).toEqual(['2', '3', 'by-hand', 'other-1', 'other-2', 'other-3']));
    await until(async () => expect(await shared.records.find('filesystem', '1')).toEqual([]));
    expect(server.world.fileNames.filter((name) => name.startsWith('1/'))).toEqual(['1/notes.txt']);
    expect(server.log.filter(({ message }) => message === 'export deleted by its schedule')).toEqual([
      expect.objectContaining({ schedule: 'nightly', export: '1' }),
    ]);
  });

  it('deletes what is left of an export whose deletion was cut short', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    await using server = new ScheduleWorld(workers(), shared);
    server.schedules.start();
    await server.make({ idTemplate: '{n}', retention: { keepLast: 1 } });
    shared.backend.before = (operation, key) => {
      if (operation === 'delete' && key.endsWith('.parquet')) throw new Error('made to fail');
    };
    await nights(server, 1, 2);
    await until(() =>
      expect(server.log.map(({ message }) => message)).toContain(
        'exports of a schedule could not be deleted',
      ),
    );
    expect(server.whole).toEqual(['2']);
    expect(server.world.fileNames).toContain('1/Article.parquet');
    shared.backend.before = () => undefined;
    await nights(server, 3, 3);
    await until(() => expect(server.world.fileNames.filter((name) => /^[12]\//.test(name))).toEqual([]));
  });

  it('keeps what a kept export is to be laid over', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    await using server = new ScheduleWorld(workers(), shared);
    server.schedules.start();
    await server.make({ idTemplate: '{n}' });
    await nights(server, 1, 4);
    // As if the third were of what changed since the second, and that of what changed since the first.
    for (const [id, base] of [
      ['3', '2'],
      ['2', '1'],
    ] as const) {
      const manifest = {
        ...(server.world.json(`${id}/manifest.json`) as object),
        base: { id: base, sha256: '' },
      };
      shared.backend.files.set(`filesystem://${id}/manifest.json`, Buffer.from(JSON.stringify(manifest)));
    }
    const { definition } = await server.record();
    await server.schedules.replace(null, 'nightly', { ...definition, retention: { keepLast: 3 } });
    await nights(server, 5, 5);
    await server.schedules.replace(null, 'nightly', { ...definition, retention: { keepLast: 2 } });
    await nights(server, 6, 6);
    await until(() => expect(server.whole).toEqual(['5', '6']));
    expect(server.log.filter(({ message }) => message === 'export deleted by its schedule')).toMatchObject([
      { export: '4' },
      { export: '3' },
      { export: '2' },
      { export: '1' },
    ]);
  });

  it('leaves alone what another has put in an export’s place', async () => {
    const shared = new Shared('2026-11-30T12:00:00Z');
    await using server = new ScheduleWorld(workers(), shared);
    server.schedules.start();
    await server.make({ idTemplate: '{n}', retention: { keepLast: 1 } });
    await nights(server, 1, 1);
    const metadata = server.world.metadata('1');
    for (const name of server.world.fileNames) shared.backend.files.delete(`filesystem://${name}`);
    const status = { ...metadata.status, startedAt: '2026-12-01T09:00:00.000Z' };
    const theirs = Buffer.from(JSON.stringify({ ...metadata, owner: 'server-z', status }));
    shared.backend.files.set('filesystem://1/export_metadata.json', theirs);
    shared.backend.files.set('filesystem://1/Article.parquet', new Uint8Array(1));
    await nights(server, 2, 2);
    await until(async () => expect(await shared.records.find('filesystem', '1')).toEqual([]));
    expect(server.world.fileNames.filter((name) => name.startsWith('1/'))).toEqual([
      '1/Article.parquet',
      '1/export_metadata.json',
    ]);
  });
});
