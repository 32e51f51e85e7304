import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { HYPARQUET } from '@weaviate-export/parquet-readers';
import { describe, expect, it } from 'vitest';
import { numbers } from '@weaviate-export/generated-objects';
import { zstdFrame } from './zstd-frame.ts';

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
      const frame = zstdFrame([content]);
      expectContent(frame, content);
      const length = frame.reduce((sum, piece) => sum + piece.length, 0);
      expect(length).toBe(9 + bytes + 3 * Math.ceil(bytes / BLOCK));
    },
  );

  it('may be empty', () => {
    expectContent(zstdFrame([]), new Uint8Array());
    expectContent(zstdFrame([new Uint8Array()]), new Uint8Array());
  });

  it('says how large its content is, and that it is one segment: a decoder needs no other memory', () => {
    const [header] = zstdFrame([noise(70_000, 1)]);
    expect(Buffer.from(header!).toString('hex')).toBe(`28b52ffda0${'70110100'}`);
  });

  it('is of the same bytes, however it is cut into pieces', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 4 });
    fc.assert(
      fc.property(lengths, fc.nat(), (sizes, seed) => {
        const pieces = sizes.map((bytes, index) => noise(bytes, seed + index));
        expectContent(zstdFrame(pieces), new Uint8Array(Buffer.concat(pieces)));
      }),
      { seed: SEED, numRuns: 20 },
    );
  });
});

describe('a frame of what is stored and what zstd compressed', () => {
  it('decodes to both, one behind the other', () => {
    const words = fc.array(fc.constantFrom('stored', 'page', 'zstd', 'a', '\0\0\0\0\0\0\0\0'), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 2_000 }), fc.nat(300_000), (some, times, bytes) => {
        const content = Buffer.from(some.join(' ').repeat(times));
        const stored = noise(bytes, times);
        const compressed = { frame: zstdCompressSync(content), contentBytes: content.length };
        expectContent(zstdFrame([stored], compressed), new Uint8Array(Buffer.concat([stored, content])));
      }),
      { seed: SEED, numRuns: 30 },
    );
  });
});
