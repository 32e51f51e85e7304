import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateText, instantKey, microsecondsOf } from './rfc3339.ts';

const SEED = 20_261_122;

describe('a date of RFC 3339 in microseconds', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0n],
    ['1969-12-31T23:59:59.999999Z', -1n],
    ['1969-12-31T23:59:59.9Z', -100_000n],
    ['2026-01-31T12:30:00Z', 1_769_862_600_000_000n],
    ['2026-01-31T12:30:00.123456Z', 1_769_862_600_123_456n],
    ['2026-01-31T12:30:00.1234560000Z', 1_769_862_600_123_456n],
    ['2026-01-31T12:30:00.5+01:00', 1_769_859_000_500_000n],
    ['2026-01-31t12:30:00z', 1_769_862_600_000_000n],
    ['2026-01-31T12:30:00-00:00', 1_769_862_600_000_000n],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000_000n],
    ['2000-02-29T00:00:00Z', 951_782_400_000_000n],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000_000n],
    ['9999-12-31T23:59:59.999999Z', 253_402_300_799_999_999n],
    ['0000-12-31T00:01:00-23:59', -62_135_596_800_000_000n],
    ['0001-01-01T23:59:00+23:59', -62_135_596_800_000_000n],
    ['9999-12-31T00:00:59-23:59', 253_402_300_799_000_000n],
  ])('%s is exact', (text, microseconds) => {
    expect(microsecondsOf(text)).toBe(microseconds);
  });

  it.each([
    ['is finer than a microsecond', '2026-01-31T12:30:00.1234567Z'],
    ['has no offset', '2026-01-31T12:30:00'],
    ['has no time', '2026-01-31'],
    ['has a space in its middle', '2026-01-31 12:30:00Z'],
    ['has an end of a line behind it', '2026-01-31T12:30:00Z\n'],
    ['has a year of five digits', '12026-01-31T12:30:00Z'],
    ['is in the year 0000', '0000-12-31T23:59:59Z'],
    ['is carried into the year 0000 by its offset', '0001-01-01T00:00:00+00:01'],
    ['is carried into the year 10000 by its offset', '9999-12-31T23:59:59-00:01'],
    ['has a 13th month', '2026-13-01T00:00:00Z'],
    ['has a month 0', '2026-00-01T00:00:00Z'],
    ['has a day 0', '2026-01-00T00:00:00Z'],
    ['has a 29th of February in a common year', '2026-02-29T00:00:00Z'],
    ['has a 29th of February in a common century', '1900-02-29T00:00:00Z'],
    ['has a 31st of April', '2026-04-31T00:00:00Z'],
    ['has an hour 24', '2026-01-31T24:00:00Z'],
    ['has a minute 60', '2026-01-31T12:60:00Z'],
    ['is a leap second', '2016-12-31T23:59:60Z'],
    ['has an empty fraction', '2026-01-31T12:30:00.Z'],
    ['has an offset of 24 hours', '2026-01-31T12:30:00+24:00'],
    ['is empty', ''],
  ])('is none where the text %s', (_what, text) => {
    expect(microsecondsOf(text)).toBeUndefined();
  });

  it('is what Date says, for any millisecond of the years 1 to 9999 and any offset', () => {
    const range = { min: Date.parse('0001-01-02T00:00:00Z'), max: Date.parse('9999-12-30T23:59:59.999Z') };
    fc.assert(
      fc.property(fc.integer(range), fc.integer({ min: -1439, max: 1439 }), (milliseconds, minutesEast) => {
        expect(microsecondsOf(withOffset(milliseconds, minutesEast))).toBe(BigInt(milliseconds) * 1000n);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});

/** The same instant as clocks show it so far east of Greenwich. */
function withOffset(milliseconds: number, minutesEast: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const local = new Date(milliseconds + minutesEast * 60_000).toISOString().slice(0, -1);
  const minutes = Math.abs(minutesEast);
  return `${local}${minutesEast < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

describe('an instant as text', () => {
  it.each([
    [0n, '1970-01-01T00:00:00Z'],
    [-1n, '1969-12-31T23:59:59.999999Z'],
    [1_700_000_000_120_000n, '2023-11-14T22:13:20.12Z'],
    [-62_135_596_800_000_000n, '0001-01-01T00:00:00Z'],
    [253_402_300_799_999_999n, '9999-12-31T23:59:59.999999Z'],
  ])('%d microseconds are %s, and are read so', (microseconds, text) => {
    expect(dateText(microseconds)).toBe(text);
    expect(microsecondsOf(text)).toBe(microseconds);
  });

  it.each([-62_135_596_800_000_001n, 253_402_300_800_000_000n])(
    '%d microseconds are refused',
    (microseconds) => {
      expect(() => dateText(microseconds)).toThrow(/beyond the years 1 to 9999/);
    },
  );
});

describe('the key of an instant', () => {
  it('is the same for the same instant, however it is written, and in the order of instants', () => {
    const inOrder = [
      ['0001-01-01T00:00:00Z', '0001-01-01T01:00:00+01:00'],
      ['1969-12-31T23:59:59.999999999Z', '1970-01-01T00:59:59.99999999900+01:00'],
      ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z', '1969-12-31T23:00:00-01:00'],
      ['1970-01-01T00:00:00.0000000001Z'],
      ['1970-01-01T00:00:00.1Z', '1970-01-01T00:00:00.10z'],
      ['9999-12-31T23:59:59.9Z'],
    ];
    const keys = inOrder.map((texts) => new Set(texts.map(instantKey)));
    expect(keys.map(({ size }) => size)).toEqual(inOrder.map(() => 1));
    const flat = keys.flatMap((set) => [...set]);
    expect(flat).toEqual([...flat].sort());
    expect(new Set(flat).size).toBe(inOrder.length);
    expect(instantKey('x')).toBeUndefined();
  });
});
