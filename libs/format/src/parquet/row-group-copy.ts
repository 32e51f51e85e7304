import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  MAGIC,
  PageHeader,
  requiredInteger,
  requiredStruct,
  requiredText,
  RowGroup,
  SchemaElement,
  setI32,
  setI64,
  setStructs,
  structs,
  trailerOf,
} from './footer.ts';
import type { StoredChunk, StoredFile, StoredRowGroup } from './stored-file.ts';
import { readThriftStruct, ThriftType, writeThriftStruct, type ThriftStruct } from './thrift-compact.ts';

/**
 * Largest row group that is read, in bytes of its pages, uncompressed: the decoder holds it whole, and again as columns,
 * within the 4 GiB of WebAssembly.
 */
const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * One row group of a file as a file of its own: the decoder that throws takes whole files in memory. Its pages are looked
 * through for what they claim to be before any is unpacked.
 * @param isWanted tells the columns that are copied, by their names
 * @throws Error for what is wrong with it, or what reading it throws
 */
export async function copyRowGroup(
  { source, metadata }: StoredFile,
  group: StoredRowGroup,
  isWanted: (column: string) => boolean,
): Promise<Uint8Array> {
  const chunks = group.chunks.filter(({ path }) => isWanted(path[0]!));
  const uncompressed = chunks.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0);
  if (uncompressed > MOST_BYTES)
    throw new Error(`it has ${uncompressed} bytes uncompressed: at most ${MOST_BYTES} are allowed`);
  const pieces: Uint8Array[] = [MAGIC];
  const copied: ThriftStruct[] = [];
  let end = MAGIC.length;
  for (const stretch of stretches(chunks)) {
    const [first, last] = [stretch[0]!, stretch.at(-1)!];
    const length = last.start + last.bytes - first.start;
    const bytes = await source.read(first.start, length);
    if (bytes.length !== length) throw new Error('the file ends too soon');
    for (const chunk of stretch) {
      checkPages(bytes.subarray(chunk.start - first.start, chunk.start - first.start + chunk.bytes), chunk);
      copied[chunks.indexOf(chunk)] = moved(chunk, end - first.start);
    }
    pieces.push(bytes);
    end += length;
  }
  const rowGroup: ThriftStruct = new Map();
  setStructs(rowGroup, RowGroup.COLUMNS, copied);
  setI64(rowGroup, RowGroup.TOTAL_BYTES, uncompressed);
  setI64(rowGroup, RowGroup.NUM_ROWS, group.rows);
  const footer: ThriftStruct = new Map();
  setI32(footer, FileMetaData.VERSION, requiredInteger(metadata, FileMetaData.VERSION));
  setStructs(footer, FileMetaData.SCHEMA, schemaOf(structs(metadata, FileMetaData.SCHEMA), isWanted));
  setI64(footer, FileMetaData.NUM_ROWS, group.rows);
  setStructs(footer, FileMetaData.ROW_GROUPS, [rowGroup]);
  const written = writeThriftStruct(footer);
  return new Uint8Array(Buffer.concat([...pieces, written, trailerOf(written.length)]));
}

/** The elements of some columns, with the root that they have then. */
function schemaOf(
  [root, ...elements]: readonly ThriftStruct[],
  isWanted: (column: string) => boolean,
): ThriftStruct[] {
  if (root === undefined) throw new Error('it has no schema');
  const kept: ThriftStruct[] = [];
  let columns = 0;
  for (let start = 0, end: number; start < elements.length; start = end) {
    end = start;
    // A column ends where no element is waited for any more.
    for (let awaited = 1; awaited > 0 && end < elements.length; end++)
      awaited += (integer(elements[end]!, SchemaElement.NUM_CHILDREN) ?? 0) - 1;
    if (!isWanted(requiredText(elements[start]!, SchemaElement.NAME))) continue;
    kept.push(...elements.slice(start, end));
    columns += 1;
  }
  const own: ThriftStruct = new Map(root);
  setI32(own, SchemaElement.NUM_CHILDREN, columns);
  return [own, ...kept];
}

/** Chunks that lie one behind the other, to be read at once. */
export function stretches(chunks: readonly StoredChunk[]): StoredChunk[][] {
  const found: StoredChunk[][] = [];
  let end = NaN;
  for (const chunk of chunks.toSorted((a, b) => a.start - b.start)) {
    if (chunk.start === end) found.at(-1)!.push(chunk);
    else found.push([chunk]);
    end = chunk.start + chunk.bytes;
  }
  return found;
}

/** What tells the places of a chunk's pages, moved; without what lies elsewhere in the file. */
function moved({ metadata }: StoredChunk, by: number): ThriftStruct {
  const own = new Map(requiredStruct(metadata, ColumnChunk.META_DATA));
  for (const field of [ColumnMetaData.DATA_PAGE, ColumnMetaData.INDEX_PAGE, ColumnMetaData.DICTIONARY_PAGE]) {
    const offset = integer(own, field);
    if (offset) own.set(field, { type: ThriftType.I64, value: BigInt(offset + by) });
    else own.delete(field);
  }
  const elsewhere = [
    ColumnMetaData.STATISTICS,
    ColumnMetaData.BLOOM_FILTER_OFFSET,
    ColumnMetaData.BLOOM_FILTER_LENGTH,
    ColumnMetaData.SIZE_STATISTICS,
  ];
  for (const field of elsewhere) own.delete(field);
  const chunk: ThriftStruct = new Map();
  setI64(chunk, ColumnChunk.FILE_OFFSET, 0);
  chunk.set(ColumnChunk.META_DATA, { type: ThriftType.STRUCT, value: own });
  return chunk;
}

/** Sees that pages fill their chunk and claim no more bytes than the footer said: a page may claim gigabytes. */
function checkPages(pages: Uint8Array, { path, uncompressedBytes }: StoredChunk): void {
  let [position, claimed] = [0, 0];
  while (position < pages.length) {
    const { struct, end } = readThriftStruct(pages, position);
    const compressed = requiredInteger(struct, PageHeader.COMPRESSED_BYTES);
    const uncompressed = requiredInteger(struct, PageHeader.UNCOMPRESSED_BYTES);
    if (compressed < 0 || uncompressed < 0 || end + compressed > pages.length)
      throw new Error(`column ${path.join('.')} has a page that ends outside of it`);
    claimed += uncompressed;
    position = end + compressed;
  }
  if (claimed > uncompressedBytes)
    throw new Error(
      `column ${path.join('.')} has pages of ${claimed} bytes where the footer says ${uncompressedBytes}`,
    );
}
