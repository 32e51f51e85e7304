import { giveBackMemory } from '../layout/column-memory.ts';
import type { GrowableArray } from '../layout/growable-array.ts';
import { byteStreamSplit } from './byte-stream-split.ts';
import { DataPageHeader, PageHeader } from './footer.ts';
import { LevelRuns } from './level-runs.ts';
import { vectorPageCompressor, type NativeCodec } from './page-codec.ts';
import { ThriftType, writeThriftStruct, type ThriftField } from './thrift-compact.ts';
import { VectorLevels, type VectorLeaf } from './vector-leaf.ts';

const FLOAT_BYTES = 4;
/** Where a page ends, in bytes of its numbers: at the row that reaches it. As large as those of the encoder. */
const PAGE_BYTES = 1024 * 1024;
/** Rows of a page at most, which counts where vectors are short or NULL. */
const PAGE_ROWS = 20_000;

/** Of Parquet's enumerations. Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
const DATA_PAGE = 0;
const RLE = 3;
const BYTE_STREAM_SPLIT = 9;

/** Where a page lies. */
export interface WrittenPage {
  readonly offset: number;
  /** With its header. */
  readonly bytes: number;
  readonly firstRow: number;
}

/** What has been written of a leaf. */
export interface WrittenLeaf {
  readonly levels: number;
  /** Of its pages with their headers, before and after compression. */
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
  readonly pages: readonly WrittenPage[];
}

/** A page's bytes before compression, used again for the next one. */
let page = new Uint8Array(PAGE_BYTES);

/**
 * Writes the numbers of a column of vectors as data pages (of version 1, encoded as BYTE_STREAM_SPLIT), each of whole
 * rows.
 */
export function writeVectorPages(
  leaf: VectorLeaf,
  rows: number,
  codec: NativeCodec,
  out: GrowableArray<Uint8Array>,
): WrittenLeaf {
  const repetition = new LevelRuns();
  const definition = new LevelRuns();
  const levels = new VectorLevels(leaf, repetition, definition);
  const compress = vectorPageCompressor(codec);
  const pages: WrittenPage[] = [];
  let uncompressedBytes = 0;
  let compressedBytes = 0;
  let begun = { row: 0, levels: 0, numbers: 0 };

  const endPage = (row: number): void => {
    const numbers = leaf.values.subarray(begun.numbers, levels.numbers);
    const body = bodyOf(repetition.take(), definition.take(), numbers);
    const compressed = compress(body);
    const header = pageHeader(body.length, compressed.length, levels.levels - begun.levels);
    const bytes = header.length + compressed.length;
    pages.push({ offset: out.length, bytes, firstRow: begun.row });
    out.append(header);
    out.append(compressed);
    if (compressed !== body) giveBackMemory(compressed);
    uncompressedBytes += header.length + body.length;
    compressedBytes += bytes;
    begun = { row, levels: levels.levels, numbers: levels.numbers };
  };

  for (let row = 0; row < rows; row++) {
    levels.addRow(row);
    const isFull = (levels.numbers - begun.numbers) * FLOAT_BYTES >= PAGE_BYTES;
    if (isFull || row + 1 - begun.row === PAGE_ROWS || row + 1 === rows) endPage(row + 1);
  }
  return { levels: levels.levels, uncompressedBytes, compressedBytes, pages };
}

function bodyOf(repetition: Uint8Array, definition: Uint8Array, numbers: Float32Array): Uint8Array {
  const start = repetition.length + definition.length;
  const bytes = start + numbers.length * FLOAT_BYTES;
  if (page.length < bytes) page = new Uint8Array(bytes);
  page.set(repetition);
  page.set(definition, repetition.length);
  byteStreamSplit(numbers, page, start);
  return page.subarray(0, bytes);
}

function pageHeader(uncompressed: number, compressed: number, levels: number): Uint8Array {
  const i32 = (value: number): ThriftField => ({ type: ThriftType.I32, value: BigInt(value) });
  const data = new Map([
    [DataPageHeader.NUM_VALUES, i32(levels)],
    [DataPageHeader.ENCODING, i32(BYTE_STREAM_SPLIT)],
    [DataPageHeader.DEFINITION, i32(RLE)],
    [DataPageHeader.REPETITION, i32(RLE)],
  ]);
  return writeThriftStruct(
    new Map([
      [PageHeader.TYPE, i32(DATA_PAGE)],
      [PageHeader.UNCOMPRESSED_BYTES, i32(uncompressed)],
      [PageHeader.COMPRESSED_BYTES, i32(compressed)],
      [PageHeader.DATA_PAGE_HEADER, { type: ThriftType.STRUCT, value: data }],
    ]),
  );
}
