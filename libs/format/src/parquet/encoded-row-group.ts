import type { Relocatable } from './relocatable.ts';

/** What the integers that a row group's metadata leaves open are counted from. */
export const Base = {
  /** The first page of the row group. */
  PAGES: 0,
  /** The column index, or the offset index, of the chunk that the distance numbers. */
  COLUMN_INDEX: 1,
  OFFSET_INDEX: 2,
  /** Not a place: the bytes of that offset index. */
  OFFSET_INDEX_BYTES: 3,
} as const;

/** A row group that can come to lie anywhere in a file. Typed arrays alone, for its way between threads. */
export interface EncodedRowGroup {
  readonly rows: number;
  /** The pages of all columns, as they follow one another in the file. */
  readonly pages: readonly Uint8Array[];
  /** Version of the format, as the footer has it. */
  readonly version: number;
  /** The footer's list of schema elements, as Thrift bytes: the same for all row groups of a file. */
  readonly schema: Uint8Array;
  /** The footer's fields behind its key-value pairs, and its end, as Thrift bytes. */
  readonly footerEnd: Uint8Array;
  /** Its metadata up to the ordinal, as Thrift bytes. */
  readonly metadata: Relocatable;
  /** Of all column chunks, one behind the other; chunk i ends at `ends[i]`, and has none where it is empty. */
  readonly columnIndexes: { readonly bytes: Uint8Array; readonly ends: Uint32Array };
  readonly offsetIndexes: Relocatable & { readonly ends: Uint32Array };
}

/** What stands for a part of no rows: Parquet has no row group for it. */
export function noRowGroup(): EncodedRowGroup {
  const bytes = new Uint8Array();
  const ends = new Uint32Array();
  const nothing = { bytes, positions: ends, bases: bytes, distances: new Float64Array() };
  return {
    rows: 0,
    pages: [],
    version: 0,
    schema: bytes,
    footerEnd: bytes,
    metadata: nothing,
    columnIndexes: { bytes, ends },
    offsetIndexes: { ...nothing, ends },
  };
}
