import { giveBackMemory, lendMemory } from '../columns/column-memory.ts';
import type { GrowableArray } from '../columns/growable-array.ts';
import { byteStreamSplit } from './byte-stream-split.ts';
import { DataPages, PAGE_BYTES, PAGE_ROWS, PageEncoding } from './data-pages.ts';
import type { Leaf, WrittenLeaf } from './leaf-file.ts';
import { LevelRuns } from './level-runs.ts';
import { vectorPageCompressor, type NativeCodec } from './page-codec.ts';
import { VectorLevels, type VectorLeaf } from './vector-leaf.ts';

const FLOAT_BYTES = 4;

/** The numbers of a column of vectors as a leaf of BYTE_STREAM_SPLIT pages of whole rows. Their memory is freed. */
export function vectorPages(leaf: VectorLeaf, rows: number, codec: NativeCodec): Leaf {
  return {
    bytes: leaf.values.byteLength,
    write: (out) => writeVectorPages(leaf, rows, codec, out),
  };
}

function writeVectorPages(
  leaf: VectorLeaf,
  rows: number,
  codec: NativeCodec,
  out: GrowableArray<Uint8Array>,
): WrittenLeaf {
  const repetition = new LevelRuns();
  const definition = new LevelRuns();
  const levels = new VectorLevels(leaf, repetition, definition);
  const pages = new DataPages(out, PageEncoding.BYTE_STREAM_SPLIT, vectorPageCompressor(codec));
  let begun = { row: 0, levels: 0, numbers: 0 };

  const endPage = (row: number): void => {
    const numbers = leaf.values.subarray(begun.numbers, levels.numbers);
    const body = bodyOf(repetition.take(), definition.take(), numbers);
    pages.add(body, { levels: levels.levels - begun.levels, firstRow: begun.row });
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

function bodyOf(repetition: Uint8Array, definition: Uint8Array, numbers: Float32Array): Uint8Array {
  const start = repetition.length + definition.length;
  const bytes = start + numbers.length * FLOAT_BYTES;
  const body = new Uint8Array(lendMemory(bytes), 0, bytes);
  body.set(repetition);
  body.set(definition, repetition.length);
  byteStreamSplit(numbers, body, start);
  return body;
}
