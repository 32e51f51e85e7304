import { ExportError } from '@weaviate-export/entities-export';
import { GrowableArray } from '../columns/growable-array.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  integer,
  OffsetIndex,
  PageHeader,
  PageLocation,
  requiredInteger,
  requiredStruct,
  setI32,
  setI64,
  structs,
} from './footer.ts';
import { OutputMemory } from './output-memory.ts';
import { pageCompressor, type NativeCodec, type PageCodec, type PageCompressor } from './page-codec.ts';
import type { FileChunk, RowGroupFile } from './row-group-file.ts';
import { readThriftStruct, writeThriftStruct, type ThriftStruct } from './thrift-compact.ts';

/**
 * Of Parquet's enumerations PageType and CompressionCodec.
 * Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
const PageType = { DATA: 0, DICTIONARY: 2 } as const;
const CODEC_NUMBERS: Record<NativeCodec, number> = { none: 0, gzip: 2, zstd: 6 };

/**
 * Compresses the pages of a file that the encoder has written uncompressed: its own codecs run in WebAssembly, at a third
 * of the speed. Statistics and column indexes stay as they are. The file's metadata is used up.
 * @param isCompressed by the name of a column; pages of the others are copied as they are
 */
export function compressFile(
  { file, columns, ...rest }: RowGroupFile,
  codec: PageCodec,
  isCompressed: (column: string) => boolean,
  memory = new OutputMemory(),
): RowGroupFile {
  const out = new GrowableArray<Uint8Array>(Uint8Array, file.length, memory.allocate);
  const compressed = columns.map((column) => {
    const own: PageCodec = isCompressed(column.name) ? codec : { codec: 'none' };
    return { ...column, chunks: column.chunks.map((chunk) => compressChunk(file, chunk, own, out)) };
  });
  memory.keep(out.filled());
  return { ...rest, file: out.filled(), columns: compressed };
}

function compressChunk(
  file: Uint8Array,
  chunk: FileChunk,
  codec: PageCodec,
  out: GrowableArray<Uint8Array>,
): FileChunk {
  const start = out.length;
  const metadata = requiredStruct(chunk.metadata, ColumnChunk.META_DATA);
  setI32(metadata, ColumnMetaData.CODEC, CODEC_NUMBERS[codec.codec]);
  const pages = copyPages(file, metadata, pageCompressor(codec), out);
  const locations =
    chunk.offsetIndex === undefined ? [] : structs(chunk.offsetIndex, OffsetIndex.PAGE_LOCATIONS);
  for (const [index, location] of locations.entries()) {
    setI64(location, PageLocation.OFFSET, pages[index]!.offset);
    setI32(location, PageLocation.BYTES, pages[index]!.bytes);
  }
  return { ...chunk, start, bytes: out.length - start };
}

interface CopiedPage {
  readonly offset: number;
  /** With its header. */
  readonly bytes: number;
}

/**
 * Copies the pages of a column chunk, compressed, and says in its metadata where they lie.
 * @returns its data pages
 */
function copyPages(
  file: Uint8Array,
  metadata: ThriftStruct,
  compress: PageCompressor,
  out: GrowableArray<Uint8Array>,
): CopiedPage[] {
  const dictionary = integer(metadata, ColumnMetaData.DICTIONARY_PAGE);
  const start = dictionary ?? requiredInteger(metadata, ColumnMetaData.DATA_PAGE);
  const end = start + requiredInteger(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES);
  const begun = out.length;
  let uncompressedBytes = 0;
  const pages: CopiedPage[] = [];
  for (let position = start; position < end;) {
    const { struct: header, end: bodyStart } = readThriftStruct(file, position);
    position = bodyStart + requiredInteger(header, PageHeader.COMPRESSED_BYTES);
    const body = file.subarray(bodyStart, position);
    using compressed = compress([body]);
    setI32(header, PageHeader.COMPRESSED_BYTES, compressed.bytes);
    const written = writeThriftStruct(header);
    uncompressedBytes += written.length + body.length;
    const type = requiredInteger(header, PageHeader.TYPE);
    if (type === PageType.DATA) pages.push({ offset: out.length, bytes: written.length + compressed.bytes });
    else if (type !== PageType.DICTIONARY)
      throw new ExportError('PARQUET_INVALID', [`the encoder wrote a page of type ${type}`]);
    out.append(written);
    for (const piece of compressed.pieces) out.append(piece);
  }
  setI64(metadata, ColumnMetaData.TOTAL_BYTES, uncompressedBytes);
  setI64(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES, out.length - begun);
  setI64(metadata, ColumnMetaData.DATA_PAGE, pages[0]!.offset);
  if (dictionary !== undefined) setI64(metadata, ColumnMetaData.DICTIONARY_PAGE, begun);
  return pages;
}
