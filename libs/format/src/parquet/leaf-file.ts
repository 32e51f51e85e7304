import { GrowableArray } from '../columns/growable-array.ts';
import type { DataPages, WrittenPage } from './data-pages.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  OffsetIndex,
  PageEncodingStats,
  optionalStruct,
  PageLocation,
  requiredStruct,
  RowGroup,
  setI32,
  setI64,
  setIntegers,
  setStructs,
  SizeStatistics,
  Statistics,
  structs,
} from './footer.ts';
import { OutputMemory } from './output-memory.ts';
import type { FileChunk, RowGroupFile } from './row-group-file.ts';
import { ThriftType, type ThriftStruct } from './thrift-compact.ts';

/** Reserved beside values, and no more than twice as much as these: the headers and levels of pages. */
const METADATA_BYTES = 64 * 1024;
const LEAST_METADATA_BYTES = 1024;

/** What has been written of a leaf. */
export interface WrittenLeaf {
  /** Values with NULLs and the places of empty lists. */
  readonly levels: number;
  readonly pages: DataPages;
  /** Of texts and bytes that are in no list. */
  readonly byteArrays?: WrittenByteArrays;
}

export interface WrittenByteArrays {
  readonly nulls: number;
  /** Of the values alone. */
  readonly bytes: number;
  /** The template was made of a highest value that is longer than what the encoder was shown. */
  readonly isHighestCut: boolean;
}

/** A leaf to be written, as data pages. */
export interface Leaf {
  /** About how many bytes its pages take at the most. */
  readonly bytes: number;
  readonly write: (out: GrowableArray<Uint8Array>) => WrittenLeaf;
}

/**
 * Writes leaves in place of a template's few rows, as the encoder does, but several times as fast and without a copy of
 * them: its byte-stream-split and its codec run in WebAssembly without SIMD, and more time goes into moving values
 * there and back, which also takes several times their memory.
 * @param template what the encoder makes of a few rows of the same columns, with the same settings, among them their
 * lowest and highest values where it keeps statistics: all but pages, counts and places is taken from it, and used up
 * @param leaves in the order of the template's column chunks
 */
export function writeLeaves(
  { columns, footer, rowGroup }: RowGroupFile,
  leaves: readonly Leaf[],
  rows: number,
  memory = new OutputMemory(),
): RowGroupFile {
  const values = leaves.reduce((sum, { bytes }) => sum + bytes, 0);
  const expected = values + Math.min(METADATA_BYTES, 2 * values + LEAST_METADATA_BYTES);
  const out = new GrowableArray<Uint8Array>(Uint8Array, expected, memory.allocate);
  let next = 0;
  const written = columns.map((column) => ({
    ...column,
    chunks: column.chunks.map((chunk) => writeChunk(chunk, leaves[next++]!, out)),
  }));
  setI64(rowGroup, RowGroup.NUM_ROWS, rows);
  setI64(footer, FileMetaData.NUM_ROWS, rows);
  memory.keep(out.filled());
  return { file: out.filled(), footer, rowGroup, columns: written };
}

function writeChunk(chunk: FileChunk, leaf: Leaf, out: GrowableArray<Uint8Array>): FileChunk {
  const start = out.length;
  const written = leaf.write(out);
  describeChunk(chunk.metadata, written);
  return { ...chunk, start, bytes: out.length - start, offsetIndex: offsetIndex(written.pages.pages) };
}

function describeChunk(
  chunk: ThriftStruct,
  { levels, byteArrays, pages: { uncompressedBytes, compressedBytes, pages } }: WrittenLeaf,
): void {
  const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
  setI64(metadata, ColumnMetaData.NUM_VALUES, levels);
  setI64(metadata, ColumnMetaData.TOTAL_BYTES, uncompressedBytes);
  setI64(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES, compressedBytes);
  setI64(metadata, ColumnMetaData.DATA_PAGE, pages[0]!.offset);
  for (const stats of structs(metadata, ColumnMetaData.ENCODING_STATS))
    setI32(stats, PageEncodingStats.COUNT, pages.length);
  if (byteArrays !== undefined) describeByteArrays(metadata, levels, byteArrays);
}

function describeByteArrays(
  metadata: ThriftStruct,
  levels: number,
  { nulls, bytes, isHighestCut }: WrittenByteArrays,
): void {
  const statistics = optionalStruct(metadata, ColumnMetaData.STATISTICS);
  if (statistics === undefined) return;
  setI64(statistics, Statistics.NULLS, nulls);
  // Nothing as short as the statistics are is higher: then there is no saying it.
  if (isHighestCut && statistics.get(Statistics.MAX_IS_EXACT)?.type === ThriftType.TRUE) {
    statistics.delete(Statistics.MAX);
    statistics.delete(Statistics.MAX_IS_EXACT);
  }
  const sizes = requiredStruct(metadata, ColumnMetaData.SIZE_STATISTICS);
  setI64(sizes, SizeStatistics.BYTE_ARRAY_BYTES, bytes);
  setIntegers(sizes, SizeStatistics.DEFINITION_LEVELS, [nulls, levels - nulls]);
}

function offsetIndex(pages: readonly WrittenPage[]): ThriftStruct {
  const locations = pages.map(({ offset, bytes, firstRow }) => {
    const location: ThriftStruct = new Map();
    setI64(location, PageLocation.OFFSET, offset);
    setI32(location, PageLocation.BYTES, bytes);
    setI64(location, PageLocation.FIRST_ROW, firstRow);
    return location;
  });
  const index: ThriftStruct = new Map();
  setStructs(index, OffsetIndex.PAGE_LOCATIONS, locations);
  return index;
}
