import {
  FORMAT_VERSION,
  type ExportPlace,
  type ExportRecord,
  type ExportState,
} from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { type ExportPosition, type ExportRecords } from '../ports/export-records.ts';

/** Records to be tested, empty at first, and given back at the end of a test. */
export interface RecordsFixture extends AsyncDisposable {
  readonly records: ExportRecords;
}

const home: ExportPlace = { backend: 's3', bucket: 'b', path: '' };

function record(
  id: string,
  place: ExportPlace = home,
  status: ExportState = 'SUCCESS',
  startedAt = '2026-01-01T00:00:00.000Z',
): ExportRecord {
  return {
    formatVersion: FORMAT_VERSION,
    id,
    place,
    owner: 'server-a',
    heartbeatAt: startedAt,
    files: ['A.parquet'],
    request: { id, include: ['A'] },
    status: {
      id,
      backend: place.backend,
      path: `${place.backend}://${place.bucket ?? ''}/${place.path}/${id}`,
      status,
      startedAt,
      classes: ['A'],
      progress: { A: { status: 'STARTED', objectsExported: 1, objectsTotal: null, fileSizeBytes: 0 } },
      shardStatus: { A: { s0: { status: 'TRANSFERRING', objectsExported: 1 } } },
    },
  };
}

/** A time so many seconds after all others. */
const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const idsOf = (records: readonly ExportRecord[]): string[] => records.map(({ id }) => id);
const positionOf = ({ place, id, status: { startedAt } }: ExportRecord): ExportPosition => ({
  place,
  id,
  startedAt,
});

/**
 * Tests of everything that the ExportRecords port promises, for vitest: to be called in a test file.
 * @param openFixture called for each test
 */
export function describeExportRecords(name: string, openFixture: () => Promise<RecordsFixture>): void {
  describe(`export records ${name}`, () => {
    it('replaces the record of the same place and id', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      await records.save(record('a', home, 'STARTED'));
      await records.save(record('a', home, 'SUCCESS'));
      expect(await records.find('s3', 'a')).toEqual([record('a', home, 'SUCCESS')]);
    });

    it('keeps records apart by backend, bucket, path and id', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      const others: [string, ExportPlace][] = [
        ['b', home],
        ['a', { ...home, backend: 'gcs' }],
        ['a', { ...home, bucket: 'c' }],
        ['a', { ...home, path: 'p' }],
        ['a', { backend: 's3', path: '' }],
        ['a', { backend: 's3', path: 'b' }],
        ['a', { ...home, path: 'p/'.repeat(1_000) }],
      ];
      await records.save(record('a'));
      for (const [id, place] of others) await records.save(record(id, place, 'FAILED'));
      await records.remove(home, 'a');
      const kept = [
        ...(await records.find('s3', 'a')),
        ...(await records.find('gcs', 'a')),
        ...(await records.find('s3', 'b')),
      ];
      expect(kept).toHaveLength(others.length);
      expect(kept.every(({ status }) => status.status === 'FAILED')).toBe(true);
    });

    it('finds the export that was started last first', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      for (const [path, seconds] of [
        ['old', 1],
        ['new', 3],
        ['between', 2],
      ] as const)
        await records.save(record('a', { ...home, path }, 'SUCCESS', at(seconds)));
      const found = await records.find('s3', 'a');
      expect(found.map(({ place }) => place.path)).toEqual(['new', 'between', 'old']);
    });

    it('tells which exports were not finished', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      for (const state of ['STARTED', 'TRANSFERRING', 'SUCCESS', 'FAILED', 'CANCELED'] as const)
        await records.save(record(state.toLowerCase(), home, state));
      await records.save(record('ended', home, 'STARTED'));
      await records.save(record('ended', home, 'FAILED'));
      await records.save(record('removed', home, 'STARTED'));
      await records.remove(home, 'removed');
      const found = await records.unfinished();
      expect(found.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
        record('started', home, 'STARTED'),
        record('transferring', home, 'TRANSFERRING'),
      ]);
    });

    it('gives the records of a backend page by page, the last started first', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      for (const [index, id] of ['c', 'e', 'a', 'd', 'b'].entries())
        await records.save(record(id, home, 'SUCCESS', at('abcde'.indexOf(id) + (index % 2) / 4)));
      await records.save(record('other', { ...home, backend: 'gcs' }, 'SUCCESS', at(9)));
      const first = await records.page('s3', 2);
      const second = await records.page('s3', 2, positionOf(first[1]!));
      const third = await records.page('s3', 2, positionOf(second[1]!));
      expect([first, second, third].map(idsOf)).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
      expect(await records.page('s3', 2, positionOf(third[0]!))).toEqual([]);
      expect(idsOf(await records.page('gcs', 100))).toEqual(['other']);
      expect(await records.page('azure', 100)).toEqual([]);
    });

    it('gives each record once, page by page, where all began in the same millisecond', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
      for (const id of ids) await records.save(record(id));
      const found: ExportRecord[] = [];
      for (
        let page;
        (page = await records.page('s3', 2, found.at(-1) && positionOf(found.at(-1)!))).length > 0;
      )
        found.push(...page);
      expect(idsOf(found).sort()).toEqual(ids);
    });

    it('begins a page behind a record that is gone, and keeps no place for it', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      for (const [seconds, id] of ['a', 'b', 'c'].entries())
        await records.save(record(id, home, 'SUCCESS', at(seconds)));
      await records.remove(home, 'b');
      expect(idsOf(await records.page('s3', 5, { place: home, id: 'b', startedAt: at(1) }))).toEqual(['a']);
      expect(idsOf(await records.page('s3', 5))).toEqual(['c', 'a']);
    });

    it('moves a record to its new start, where the id is taken again', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      for (const [seconds, id] of ['a', 'b'].entries())
        await records.save(record(id, home, 'SUCCESS', at(seconds)));
      await records.save(record('a', home, 'STARTED', at(5)));
      expect(idsOf(await records.page('s3', 5))).toEqual(['a', 'b']);
    });

    it('keeps the detail that was saved with a record or before it, until that is removed', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      expect(await records.detail(home, 'a')).toBeNull();
      await records.save(record('a', home, 'STARTED'));
      expect(await records.detail(home, 'a')).toBeNull();
      const bytes = new Uint8Array(100_000).fill(7);
      await records.save(record('a', home, 'STARTED'), bytes);
      bytes.fill(0);
      await records.save(record('a', home, 'SUCCESS'));
      await records.save(record('b', home, 'SUCCESS'), Uint8Array.of(1));
      expect(Buffer.from((await records.detail(home, 'a'))!).equals(new Uint8Array(100_000).fill(7))).toBe(
        true,
      );
      await records.save(record('a', home, 'SUCCESS'), Uint8Array.of(2, 3));
      expect([...(await records.detail(home, 'a'))!]).toEqual([2, 3]);
      await records.remove(home, 'a');
      await records.save(record('a'));
      expect(await records.detail(home, 'a')).toBeNull();
      expect([...(await records.detail(home, 'b'))!]).toEqual([1]);
    });

    it('keeps what was saved, whatever the caller does with it later', async () => {
      await using fixture = await openFixture();
      const { records } = fixture;
      const saved = record('a', home, 'STARTED');
      await records.save(saved);
      saved.status.status = 'FAILED';
      expect((await records.find('s3', 'a'))[0]!.status.status).toBe('STARTED');
    });

    it('forgets without complaint what it does not know', async () => {
      await using fixture = await openFixture();
      await expect(fixture.records.remove(home, 'a')).resolves.toBeUndefined();
    });
  });
}
