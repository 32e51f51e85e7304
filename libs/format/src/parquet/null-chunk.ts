import { PageEncoding } from './data-pages.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  DataPageHeader,
  integers,
  PageEncodingStats,
  PageHeader,
  requiredInteger,
  requiredStruct,
  setI32,
  setIntegers,
  structs,
} from './footer.ts';
import type { FileChunk } from './row-group-file.ts';
import { readThriftStruct, ThriftType, writeThriftStruct } from './thrift-compact.ts';

/**
 * Has a column chunk without a value say PLAIN of its pages, in place: so that a reader which lacks the encoding of its
 * column reads it all the same. Where nothing is encoded, the bytes are the same in each.
 */
export function sayPlain(
  file: Uint8Array,
  { metadata: chunk, start, bytes }: Pick<FileChunk, 'metadata' | 'start' | 'bytes'>,
): void {
  for (let position = start; position < start + bytes;) {
    const { struct: header, end } = readThriftStruct(file, position);
    setI32(requiredStruct(header, PageHeader.DATA_PAGE_HEADER), DataPageHeader.ENCODING, PageEncoding.PLAIN);
    // As long as before: an encoding is one byte.
    file.set(writeThriftStruct(header), position);
    position = end + requiredInteger(header, PageHeader.COMPRESSED_BYTES);
  }
  const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
  const encodings = integers(metadata, ColumnMetaData.ENCODINGS).map(plain);
  setIntegers(
    metadata,
    ColumnMetaData.ENCODINGS,
    encodings.toSorted((a, b) => a - b),
    ThriftType.I32,
  );
  for (const stats of structs(metadata, ColumnMetaData.ENCODING_STATS))
    setI32(stats, PageEncodingStats.ENCODING, PageEncoding.PLAIN);
}

function plain(encoding: number): number {
  return encoding === PageEncoding.BYTE_STREAM_SPLIT ? PageEncoding.PLAIN : encoding;
}
