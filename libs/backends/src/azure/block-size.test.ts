import { describe, expect, it } from 'vitest';
import {
  DEFAULT_BLOCK_BYTES,
  MAX_BLOCK_BYTES,
  MAX_BLOCKS,
  MAX_FILE_BYTES,
  sizeOfBlock,
} from './block-size.ts';

const KIB = 1024;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;

describe('sizeOfBlock', () => {
  it.each([
    ['nothing', 0, undefined, 16 * MIB],
    ['1 GiB', GIB, undefined, 16 * MIB],
    ['all that 50,000 blocks of 16 MiB hold', 16 * MIB * MAX_BLOCKS, undefined, 16 * MIB],
    ['a byte more than that', 16 * MIB * MAX_BLOCKS + 1, undefined, 17 * MIB],
    ['1 TiB', TIB, undefined, 21 * MIB],
    ['5 TiB', 5 * TIB, undefined, 105 * MIB],
    ['all that Azure takes', MAX_FILE_BYTES, undefined, 4000 * MIB],
    ['more than Azure takes', 5 * MAX_FILE_BYTES, undefined, 4000 * MIB],
    ['1 GiB in small blocks', GIB, 64 * KIB, MIB],
    ['1 GiB in large blocks', GIB, 100 * MIB, 100 * MIB],
    ['5 TiB in small blocks', 5 * TIB, 64 * KIB, 105 * MIB],
  ])('is one for all blocks of %s', (_what, maxBytes, baseBytes, expected) => {
    const sizes = [1, 2, 999, MAX_BLOCKS].map((block) => sizeOfBlock(block, maxBytes, baseBytes));
    expect(new Set(sizes)).toEqual(new Set([expected]));
    expect(expected * MAX_BLOCKS).toBeGreaterThanOrEqual(Math.min(maxBytes, MAX_FILE_BYTES));
  });

  it.each([64 * KIB, DEFAULT_BLOCK_BYTES, MAX_BLOCK_BYTES])(
    'grows without a bound, so that 5 TiB fit when blocks begin with %i bytes',
    (baseBytes) => {
      expect(sizeOfBlock(1, undefined, baseBytes)).toBe(baseBytes);
      expect(sizeOfBlock(2500, undefined, baseBytes)).toBe(baseBytes);
      expect(sizeOfBlock(2501, undefined, baseBytes)).toBe(Math.min(2 * baseBytes, MAX_BLOCK_BYTES));
      const sizes = Array.from({ length: MAX_BLOCKS }, (_, index) =>
        sizeOfBlock(index + 1, undefined, baseBytes),
      );
      expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BLOCK_BYTES);
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      expect(bytes).toBeGreaterThanOrEqual(5 * TIB);
    },
  );
});
