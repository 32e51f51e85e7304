import { ExportError } from '@weaviate-export/entities-export';
import { giveBackMemory } from '../columns/column-memory.ts';
import { GrowableArray } from '../columns/growable-array.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  MAGIC,
  OffsetIndex,
  PageHeader,
  PageLocation,
  readFooter,
  requiredInteger,
  requiredStruct,
  RowGroup,
  setI32,
  setI64,
  structs,
  texts,
  trailerOf,
} from './footer.ts';
import { OutputMemory } from './output-memory.ts';
import { compressPage, type NativeCodec } from './page-codec.ts';
import { setIndexes, takeIndexes, type IndexPlace } from './page-indexes.ts';
import { readThriftStruct, writeThriftStruct, type ThriftStruct } from './thrift-compact.ts';

/**
 * Of Parquet's enumerations PageType and CompressionCodec.
 * Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
const PageType = { DATA: 0, DICTIONARY: 2 } as const;
const CODEC_NUMBERS: Record<NativeCodec, number> = { none: 0, gzip: 2, zstd: 6 };

/**
 * Compresses the pages of a file of one row group that the encoder has written uncompressed: its own codecs run in
 * WebAssembly, at a third of the speed. Statistics and column indexes stay as they are.
 * @param isCompressed by the name of a column; pages of the others are copied as they are
 */
export function compressFile(
  file: Uint8Array,
  codec: NativeCodec,
  isCompressed: (column: string) => boolean,
  memory = new OutputMemory(),
): Uint8Array {
  const { footer } = readFooter(file);
  const [rowGroup] = structs(footer, FileMetaData.ROW_GROUPS);
  const out = new GrowableArray<Uint8Array>(Uint8Array, file.length, memory.allocate);
  out.append(MAGIC);
  let compressedBytes = 0;
  const pages = structs(rowGroup!, RowGroup.COLUMNS).map((chunk) => {
    const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
    const [column] = texts(metadata, ColumnMetaData.PATH);
    const copied = copyPages(file, metadata, isCompressed(column!) ? codec : 'none', out);
    compressedBytes += requiredInteger(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES);
    return copied;
  });
  setI64(rowGroup!, RowGroup.TOTAL_COMPRESSED_BYTES, compressedBytes);

  const indexes = structs(rowGroup!, RowGroup.COLUMNS).map((chunk, index) => {
    const { column, offset } = takeIndexes(file, chunk, 0);
    return { column, offset: offset && moved(offset, pages[index]!) };
  });
  const append = (bytes: Uint8Array | undefined): IndexPlace | undefined => {
    if (bytes === undefined) return undefined;
    out.append(bytes);
    return { offset: out.length - bytes.length, length: bytes.length };
  };
  const placed = indexes.map(({ column, offset }) => ({ column: append(column), offset: append(offset) }));
  setIndexes(rowGroup!, placed);
  const written = writeThriftStruct(footer);
  out.append(written);
  out.append(trailerOf(written.length));
  memory.keep(out.filled());
  return out.filled();
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
  codec: NativeCodec,
  out: GrowableArray<Uint8Array>,
): CopiedPage[] {
  const dictionary = integer(metadata, ColumnMetaData.DICTIONARY_PAGE);
  const start = dictionary ?? requiredInteger(metadata, ColumnMetaData.DATA_PAGE);
  const end = start + requiredInteger(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES);
  const begun = out.length;
  const pages: CopiedPage[] = [];
  for (let position = start; position < end;) {
    const { struct: header, end: bodyStart } = readThriftStruct(file, position);
    position = bodyStart + requiredInteger(header, PageHeader.COMPRESSED_BYTES);
    const body = file.subarray(bodyStart, position);
    const compressed = compressPage(body, codec);
    setI32(header, PageHeader.COMPRESSED_BYTES, compressed.length);
    const written = writeThriftStruct(header);
    const type = requiredInteger(header, PageHeader.TYPE);
    if (type === PageType.DATA) pages.push({ offset: out.length, bytes: written.length + compressed.length });
    else if (type !== PageType.DICTIONARY)
      throw new ExportError('PARQUET_INVALID', [`the encoder wrote a page of type ${type}`]);
    out.append(written);
    out.append(compressed);
    if (compressed !== body) giveBackMemory(compressed);
  }
  setI32(metadata, ColumnMetaData.CODEC, CODEC_NUMBERS[codec]);
  setI64(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES, out.length - begun);
  setI64(metadata, ColumnMetaData.DATA_PAGE, pages[0]!.offset);
  if (dictionary !== undefined) setI64(metadata, ColumnMetaData.DICTIONARY_PAGE, begun);
  return pages;
}

/** An offset index with the new places of its pages. */
function moved(index: Uint8Array, pages: readonly CopiedPage[]): Uint8Array {
  const { struct } = readThriftStruct(index);
  structs(struct, OffsetIndex.PAGE_LOCATIONS).forEach((location, at) => {
    setI64(location, PageLocation.OFFSET, pages[at]!.offset);
    setI32(location, PageLocation.BYTES, pages[at]!.bytes);
  });
  return writeThriftStruct(struct);
}
