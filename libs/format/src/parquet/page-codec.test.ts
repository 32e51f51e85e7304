import { zstdDecompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { numbers } from '@weaviate-export/generated-objects';
import { byteStreamSplit } from './byte-stream-split.ts';
import { pageCompressor, splitPageCompressor } from './page-codec.ts';

const usual = pageCompressor({ codec: 'zstd', level: 1 });

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

it.each([
  ['that differ', 100],
  ['that repeat', 10],
])('pages of vectors %s take no more than by zstd as it is for text', (_name, distinct) => {
  const compress = splitPageCompressor({ codec: 'zstd', level: 1 });
  for (const seed of [1, 2, 3]) {
    const page = pageOf(distinct, seed);
    const compressed = compress(page);
    expect(compressed.length).toBeLessThanOrEqual(usual(page).length);
    expect(Buffer.compare(zstdDecompressSync(compressed), page)).toBe(0);
  }
});

it('pages of vectors that repeat keep what the usual table of places saves', () => {
  const compress = splitPageCompressor({ codec: 'zstd', level: 1 });
  expect(compress(pageOf(10, 4)).length).toBeLessThan(pageOf(10, 4).length / 4);
});
