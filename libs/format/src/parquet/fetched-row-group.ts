import { ExportError } from '@weaviate-export/entities-export';
import { FileMetaData, requiredInteger, RowGroup, setI32, setI64, setStructs, structs } from './footer.ts';
import type { RowWindow, WindowPages } from './row-window.ts';
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
  /** Of a window, where its rows begin in the row group, and in the pages of each column chunk; absent for all rows. */
  readonly window?: FetchedWindow;
  /** Metadata of a file of this row group alone: a Thrift struct. */
  readonly footer: Uint8Array;
  /** Of each column chunk in it, the pages. Nobody else has their memory. */
  readonly pages: readonly Uint8Array<ArrayBuffer>[];
}

export interface FetchedWindow {
  readonly firstRow: number;
  readonly chunks: readonly { readonly lead: number; readonly rows: number }[];
}

/** What of a row group is fetched. */
export interface Fetching {
  /** Tells the columns that are read, by their names; left out, all. */
  readonly isWanted?: (column: string) => boolean;
  /** Left out, all rows. */
  readonly window?: RowWindow | undefined;
}

/**
 * Reads the pages of a row group, in the order of the file.
 * @throws ExportError PARQUET_INVALID, naming file and row group, or what reading the file throws
 */
export async function fetchRowGroup(
  file: StoredFile,
  index: number,
  { isWanted = () => true, window }: Fetching = {},
): Promise<FetchedRowGroup> {
  if (window?.pages !== undefined)
    return fetchWindow(file, index, isWanted, window.firstRow, window.rows, window.pages);
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

async function fetchWindow(
  { source, metadata, rowGroups }: StoredFile,
  index: number,
  isWanted: (column: string) => boolean,
  firstRow: number,
  rows: number,
  places: readonly WindowPages[],
): Promise<FetchedRowGroup> {
  const wanted = rowGroups[index]!.chunks.flatMap((chunk, column) =>
    isWanted(chunk.path[0]!) ? [{ chunk, place: places[column]! }] : [],
  );
  const pages: Uint8Array<ArrayBuffer>[] = [];
  for (const { place } of wanted) {
    const { dictionary, data } = place;
    const bytes = new Uint8Array(dictionary.bytes + data.bytes);
    let at = 0;
    for (const stretch of [dictionary, data]) {
      if (stretch.bytes === 0) continue;
      const read = await source.read(stretch.start, stretch.bytes);
      if (read.length !== stretch.bytes)
        throw new ExportError('PARQUET_INVALID', [
          `${source.name}, row group ${index}: the file ends too soon`,
        ]);
      bytes.set(read, at);
      at += read.length;
    }
    pages.push(bytes);
  }
  const chunks = wanted.map(({ place }) => ({ lead: firstRow - place.firstRow, rows: place.rows }));
  const footer = footerOf(
    metadata,
    wanted.map(({ chunk }) => chunk),
    rows,
  );
  return { name: source.name, index, rows, window: { firstRow, chunks }, footer, pages };
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
