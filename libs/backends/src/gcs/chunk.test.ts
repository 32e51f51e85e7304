import { describe, expect, it } from 'vitest';
import { oddPieces, seededBytes } from '../conformance/index.ts';
import { Chunk } from './chunk.ts';

const KIB = 1024;
const BYTES = seededBytes(1000 * KIB, 1);

/** Fills a chunk as far as it goes. */
function filled(start: number, limit: number, pieces: Iterable<Uint8Array>): Chunk {
  const chunk = new Chunk(start, limit);
  for (const piece of pieces) {
    let taken = 0;
    while (taken < piece.length && !chunk.isFull) taken += chunk.fill(piece.subarray(taken));
  }
  return chunk;
}

describe('a chunk', () => {
  it.each([
    ['tiny', 40],
    ['small', 9 * KIB],
    ['small and large', 60 * KIB],
    ['large', 300 * KIB],
  ])('holds %s pieces in their order, up to its limit', (_what, longest) => {
    const chunk = filled(5000, 700 * KIB, oddPieces(BYTES, longest, 2));
    expect(chunk.isFull).toBe(true);
    expect(chunk.end).toBe(5000 + 700 * KIB);
    expect(Buffer.from(chunk.from(5000)).equals(BYTES.subarray(0, 700 * KIB))).toBe(true);
  });

  it.each([0, 1, 16 * KIB, 100_000, 700 * KIB - 1, 700 * KIB])(
    'gives what is left after %i bytes',
    (sent) => {
      const chunk = filled(5000, 700 * KIB, oddPieces(BYTES, 60 * KIB, 3));
      expect(Buffer.from(chunk.from(5000 + sent)).equals(BYTES.subarray(sent, 700 * KIB))).toBe(true);
    },
  );

  it('keeps a copy: what was given may change afterwards', () => {
    const given = Uint8Array.from(BYTES.subarray(0, 100 * KIB));
    const chunk = filled(0, 1000 * KIB, [given]);
    given.fill(0);
    expect(Buffer.from(chunk.from(0)).equals(BYTES.subarray(0, 100 * KIB))).toBe(true);
  });

  it('may be read before it is full, and filled further', () => {
    const chunk = filled(0, 1000, [BYTES.subarray(0, 10)]);
    expect(Buffer.from(chunk.from(0))).toEqual(BYTES.subarray(0, 10));
    chunk.fill(BYTES.subarray(10, 30));
    expect(chunk.isFull).toBe(false);
    expect(Buffer.from(chunk.from(0))).toEqual(BYTES.subarray(0, 30));
  });
});
