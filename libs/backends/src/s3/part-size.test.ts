import { describe, expect, it } from 'vitest';
import { BASE_PART_BYTES, MAX_FILE_BYTES, MAX_PARTS, partSizeFor, sizeOfPart } from './part-size.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;

/** What S3 takes at most in one part. */
const MAX_PART_BYTES = 5 * GIB;

describe('partSizeFor', () => {
  it.each([
    ['nothing', 0, 16 * MIB],
    ['1 GiB', GIB, 16 * MIB],
    ['all that 10,000 parts of 16 MiB hold', 16 * MIB * MAX_PARTS, 16 * MIB],
    ['a byte more than that', 16 * MIB * MAX_PARTS + 1, 17 * MIB],
    ['1 TiB', TIB, 105 * MIB],
    ['5 TiB', 5 * TIB, 525 * MIB],
    ['more than S3 takes', 50 * TIB, 525 * MIB],
  ])('of %s', (_what, maxBytes, expected) => {
    expect(partSizeFor(maxBytes)).toBe(expected);
    expect(partSizeFor(maxBytes) * MAX_PARTS).toBeGreaterThanOrEqual(Math.min(maxBytes, MAX_FILE_BYTES));
  });
});

describe('sizeOfPart', () => {
  it.each([GIB, TIB, 5 * TIB])('is the same for every part where the bound is %i bytes', (maxBytes) => {
    const sizes = new Set([1, 2, 999, 5000, MAX_PARTS].map((part) => sizeOfPart(part, maxBytes)));
    expect([...sizes]).toEqual([partSizeFor(maxBytes)]);
  });

  it('grows without a bound, so that the largest file of S3 fits', () => {
    expect([1, 1000, 1001, 2001].map((part) => sizeOfPart(part, undefined) / BASE_PART_BYTES)).toEqual([
      1, 1, 2, 4,
    ]);
    let bytes = 0;
    for (let part = 1; part <= MAX_PARTS && bytes < MAX_FILE_BYTES; part++) {
      expect(sizeOfPart(part, undefined)).toBeLessThanOrEqual(MAX_PART_BYTES);
      bytes += sizeOfPart(part, undefined);
    }
    expect(bytes).toBeGreaterThanOrEqual(MAX_FILE_BYTES);
  });
});
