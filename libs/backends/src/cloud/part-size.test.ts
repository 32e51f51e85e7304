import { describe, expect, it } from 'vitest';
import { AZURE_PARTS } from '../azure/parts.ts';
import { GCS_PARTS } from '../gcs/parts.ts';
import { S3_PARTS } from '../s3/parts.ts';
import { sizeOfPart } from './part-size.ts';

const KIB = 1024;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;

describe('sizeOfPart of S3', () => {
  it.each([
    ['nothing', 0, 16 * MIB],
    ['1 GiB', GIB, 16 * MIB],
    ['all that 10,000 parts of 16 MiB hold', 16 * MIB * 10_000, 16 * MIB],
    ['a byte more than that', 16 * MIB * 10_000 + 1, 17 * MIB],
    ['1 TiB', TIB, 105 * MIB],
    ['5 TiB', 5 * TIB, 525 * MIB],
    ['more than S3 takes', 50 * TIB, 525 * MIB],
  ])('is one for all parts of %s', (_what, maxBytes, expected) => {
    const sizes = [1, 2, 999, 5000, 10_000].map((part) => sizeOfPart(part, maxBytes, S3_PARTS));
    expect(new Set(sizes)).toEqual(new Set([expected]));
    expect(expected * 10_000).toBeGreaterThanOrEqual(Math.min(maxBytes, 5 * TIB));
  });

  it('grows without a bound, so that the largest file of S3 fits', () => {
    const sizes = Array.from({ length: 10_000 }, (_, index) => sizeOfPart(index + 1, undefined, S3_PARTS));
    expect([1, 1000, 1001, 2001].map((part) => sizes[part - 1]! / (16 * MIB))).toEqual([1, 1, 2, 4]);
    let bytes = 0;
    for (const size of sizes) {
      if (bytes >= 5 * TIB) break;
      expect(size).toBeLessThanOrEqual(5 * GIB);
      bytes += size;
    }
    expect(bytes).toBeGreaterThanOrEqual(5 * TIB);
  });
});

describe('sizeOfPart of Azure', () => {
  const { maxParts, maxPartBytes, maxFileBytes } = AZURE_PARTS;
  const inBlocksOf = (usualBytes = AZURE_PARTS.usualBytes) => ({ ...AZURE_PARTS, usualBytes });

  it.each([
    ['nothing', 0, undefined, 16 * MIB],
    ['1 GiB', GIB, undefined, 16 * MIB],
    ['all that 50,000 blocks of 16 MiB hold', 16 * MIB * maxParts, undefined, 16 * MIB],
    ['a byte more than that', 16 * MIB * maxParts + 1, undefined, 17 * MIB],
    ['1 TiB', TIB, undefined, 21 * MIB],
    ['5 TiB', 5 * TIB, undefined, 105 * MIB],
    ['all that Azure takes', maxFileBytes, undefined, 4000 * MIB],
    ['more than Azure takes', 5 * maxFileBytes, undefined, 4000 * MIB],
    ['1 GiB in small blocks', GIB, 64 * KIB, MIB],
    ['1 GiB in large blocks', GIB, 100 * MIB, 100 * MIB],
    ['5 TiB in small blocks', 5 * TIB, 64 * KIB, 105 * MIB],
  ])('is one for all blocks of %s', (_what, maxBytes, usualBytes, expected) => {
    const sizes = [1, 2, 999, maxParts].map((block) => sizeOfPart(block, maxBytes, inBlocksOf(usualBytes)));
    expect(new Set(sizes)).toEqual(new Set([expected]));
    expect(expected * maxParts).toBeGreaterThanOrEqual(Math.min(maxBytes, maxFileBytes));
  });

  it.each([64 * KIB, 16 * MIB, 4000 * MIB])(
    'grows without a bound, so that 5 TiB fit when blocks begin with %i bytes',
    (usualBytes) => {
      const sizes = Array.from({ length: maxParts }, (_, index) =>
        sizeOfPart(index + 1, undefined, inBlocksOf(usualBytes)),
      );
      expect(sizes[0]).toBe(usualBytes);
      expect(sizes[2499]).toBe(usualBytes);
      expect(sizes[2500]).toBe(Math.min(2 * usualBytes, maxPartBytes));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(maxPartBytes);
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      expect(bytes).toBeGreaterThanOrEqual(5 * TIB);
    },
  );
});

it.each([undefined, 0, GIB, 5 * TIB])('sizeOfPart of GCS is 16 MiB, whatever the bound: %s', (maxBytes) => {
  for (const part of [1, 2, 1_000_000]) expect(sizeOfPart(part, maxBytes, GCS_PARTS)).toBe(16 * MIB);
});
