import { giveBackMemory, lendMemory } from '../columns/column-memory.ts';
import { isNull, type Column } from '../columns/columns.ts';
import { DataPages, PAGE_BYTES, PAGE_ROWS, PageEncoding } from './data-pages.ts';
import type { Leaf } from './leaf-file.ts';
import { LevelRuns } from './level-runs.ts';
import { pageCompressor, type PageCodec } from './page-codec.ts';

/** In front of each value: how many bytes it has. */
const LENGTH_BYTES = 4;
/** What the level of a row takes at the most. */
const LEVEL_BYTES = 2;

/**
 * A column of texts or bytes, any of which may be NULL, as a leaf of PLAIN pages of whole rows. Its memory is freed.
 * @param isHighestCut as the sample says that the template was made of
 */
export function byteArrayLeaf(column: Column, isHighestCut: boolean, codec: PageCodec): Leaf {
  const { length: rows, nulls } = column;
  const { length: bytes } = column.values as Uint8Array;
  return {
    bytes: bytes + rows * (LENGTH_BYTES + LEVEL_BYTES),
    write: (out) => {
      const pages = new DataPages(out, PageEncoding.PLAIN, pageCompressor(codec));
      for (let row = 0; row < rows;) {
        const end = pageEnd(column, row);
        const body = bodyOf(column, row, end);
        pages.add([body], { levels: end - row, firstRow: row });
        giveBackMemory(body);
        row = end;
      }
      giveBackMemory(column);
      return { levels: rows, pages, byteArrays: { nulls, bytes, isHighestCut } };
    },
  };
}

function pageEnd({ length: rows, offsets }: Column, start: number): number {
  const most = Math.min(rows, start + PAGE_ROWS);
  for (let row = start + 1; row < most; row++)
    if (offsets![row]! - offsets![start]! + (row - start) * LENGTH_BYTES >= PAGE_BYTES) return row;
  return most;
}

/** Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/#PLAIN */
function bodyOf(column: Column, start: number, end: number): Uint8Array {
  const definition = new LevelRuns();
  for (let row = start; row < end; row++) definition.add(isNull(column, row) ? 0 : 1, 1);
  const levels = definition.take();
  const offsets = column.offsets!;
  const values = column.values as Uint8Array;
  const most = levels.length + (end - start) * LENGTH_BYTES + offsets[end]! - offsets[start]!;
  const body = new Uint8Array(lendMemory(most), 0, most);
  const lengths = new DataView(body.buffer);
  body.set(levels);
  let position = levels.length;
  for (let row = start; row < end; row++) {
    if (isNull(column, row)) continue;
    const value = values.subarray(offsets[row], offsets[row + 1]);
    lengths.setUint32(position, value.length, true);
    body.set(value, position + LENGTH_BYTES);
    position += LENGTH_BYTES + value.length;
  }
  return body.subarray(0, position);
}
