import { describe, expect, it } from 'vitest';
import { type ScheduleRecord, type Schedules } from '../ports/schedules.ts';

/** Schedules to be tested, none at first, and given back at the end of a test. */
export interface SchedulesFixture extends AsyncDisposable {
  readonly schedules: Schedules;
}

function record(name: string, changes: Partial<ScheduleRecord> = {}): ScheduleRecord {
  return {
    revision: 0,
    definition: {
      name,
      cron: '0 3 * * *',
      timeZone: 'Europe/Berlin',
      backend: 's3',
      idTemplate: '{name}-{date}',
      request: { include: ['Article'], config: { bucket: 'b' } },
      retention: { keepLast: 7 },
      enabled: true,
    },
    creator: { username: 'ada', groups: ['ops'], userType: 'oidc' },
    since: '2026-01-01T00:00:00.000Z',
    runs: 0,
    dueAt: '2026-01-02T02:00:00.000Z',
    ...changes,
  };
}

/**
 * Tests of everything that the Schedules port promises, for vitest: to be called in a test file.
 * @param openFixture called for each test
 */
export function describeSchedules(name: string, openFixture: () => Promise<SchedulesFixture>): void {
  describe(`schedules ${name}`, () => {
    it('keeps a schedule with all that it holds, and finds it by its name alone', async () => {
      await using fixture = await openFixture();
      const { schedules } = fixture;
      const held = {
        id: 'nightly-1',
        startedAt: '2026-01-01T02:00:00.000Z',
        status: 'STARTED' as const,
        owner: 'server-a',
        life: 'first',
        heldUntil: '2026-01-01T02:02:00.000Z',
      };
      const whole = record('nightly', { runs: 1, run: held, lastSuccessAt: '2026-01-01T01:00:00.000Z' });
      expect(await schedules.save(whole)).toEqual({ ...whole, revision: 1 });
      expect(await schedules.find('nightly')).toEqual({ ...whole, revision: 1 });
      expect(await schedules.find('night')).toBeNull();
      expect(await schedules.find('x'.repeat(10_000))).toBeNull();
    });

    it('keeps one of an anonymous caller', async () => {
      await using fixture = await openFixture();
      await fixture.schedules.save(record('nightly', { creator: null }));
      expect((await fixture.schedules.find('nightly'))?.creator).toBeNull();
    });

    it('lists all schedules in order of name', async () => {
      await using fixture = await openFixture();
      const { schedules } = fixture;
      expect(await schedules.list()).toEqual([]);
      for (const name of ['b', 'a-1', 'c', 'a']) await schedules.save(record(name));
      expect((await schedules.list()).map(({ definition }) => definition.name)).toEqual([
        'a',
        'a-1',
        'b',
        'c',
      ]);
    });

    it('makes a schedule of a name once, however many ask at a time', async () => {
      await using fixture = await openFixture();
      const { schedules } = fixture;
      const made = await Promise.all([1, 2, 3, 4].map(() => schedules.save(record('nightly'))));
      expect(made.filter((saved) => saved !== null)).toHaveLength(1);
    });

    it('lets one of those that have read the same revision save it, which is how a run is claimed once', async () => {
      await using fixture = await openFixture();
      const { schedules } = fixture;
      const read = (await schedules.save(record('nightly')))!;
      const claims = ['a', 'b', 'c'].map((owner) =>
        schedules.save({ ...read, runs: 1, creator: { username: owner } }),
      );
      const [claimed, ...others] = (await Promise.all(claims)).filter((saved) => saved !== null);
      expect(others).toEqual([]);
      expect(claimed).toMatchObject({ revision: 2, runs: 1 });
      expect(await schedules.find('nightly')).toEqual(claimed);
      expect(await schedules.save(read)).toBeNull();
    });

    it('leaves out what a later revision leaves out', async () => {
      await using fixture = await openFixture();
      const { schedules } = fixture;
      const { dueAt: _dueAt, ...read } = (await schedules.save(record('nightly')))!;
      await schedules.save(read);
      expect(await schedules.find('nightly')).not.toHaveProperty('dueAt');
    });

    it('removes the revision that is meant, and no other', async () => {
      await using fixture = await openFixture();
      const { schedules } = fixture;
      const first = (await schedules.save(record('nightly')))!;
      const second = (await schedules.save(first))!;
      expect(await schedules.remove('nightly', first.revision)).toBe(false);
      expect(await schedules.find('nightly')).toEqual(second);
      expect(await schedules.remove('nightly', second.revision)).toBe(true);
      expect(await schedules.find('nightly')).toBeNull();
      expect(await schedules.remove('nightly', second.revision)).toBe(false);
      expect(await schedules.save(second)).toBeNull();
      expect(await schedules.save(record('nightly'))).toMatchObject({ revision: 1 });
    });

    it('keeps what was saved, whatever the caller does with it later', async () => {
      await using fixture = await openFixture();
      const { schedules } = fixture;
      const request = { include: ['Article'] };
      const saved = record('nightly');
      await schedules.save({ ...saved, definition: { ...saved.definition, request } });
      request.include.push('Book');
      ((await schedules.find('nightly'))!.definition.request['include'] as string[]).pop();
      expect((await schedules.find('nightly'))?.definition.request).toEqual({ include: ['Article'] });
    });
  });
}
