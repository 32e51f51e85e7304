import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbers } from '@weaviate-export/generated-objects';
import { byteStreamSplit } from './byte-stream-split.ts';
import { pageCompressor, splitPageCompressor, type PageCompressor } from './page-codec.ts';

const SEED = 20_261_202;
const usual = pageCompressor({ codec: 'zstd', level: 1 });

const zstd = (page: Uint8Array, level: number): Uint8Array =>
  zstdCompressSync(page, { params: { [constants.ZSTD_c_compressionLevel]: level } });

/** A page compressed, in one piece, which zstd itself decodes to the page. */
function compressedBy(compress: PageCompressor, ...page: Uint8Array[]): Uint8Array {
  using compressed = compress(page);
  const bytes = new Uint8Array(Buffer.concat(compressed.pieces));
  expect(bytes.length).toBe(compressed.bytes);
  expect(Buffer.compare(zstdDecompressSync(bytes), Buffer.concat(page))).toBe(0);
  return bytes;
}

/** A page of 100 vectors, `distinct` of them in turns. */
function pageOf(distinct: number, seed: number): Uint8Array {
  const random = numbers(seed);
  const vectors = Array.from({ length: distinct }, () =>
    Float32Array.from({ length: 768 }, () => random() - 0.5),
  );
  const floats = new Float32Array(100 * 768);
  for (let row = 0; row < 100; row++) floats.set(vectors[row % distinct]!, row * 768);
  const page = new Uint8Array(floats.byteLength);
  byteStreamSplit(floats, page, 0);
  return page;
}

/** Bytes of which each is one of so many values: of 112 a byte has 0.851 of its bits, of 128 seven eighths. */
function bytesOfValues(length: number, values: number, seed: number): Uint8Array {
  const next = numbers(seed);
  return Uint8Array.from({ length }, () => next() * values);
}

it.each([
  ['that differ', 100],
  ['that repeat', 10],
])('pages of vectors %s take no more than by zstd as it is for text', (_name, distinct) => {
  const compress = splitPageCompressor({ codec: 'zstd', level: 1 });
  for (const seed of [1, 2, 3]) {
    const page = pageOf(distinct, seed);
    expect(compressedBy(compress, page).length).toBeLessThanOrEqual(compressedBy(usual, page).length);
  }
});

it('pages of vectors that repeat keep what the usual table of places saves', () => {
  const compress = splitPageCompressor({ codec: 'zstd', level: 1 });
  expect(compressedBy(compress, pageOf(10, 4)).length).toBeLessThan(pageOf(10, 4).length / 4);
});

it('stores a page so small that zstd could not make it an eighth smaller, whatever is in it', () => {
  const compress = pageCompressor({ codec: 'zstd' });
  for (let bytes = 1; bytes <= 11; bytes++) {
    // Of one value, it is as small as it gets.
    const page = new Uint8Array(bytes);
    expect(zstd(page, 1).length).toBeGreaterThan(bytes * (7 / 8));
    expect(compressedBy(compress, page).length).toBe(9 + 3 + bytes);
  }
  expect(compressedBy(compress, new Uint8Array(64)).length).toBeLessThan(64);
});

describe('a page that zstd compresses without a level asked for', () => {
  const compress = pageCompressor({ codec: 'zstd' });

  it('is stored where level 1 would make it smaller by less than an eighth, and else is what level 1 makes', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 0, max: 250 }),
        (bytes, permille) => {
          const page = bytesOfValues(bytes, 256, bytes);
          page.fill(0, Math.ceil((bytes * (1000 - permille)) / 1000));
          const level1 = zstd(page, 1);
          const isStored = bytes - level1.length < bytes / 8;
          seen.add(isStored);
          const found = compressedBy(compress, page);
          if (isStored) expect(found.length).toBe(9 + 3 + bytes);
          else expect(Buffer.compare(found, level1)).toBe(0);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
    expect(seen).toEqual(new Set([true, false]));
  });

  it('is on one side or the other of an eighth by a byte', () => {
    const bytes = 40_000;
    const page = (zeros: number): Uint8Array => bytesOfValues(bytes, 256, 1).fill(0, bytes - zeros);
    const most = bytes - bytes / 8;
    const level1 = (zeros: number): number => zstd(page(zeros), 1).length;
    let [above, below] = [0, bytes];
    while (below - above > 1) {
      const middle = (above + below) >>> 1;
      if (level1(middle) > most) above = middle;
      else below = middle;
    }
    expect(level1(above)).toBeGreaterThan(most);
    expect(level1(below)).toBeLessThanOrEqual(most);
    expect(compressedBy(compress, page(above)).length).toBe(9 + 3 + bytes);
    expect(compressedBy(compress, page(below)).length).toBe(level1(below));
  });

  it.each([
    ['stored above', 132, true],
    ['compressed below', 118, false],
  ])('is, where it is large, %s an eighth by a sample of it', (_what, values, isStored) => {
    const page = bytesOfValues(1_100_000, values, values);
    const share = zstd(page, 1).length / page.length;
    expect(Math.abs(share - 7 / 8)).toBeLessThan(0.015);
    expect(share > 7 / 8).toBe(isStored);
    const found = compressedBy(compress, page);
    if (isStored) expect(found.length).toBe(9 + 9 * 3 + page.length);
    else expect(Buffer.compare(found, zstd(page, 1))).toBe(0);
  });

  it('is stored although its sample shrinks where all of it does not', () => {
    const page = bytesOfValues(1_100_000, 256, 9);
    // What the sample sees: the middle of each quarter.
    for (let at = 0.125; at < 1; at += 0.25)
      page.fill(0, at * page.length - 10_000, at * page.length + 10_000);
    expect(compressedBy(compress, page).length).toBe(9 + 9 * 3 + page.length);
  });

  it('is the same in as many pieces as it comes in', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 4 });
    fc.assert(
      fc.property(cuts, fc.constantFrom(100, 250), (places, values) => {
        const page = bytesOfValues(200_000, values, 3);
        const ends = [...places.sort((a, b) => a - b), page.length];
        const pieces = ends.map((end, index) => page.subarray(ends[index - 1] ?? 0, end));
        const [whole, cut] = [compressedBy(compress, page), compressedBy(compress, ...pieces)];
        if (values === 100) expect(Buffer.compare(cut, whole)).toBe(0);
        else expect(cut.length).toBeGreaterThan(page.length);
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it('is compressed above 8 MiB, which is more than decoders need to hold', { tags: 'long' }, () => {
    const page = bytesOfValues(8 * 1024 * 1024 + 1, 200, 5);
    expect(Buffer.compare(compressedBy(compress, page), zstd(page, 1))).toBe(0);
  });
});

describe('a level that is asked for', () => {
  it.each([1, 2, 3, 12, 19, 22])('is that of a page that hardly gets smaller: zstd %i', (level) => {
    const floats = Float32Array.from({ length: 20_000 }, numbers(level));
    const page = new Uint8Array(floats.buffer);
    const compress = pageCompressor({ codec: 'zstd', level });
    expect(Buffer.compare(compressedBy(compress, page), zstd(page, level))).toBe(0);
    if (level === 1) return;
    expect(
      Buffer.compare(compressedBy(splitPageCompressor({ codec: 'zstd', level }), page), zstd(page, level)),
    ).toBe(0);
  });
});
