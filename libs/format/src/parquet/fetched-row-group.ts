import { ExportError } from '@weaviate-export/entities-export';
import { FileMetaData, requiredInteger, RowGroup, setI32, setI64, setStructs, structs } from './footer.ts';
import type { StoredChunk, StoredFile } from './stored-file.ts';
import { writeThriftStruct, type ThriftStruct } from './thrift-compact.ts';

/**
 * Largest row group that is read, in bytes of its pages, uncompressed: the decoder holds it whole, and again as columns,
 * within the 4 GiB of WebAssembly.
 */
export const MOST_ROW_GROUP_BYTES = 1024 * 1024 * 1024;

/**
 * A row group as it is stored, apart from its file: plain, so that another thread can decode it. `memoryOf` tells what goes
 * there with it.
 */
export interface FetchedRowGroup {
  /** Of the file, for messages. */
  readonly name: string;
  readonly index: number;
  readonly rows: number;
  /** Metadata of a file of this row group alone: a Thrift struct. */
  readonly footer: Uint8Array;
  /** Of each column chunk in it, the pages. Nobody else has their memory. */
  readonly pages: readonly Uint8Array<ArrayBuffer>[];
}

/**
 * Reads the pages of a row group, in the order of the file.
 * @param isWanted tells the columns that are read, by their names; left out, all
 * @throws ExportError PARQUET_INVALID, naming file and row group, or what reading the file throws
 */
export async function fetchRowGroup(
  file: StoredFile,
  index: number,
  isWanted: (column: string) => boolean = () => true,
): Promise<FetchedRowGroup> {
  const { source, metadata } = file;
  const { rows, chunks: all } = file.rowGroups[index]!;
  const fail = (problem: string): ExportError =>
    new ExportError('PARQUET_INVALID', [`${source.name}, row group ${index}: ${problem}`]);
  const chunks = all.filter(({ path }) => isWanted(path[0]!));
  const uncompressed = chunks.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0);
  if (uncompressed > MOST_ROW_GROUP_BYTES)
    throw fail(`it has ${uncompressed} bytes uncompressed: at most ${MOST_ROW_GROUP_BYTES} are allowed`);
  const pages = new Map<StoredChunk, Uint8Array<ArrayBuffer>>();
  for (const stretch of stretches(chunks)) {
    const [first, last] = [stretch[0]!, stretch.at(-1)!];
    const length = last.start + last.bytes - first.start;
    const bytes = ownMemory(await source.read(first.start, length));
    if (bytes.length !== length) throw fail('the file ends too soon');
    for (const chunk of stretch) {
      const start = chunk.start - first.start;
      pages.set(chunk, bytes.subarray(start, start + chunk.bytes));
    }
  }
  const footer = footerOf(metadata, chunks, rows);
  return { name: source.name, index, rows, footer, pages: chunks.map((chunk) => pages.get(chunk)!) };
}

/** The memory that goes to the other thread with it. */
export function memoryOf({ pages }: FetchedRowGroup): ArrayBuffer[] {
  return [...new Set(pages.map(({ buffer }) => buffer))];
}

/** As it is where nothing else lies in its memory: it would go to the other thread as well. */
function ownMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}

function footerOf(metadata: ThriftStruct, chunks: readonly StoredChunk[], rows: number): Uint8Array {
  const rowGroup: ThriftStruct = new Map();
  setStructs(
    rowGroup,
    RowGroup.COLUMNS,
    chunks.map((chunk) => chunk.metadata),
  );
  setI64(rowGroup, RowGroup.TOTAL_BYTES, 0);
  setI64(rowGroup, RowGroup.NUM_ROWS, rows);
  const footer: ThriftStruct = new Map();
  setI32(footer, FileMetaData.VERSION, requiredInteger(metadata, FileMetaData.VERSION));
  setStructs(footer, FileMetaData.SCHEMA, structs(metadata, FileMetaData.SCHEMA));
  setI64(footer, FileMetaData.NUM_ROWS, rows);
  setStructs(footer, FileMetaData.ROW_GROUPS, [rowGroup]);
  return writeThriftStruct(footer);
}

/** Chunks that lie one behind the other, to be read at once. */
function stretches(chunks: readonly StoredChunk[]): StoredChunk[][] {
  const found: StoredChunk[][] = [];
  let end = NaN;
  for (const chunk of chunks.toSorted((a, b) => a.start - b.start)) {
    if (chunk.start === end) found.at(-1)!.push(chunk);
    else found.push([chunk]);
    end = chunk.start + chunk.bytes;
  }
  return found;
}
