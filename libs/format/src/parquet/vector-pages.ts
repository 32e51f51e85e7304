import { giveBackMemory, lendMemory } from '../columns/column-memory.ts';
import type { GrowableArray } from '../columns/growable-array.ts';
import { byteStreamSplit } from './byte-stream-split.ts';
import { DataPages, PAGE_BYTES, PAGE_ROWS, PageEncoding } from './data-pages.ts';
import type { Leaf, WrittenLeaf } from './leaf-file.ts';
import { LevelRuns } from './level-runs.ts';
import { pageCompressor, splitPageCompressor, type PageCodec } from './page-codec.ts';
import { VectorLevels, type VectorLeaf } from './vector-leaf.ts';

const FLOAT_BYTES = 4;

/**
 * The numbers of a column of vectors as a leaf of pages of whole rows. Their memory is freed.
 * @param isSplit they are encoded as BYTE_STREAM_SPLIT, else PLAIN
 */
export function vectorPages(leaf: VectorLeaf, rows: number, isSplit: boolean, codec: PageCodec): Leaf {
  return {
    bytes: leaf.values.byteLength,
    write: (out) => writeVectorPages(leaf, rows, isSplit, codec, out),
  };
}

function writeVectorPages(
  leaf: VectorLeaf,
  rows: number,
  isSplit: boolean,
  codec: PageCodec,
  out: GrowableArray<Uint8Array>,
): WrittenLeaf {
  const repetition = new LevelRuns();
  const definition = new LevelRuns();
  const levels = new VectorLevels(leaf, repetition, definition);
  const compress = isSplit ? splitPageCompressor(codec) : pageCompressor(codec);
  const pages = new DataPages(out, isSplit ? PageEncoding.BYTE_STREAM_SPLIT : PageEncoding.PLAIN, compress);
  let begun = { row: 0, levels: 0, numbers: 0 };

  const endPage = (row: number): void => {
    const numbers = leaf.values.subarray(begun.numbers, levels.numbers);
    const bytes = isSplit ? split(numbers) : bytesOfNumbers(numbers);
    const body = [repetition.take(), definition.take(), bytes];
    pages.add(body, { levels: levels.levels - begun.levels, firstRow: begun.row });
    if (isSplit) giveBackMemory(bytes);
    begun = { row, levels: levels.levels, numbers: levels.numbers };
  };

  for (let row = 0; row < rows; row++) {
    levels.addRow(row);
    const isFull = (levels.numbers - begun.numbers) * FLOAT_BYTES >= PAGE_BYTES;
    if (isFull || row + 1 - begun.row === PAGE_ROWS || row + 1 === rows) endPage(row + 1);
  }
  giveBackMemory(leaf.values);
  return { levels: levels.levels, pages };
}

function split(numbers: Float32Array): Uint8Array {
  const bytes = new Uint8Array(lendMemory(numbers.byteLength), 0, numbers.byteLength);
  byteStreamSplit(numbers, bytes, 0);
  return bytes;
}

/** Little-endian, as they lie in memory on every platform of Node's. */
function bytesOfNumbers({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
