import { type ExportPlace, type ExportState, type RestoreRecord } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { type RestoreRecords } from '../ports/restore-records.ts';

/** Records to be tested, empty at first, and given back at the end of a test. */
export interface RestoreRecordsFixture extends AsyncDisposable {
  readonly records: RestoreRecords;
}

const home: ExportPlace = { backend: 's3', bucket: 'b', path: '' };

function record(
  id: string,
  place: ExportPlace = home,
  status: ExportState = 'SUCCESS',
  startedAt = '2026-01-01T00:00:00.000Z',
): RestoreRecord {
  return {
    restore: `restore-of-${id}`,
    ...{ id, place },
    owner: 'server-a',
    request: { rename: { A: 'B' } },
    makes: ['B'],
    status: {
      ...{ id, backend: place.backend, path: `${place.backend}://${id}`, status, startedAt },
      classes: ['B'],
      progress: {
        B: {
          ...{ status: 'STARTED', exportedAs: 'A', objectsRestored: 1, objectsTotal: 2 },
          ...{ objectsSkipped: 0, objectsFailed: 0, bytesRead: 3 },
        },
      },
    },
  };
}

/**
 * Tests of everything that the RestoreRecords port promises, for vitest: to be called in a test file.
 * @param openFixture called for each test
 */
export function describeRestoreRecords(
  name: string,
  openFixture: () => Promise<RestoreRecordsFixture>,
): void {
  describe(`restore records ${name}`, () => {
    it('give the last restore of an export, as it was saved', async () => {
      await using fixture = await openFixture();
      await fixture.records.save(record('a', home, 'STARTED'));
      const last = { ...record('a'), restore: 'another' };
      await fixture.records.save(last);
      expect(await fixture.records.find('s3', 'a')).toEqual([last]);
      expect(await fixture.records.find('s3', 'b')).toEqual([]);
      expect(await fixture.records.find('gcs', 'a')).toEqual([]);
    });

    it('tell restores of one id at several places apart, the last started first', async () => {
      await using fixture = await openFixture();
      const { bucket: _bucket, ...bare } = home;
      const places = [home, { ...home, path: 'p' }, { ...home, bucket: 'other' }, bare];
      const records = places.map((place, index) =>
        record('a', place, 'SUCCESS', new Date(Date.UTC(2026, 0, 1 + index)).toISOString()),
      );
      for (const one of records) await fixture.records.save(one);
      expect(await fixture.records.find('s3', 'a')).toEqual(records.toReversed());
    });

    it('list those that were not finished', async () => {
      await using fixture = await openFixture();
      const running = record('a', home, 'TRANSFERRING');
      await fixture.records.save(running);
      await fixture.records.save(record('b', home, 'STARTED'));
      await fixture.records.save(record('b', home, 'FAILED'));
      await fixture.records.save(record('c', home, 'CANCELED'));
      expect(await fixture.records.unfinished()).toEqual([running]);
    });

    it('keep what they were given, whatever becomes of it', async () => {
      await using fixture = await openFixture();
      const given = record('a');
      await fixture.records.save(given);
      given.status.classes.push('C');
      const [found] = await fixture.records.find('s3', 'a');
      expect(found).toEqual(record('a'));
    });
  });
}
