import { readHybrid } from './hybrid-runs.ts';
import type { SchemaLeaf } from './schema-leaves.ts';

/** Of Parquet's enumeration PageType. */
export const PageType = { DATA: 0, INDEX: 1, DICTIONARY: 2, DATA_V2: 3 } as const;
const LENGTH_BYTES = 4;

/** Levels of a page of version 1, behind their length; none where there is but one level. */
export function takeLevels(
  body: Uint8Array,
  start: number,
  most: number,
): { levels: Uint8Array; end: number } {
  if (most === 0) return { levels: body.subarray(start, start), end: start };
  if (start + LENGTH_BYTES > body.length) throw new Error('ends before its levels');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const end = start + LENGTH_BYTES + view.getUint32(start, true);
  if (end > body.length) throw new Error('has levels that end outside of it');
  return { levels: body.subarray(start + LENGTH_BYTES, end), end };
}

/** How many of the levels are this one. */
export function countLevels(bytes: Uint8Array, most: number, values: number, wanted: number): number {
  let count = 0;
  const end = readHybrid(bytes, 0, 32 - Math.clz32(most), values, (level, times) => {
    if (level > most) throw new Error(`has the level ${level} where ${most} is the highest`);
    if (level === wanted) count += times;
  });
  if (end !== bytes.length) throw new Error(`has more levels than its ${values} values`);
  return count;
}

/** Rows that begin in a page of version 1 of lists, and whether it begins in the midst of one. */
export function countRows(
  body: Uint8Array,
  { mostRepeated }: SchemaLeaf,
  values: number,
): { readonly rows: number; readonly goesOn: boolean } {
  const { levels } = takeLevels(body, 0, mostRepeated);
  const rows = countLevels(levels, mostRepeated, values, 0);
  let first: number | undefined;
  if (values > 0) readHybrid(levels, 0, 32 - Math.clz32(mostRepeated), 1, (level) => (first ??= level));
  return { rows, goesOn: first !== undefined && first > 0 };
}
