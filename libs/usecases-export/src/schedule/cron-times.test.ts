import { describe, expect, it } from 'vitest';
import { CronTimes } from './cron-times.ts';

/** The times behind an instant, to the minute, in UTC. */
function times(cron: string, timeZone: string, after: string, count: number): string[] {
  const found = new CronTimes(cron, timeZone);
  const told: string[] = [];
  for (let at = Date.parse(after); told.length < count; told.push(new Date(at).toISOString().slice(0, 16)))
    at = found.after(at)!;
  return told;
}

describe('the times of a cron expression', () => {
  it('follow the clocks of their zone through the year', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-01-31T12:00:00Z', 2)).toEqual([
      '2026-02-01T01:30',
      '2026-02-02T01:30',
    ]);
    expect(times('30 2 * * *', 'Asia/Kolkata', '2026-07-01T12:00:00Z', 1)).toEqual(['2026-07-01T21:00']);
    expect(times('0 12 * * MON', 'Pacific/Auckland', '2026-11-30T12:00:00Z', 1)).toEqual([
      '2026-12-06T23:00',
    ]);
  });

  it('have seconds where there are six fields', () => {
    const found = new CronTimes('15 30 2 * * *', 'UTC').after(Date.UTC(2026, 0, 1))!;
    expect(new Date(found).toISOString()).toBe('2026-01-01T02:30:15.000Z');
  });

  // Clocks put forward: Berlin 02:00 to 03:00 (01:00Z), New York 02:00 to 03:00 (07:00Z), Lord Howe 02:00 to 02:30 (15:30Z the
  // day before), Cairo 00:00 to 01:00 (22:00Z).
  it.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['Europe/Berlin', '0 0 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:00']],
    ['Europe/Berlin', '30 2,3 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-29T01:30']],
    ['Europe/Berlin', '15 2 29 3 *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2027-03-29T00:15']],
    ['America/New_York', '30 2 * * *', '2026-03-07T12:00:00Z', ['2026-03-08T07:00', '2026-03-09T06:30']],
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T12:00:00Z', ['2026-10-03T15:30', '2026-10-04T15:15']],
    ['Africa/Cairo', '15 0 * * *', '2026-04-23T12:00:00Z', ['2026-04-23T22:00', '2026-04-24T21:15']],
  ])(
    'in %s, %s: one that the clocks leave out in spring is the next that there is',
    (zone, cron, after, found) => {
      expect(times(cron, zone, after, found.length)).toEqual(found);
    },
  );

  it.each([
    ['Europe/Berlin', '2026-03-29T00:15:00Z', ['2026-03-29T00:30', '2026-03-29T01:00', '2026-03-29T01:30']],
    [
      'America/New_York',
      '2026-03-08T06:15:00Z',
      ['2026-03-08T06:30', '2026-03-08T07:00', '2026-03-08T07:30'],
    ],
    [
      'Australia/Lord_Howe',
      '2026-10-03T15:15:00Z',
      ['2026-10-03T15:30', '2026-10-03T16:00', '2026-10-03T16:30'],
    ],
  ])(
    'in %s: all that the clocks leave out together, and the next one, are one time',
    (zone, after, found) => {
      expect(times('*/30 * * * *', zone, after, found.length)).toEqual(found);
    },
  );

  // Clocks put back: Berlin 03:00 to 02:00 (01:00Z), New York 02:00 to 01:00 (06:00Z), Lord Howe 02:00 to 01:30 (15:00Z).
  it.each([
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['Europe/Berlin', '0 3 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T02:00', '2026-10-26T02:00']],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-04T12:00:00Z', ['2026-04-04T14:45', '2026-04-05T15:15']],
  ])(
    'in %s, %s: one that the clocks show twice in autumn is there once, the first time',
    (zone, cron, after, found) => {
      expect(times(cron, zone, after, found.length)).toEqual(found);
    },
  );

  it.each([
    ['Europe/Berlin', '2026-10-25T00:15:00Z', ['2026-10-25T00:30', '2026-10-25T02:00', '2026-10-25T02:30']],
    [
      'America/New_York',
      '2026-11-01T05:15:00Z',
      ['2026-11-01T05:30', '2026-11-01T07:00', '2026-11-01T07:30'],
    ],
    [
      'Australia/Lord_Howe',
      '2026-04-04T14:15:00Z',
      ['2026-04-04T14:30', '2026-04-04T15:30', '2026-04-04T16:00'],
    ],
  ])('in %s: the hour that the clocks show again has no times of its own', (zone, after, found) => {
    expect(times('*/30 * * * *', zone, after, found.length)).toEqual(found);
  });

  it('go on behind the clocks’ change where they are asked for within the hour that is shown again', () => {
    expect(times('10 2 * * *', 'Europe/Berlin', '2026-10-25T01:05:00Z', 1)).toEqual(['2026-10-26T01:10']);
    expect(times('*/10 * * * *', 'Europe/Berlin', '2026-10-25T01:05:00Z', 1)).toEqual(['2026-10-25T02:00']);
  });

  it('are those of a day that a zone leaves out, once', () => {
    // Samoa had no 30 December 2011: its clocks went from 24:00 of the 29th (10:00Z) to 00:00 of the 31st.
    expect(times('0 12 * * *', 'Pacific/Apia', '2011-12-29T12:00:00Z', 3)).toEqual([
      '2011-12-29T22:00',
      '2011-12-30T10:00',
      '2011-12-30T22:00',
    ]);
  });

  it('rise, each by itself, through a year of changing clocks', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']) {
      const found = times('30 1,2 * * *', zone, '2026-01-01T00:00:00Z', 730);
      expect(new Set(found).size).toBe(found.length);
      expect(found.toSorted()).toEqual(found);
    }
  });

  it.each([
    ['cron', 'often', 'UTC'],
    ['cron', '* * * *', 'UTC'],
    ['cron', '* * * * * * *', 'UTC'],
    ['cron', '61 * * * *', 'UTC'],
    ['cron', '@daily', 'UTC'],
    ['cron', '2027-01-01T00:00:00', 'UTC'],
    ['cron', '0 0 30 2 *', 'UTC'],
    ['cron', '', 'UTC'],
    ['timeZone', '0 3 * * *', 'Europe/Nowhere'],
    ['timeZone', '0 3 * * *', '+02:00'],
    ['timeZone', '0 3 * * *', ''],
  ])('are refused by name: %s of %s in %s', (field, cron, zone) => {
    expect(() => new CronTimes(cron, zone)).toThrow(
      expect.objectContaining({
        code: 'FIELD_INVALID',
        message: expect.stringContaining(`invalid ${field} `) as unknown,
      }),
    );
  });
});
