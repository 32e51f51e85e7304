import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRest } from './cut-rest.ts';
import type { KeyRange } from './key-range.ts';
import { canonicalUuid, uuidNumber, uuidOf } from './values/uuid.ts';

const SEED = 20_261_201;
const HIGHEST = 2n ** 128n - 1n;
const number = fc.oneof(
  fc.bigInt({ min: 0n, max: HIGHEST }),
  fc.bigInt({ min: 0n, max: 1_000n }),
  fc.bigInt({ min: HIGHEST - 1_000n, max: HIGHEST }),
);

const range = (first: bigint, last: bigint): KeyRange => ({
  first: uuidOf(first),
  last: uuidOf(last),
  objects: 100,
  bytes: 1_000,
  isEstimate: true,
});

describe('the numbers of UUIDs', () => {
  it('are in the order of the UUIDs, and give them again', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(uuidNumber(uuidOf(a))).toBe(a);
        expect(canonicalUuid(uuidOf(a))).toBe(uuidOf(a));
        expect(uuidOf(a) < uuidOf(b)).toBe(a < b);
      }),
      { seed: SEED },
    );
  });
});

describe('cutRest', () => {
  it('gives ranges one behind the other, from the first that is left to the end of the range', () => {
    const cases = fc.tuple(
      fc
        .uniqueArray(number, { minLength: 3, maxLength: 3 })
        .map((all) => all.sort((a, b) => (a < b ? -1 : 1))),
      fc.integer({ min: 1, max: 10_000 }),
      fc.constantFrom(undefined, 4, 64),
    );
    fc.assert(
      fc.property(cases, ([[first, next, last], objects, cutBefore]) => {
        const whole = { ...range(first!, last!), ...(cutBefore !== undefined && { cutBefore }) };
        const seen = { objects, bytes: objects * 10, firstId: uuidOf(first!) };
        const ranges = cutRest(whole, seen, uuidOf(next!));
        expect(ranges[0]!.first).toBe(uuidOf(next!));
        expect(ranges.at(-1)!.last).toBe(whole.last);
        expect(ranges.length).toBeLessThanOrEqual(65);
        for (const [index, one] of ranges.entries()) {
          expect(one.first <= one.last).toBe(true);
          expect(one.isEstimate).toBe(true);
          expect(one.objects).toBeGreaterThanOrEqual(1);
          expect(one.objects).toBeLessThanOrEqual(objects);
          if (index > 0) expect(uuidNumber(one.first)).toBe(uuidNumber(ranges[index - 1]!.last) + 1n);
        }
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('is one range where little is left, ranges of a size where more is, and more of them each time', () => {
    const cut = (last: bigint, cutBefore?: number): KeyRange[] =>
      cutRest(
        { ...range(0n, last), ...(cutBefore !== undefined && { cutBefore }) },
        { objects: 1_000, bytes: 5_000, firstId: uuidOf(0n) },
        uuidOf(1_000_000n),
      );
    expect(cut(1_099_999n)).toEqual([{ ...range(1_000_000n, 1_099_999n), objects: 100, bytes: 500 }]);
    expect(cut(2_999_999n).map(({ objects }) => objects)).toEqual([667, 667, 667]);
    const first = cut(HIGHEST);
    expect(first.map(({ objects }) => objects)).toEqual([950, 950, 950, 950, 1_000]);
    expect(first.map(({ cutBefore }) => cutBefore)).toEqual([undefined, undefined, undefined, undefined, 4]);
    expect(cut(HIGHEST, 4)).toHaveLength(9);
    expect(cut(HIGHEST, 64)).toHaveLength(65);
  });
});
