import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { HYPARQUET } from '@weaviate-export/parquet-readers';
import { describe, expect, it } from 'vitest';
import { numbers } from '@weaviate-export/generated-objects';
import { storedFrame } from './zstd-frame.ts';

const SEED = 20_261_201;
/** What a block holds at the most, and so where the next one begins. */
const BLOCK = 128 * 1024;

function noise(bytes: number, seed: number): Uint8Array {
  const next = numbers(seed);
  return Uint8Array.from({ length: bytes }, () => next() * 256);
}

/** Both decoders must give the content. */
function expectContent(frame: readonly Uint8Array[], content: Uint8Array): void {
  const bytes = new Uint8Array(Buffer.concat(frame));
  expect(Buffer.compare(zstdDecompressSync(bytes), content)).toBe(0);
  expect(Buffer.compare(HYPARQUET.compressors.ZSTD!(bytes, content.length), content)).toBe(0);
}

describe('a frame of what is stored', () => {
  it.each([1, 100, 255, 256, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 1024 * 1024 + 17])(
    'has %i bytes as they are, and 3 more a block of 128 KiB',
    (bytes) => {
      const content = noise(bytes, bytes);
      const frame = storedFrame([content]);
      expectContent(frame, content);
      const length = frame.reduce((sum, piece) => sum + piece.length, 0);
      expect(length).toBe(9 + bytes + 3 * Math.ceil(bytes / BLOCK));
    },
  );

  it('may be empty', () => {
    expectContent(storedFrame([]), new Uint8Array());
    expectContent(storedFrame([new Uint8Array()]), new Uint8Array());
  });

  it('says how large its content is, and that it is one segment: a decoder needs no other memory', () => {
    const [header] = storedFrame([noise(70_000, 1)]);
    expect(Buffer.from(header!).toString('hex')).toBe(`28b52ffda0${'70110100'}`);
  });

  it('is of the same bytes, however it is cut into pieces', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 4 });
    fc.assert(
      fc.property(lengths, fc.nat(), (sizes, seed) => {
        const pieces = sizes.map((bytes, index) => noise(bytes, seed + index));
        expectContent(storedFrame(pieces), new Uint8Array(Buffer.concat(pieces)));
      }),
      { seed: SEED, numRuns: 20 },
    );
  });
});
