import { describe, expect, it } from 'vitest';
import { oddPieces, seededBytes } from '../conformance/index.ts';
import { PartBuffer } from './part-buffer.ts';

const KIB = 1024;
const BYTES = seededBytes(1000 * KIB, 1);

/** Fills a part as far as it goes. */
function filled(limit: number, pieces: Iterable<Uint8Array>): PartBuffer {
  const part = new PartBuffer(limit, 64);
  for (const piece of pieces) {
    let taken = 0;
    while (taken < piece.length && !part.isFull) taken += part.fill(piece.subarray(taken));
  }
  return part;
}

describe('a part', () => {
  it.each([
    ['tiny', 40],
    ['small', 9 * KIB],
    ['small and large', 60 * KIB],
    ['large', 300 * KIB],
  ])('holds %s pieces in their order, up to its limit', (_what, longest) => {
    const part = filled(700 * KIB, oddPieces(BYTES, longest, 2));
    expect(part.isFull).toBe(true);
    expect(part.view().equals(BYTES.subarray(0, 700 * KIB))).toBe(true);
  });

  it('keeps a copy: what was given may change afterwards', () => {
    const given = Uint8Array.from(BYTES.subarray(0, 100 * KIB));
    const part = filled(1000 * KIB, [given]);
    given.fill(0);
    expect(part.view().equals(BYTES.subarray(0, 100 * KIB))).toBe(true);
  });

  it('may be read before it is full, and filled further', () => {
    const part = filled(1000, [BYTES.subarray(0, 10)]);
    expect(part.view()).toEqual(BYTES.subarray(0, 10));
    part.fill(BYTES.subarray(10, 30));
    expect(part.isFull).toBe(false);
    expect(part.view()).toEqual(BYTES.subarray(0, 30));
  });
});
