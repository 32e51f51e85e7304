import { giveBackMemory } from '../layout/column-memory.ts';
import { GrowableArray } from '../layout/growable-array.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  MAGIC,
  OffsetIndex,
  PageEncodingStats,
  PageLocation,
  readFooter,
  requiredStruct,
  RowGroup,
  setI32,
  setI64,
  structs,
  trailerOf,
} from './footer.ts';
import { OutputMemory } from './output-memory.ts';
import type { NativeCodec } from './page-codec.ts';
import { ThriftType, writeThriftStruct, type ThriftStruct } from './thrift-compact.ts';
import type { VectorLeaf } from './vector-leaf.ts';
import { writeVectorPages, type WrittenLeaf, type WrittenPage } from './vector-pages.ts';

const FLOAT_BYTES = 4;
/** Reserved for the metadata of a file at first, and by page: its header, levels and place. */
const METADATA_BYTES = 64 * 1024;

/**
 * Writes vectors as a Parquet file of one row group, as the encoder does, but several times as fast and without a copy
 * of them: its byte-stream-split and its codec run in WebAssembly without SIMD, and more time goes into moving the
 * vectors there and back.
 * @param template what the encoder makes of one row without vectors, with the same settings: all but pages, counts and
 * places is taken from its footer
 * @param leaves in the order of the template's column chunks; their memory is freed
 */
export function writeVectorFile(
  template: Uint8Array,
  leaves: readonly VectorLeaf[],
  rows: number,
  codec: NativeCodec,
  memory = new OutputMemory(),
): Uint8Array {
  const { footer } = readFooter(template);
  const [rowGroup] = structs(footer, FileMetaData.ROW_GROUPS);
  const chunks = structs(rowGroup!, RowGroup.COLUMNS);
  const numbers = leaves.reduce((sum, { values }) => sum + values.length, 0);
  const out = new GrowableArray<Uint8Array>(
    Uint8Array,
    numbers * FLOAT_BYTES + METADATA_BYTES,
    memory.allocate,
  );
  out.append(MAGIC);
  const written = leaves.map((leaf) => {
    const pages = writeVectorPages(leaf, rows, codec, out);
    giveBackMemory(leaf.values);
    return pages;
  });
  for (const [index, leaf] of written.entries()) {
    const location = out.length;
    out.append(offsetIndex(leaf.pages));
    describeChunk(chunks[index]!, leaf, { location, bytes: out.length - location });
  }
  const sum = (bytes: (leaf: WrittenLeaf) => number): number =>
    written.reduce((total, leaf) => total + bytes(leaf), 0);
  setI64(
    rowGroup!,
    RowGroup.TOTAL_BYTES,
    sum(({ uncompressedBytes }) => uncompressedBytes),
  );
  setI64(
    rowGroup!,
    RowGroup.TOTAL_COMPRESSED_BYTES,
    sum(({ compressedBytes }) => compressedBytes),
  );
  setI64(rowGroup!, RowGroup.NUM_ROWS, rows);
  setI64(footer, FileMetaData.NUM_ROWS, rows);
  const metadata = writeThriftStruct(footer);
  out.append(metadata);
  out.append(trailerOf(metadata.length));
  memory.keep(out.filled());
  return out.filled();
}

function describeChunk(
  chunk: ThriftStruct,
  { levels, uncompressedBytes, compressedBytes, pages }: WrittenLeaf,
  index: { readonly location: number; readonly bytes: number },
): void {
  const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
  setI64(metadata, ColumnMetaData.NUM_VALUES, levels);
  setI64(metadata, ColumnMetaData.TOTAL_BYTES, uncompressedBytes);
  setI64(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES, compressedBytes);
  setI64(metadata, ColumnMetaData.DATA_PAGE, pages[0]!.offset);
  for (const stats of structs(metadata, ColumnMetaData.ENCODING_STATS))
    setI32(stats, PageEncodingStats.COUNT, pages.length);
  setI64(chunk, ColumnChunk.OFFSET_INDEX_OFFSET, index.location);
  setI32(chunk, ColumnChunk.OFFSET_INDEX_LENGTH, index.bytes);
}

function offsetIndex(pages: readonly WrittenPage[]): Uint8Array {
  const items = pages.map(({ offset, bytes, firstRow }) => {
    const location: ThriftStruct = new Map();
    setI64(location, PageLocation.OFFSET, offset);
    setI32(location, PageLocation.BYTES, bytes);
    setI64(location, PageLocation.FIRST_ROW, firstRow);
    return location;
  });
  return writeThriftStruct(
    new Map([
      [
        OffsetIndex.PAGE_LOCATIONS,
        { type: ThriftType.LIST, value: { elementType: ThriftType.STRUCT, items } },
      ],
    ]),
  );
}
