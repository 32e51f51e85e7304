import { ExportError } from '@weaviate-export/entities-export';
import {
  ColumnChunk,
  ColumnMetaData,
  DataPageHeader,
  DataPageHeaderV2,
  integer,
  OffsetIndex,
  PageHeader,
  PageLocation,
  requiredInteger,
  requiredStruct,
  structs,
} from './footer.ts';
import { leavesOf } from './schema-leaves.ts';
import { countRows, PageType } from './page-levels.ts';
import type { StoredChunk, StoredFile } from './stored-file.ts';
import { readThriftStruct, type ThriftStruct } from './thrift-compact.ts';
import { unpackPage } from './page-unpacker.ts';

/**
 * What is read of a large row group at a time, in bytes of its pages, uncompressed: as much as this project's own have. One of up to
 * twice as much is not large.
 */
export const WINDOW_BYTES = 64 * 1024 * 1024;
/** Largest page with lists that is unpacked to count its rows, in bytes: some writers have but one in a row group. */
const MOST_PAGE_BYTES = 128 * 1024 * 1024;
/** Read at a time where a chunk's pages have to be looked for, in bytes. */
const SEARCH_BYTES = 4 * 1024 * 1024;

/** Neighbouring rows of a row group that are read together. Plain. */
export interface RowWindow {
  readonly firstRow: number;
  readonly rows: number;
  /** Of their pages, uncompressed, about. */
  readonly bytes: number;
  /** Of each column chunk, the pages that these rows are in; absent where it is the whole row group. */
  readonly pages?: readonly WindowPages[];
}

/** A run of pages. */
export interface WindowPages {
  /** Where the dictionary lies that they need; of no bytes where there is none. */
  readonly dictionary: Stretch;
  readonly data: Stretch;
  /** Of its first page. */
  readonly firstRow: number;
  readonly rows: number;
}

interface Stretch {
  readonly start: number;
  readonly bytes: number;
}

/** A page, or pages that a row goes on in. */
interface PagePlace extends Stretch {
  readonly firstRow: number;
}

/**
 * A row group in windows of about as many rows each: one where it is not large. A large one with columns of several leaves stays
 * whole: what is in their pages together is not told by pages alone.
 * @throws ExportError PARQUET_INVALID, naming file, row group and column, or what reading the file throws
 */
export async function windowsOf(
  file: StoredFile,
  index: number,
  windowBytes = WINDOW_BYTES,
): Promise<readonly RowWindow[]> {
  const { rows, bytes, chunks } = file.rowGroups[index]!;
  const count = Math.min(rows, Math.ceil(bytes / windowBytes));
  const isFlat = new Set(chunks.map(({ path }) => path[0])).size === chunks.length;
  if (bytes <= 2 * windowBytes || count < 2 || !isFlat) return [{ firstRow: 0, rows, bytes }];
  const places: PagePlace[][] = [];
  for (const chunk of chunks) {
    try {
      places.push(await placesOf(file, chunk, rows));
    } catch (cause) {
      const problem = `column ${chunk.path.join('.')} ${(cause as Error).message}`;
      throw new ExportError('PARQUET_INVALID', [`${file.source.name}, row group ${index}: ${problem}`], {
        cause,
      });
    }
  }
  const most = Math.ceil(rows / count);
  return Array.from({ length: Math.ceil(rows / most) }, (_, window) => {
    const firstRow = window * most;
    const own = Math.min(most, rows - firstRow);
    const pages = chunks.map((chunk, column) => pagesOf(chunk, places[column]!, rows, firstRow, own));
    return { firstRow, rows: own, bytes: Math.ceil((bytes * own) / rows), pages };
  });
}

/** The run of pages in which rows are. */
function pagesOf(
  chunk: StoredChunk,
  places: readonly PagePlace[],
  allRows: number,
  firstRow: number,
  rows: number,
): WindowPages {
  const from = places.findLastIndex((place) => place.firstRow <= firstRow);
  const behind = places.findIndex((place) => place.firstRow >= firstRow + rows);
  const to = behind < 0 ? places.length : behind;
  const [first, last] = [places[from]!, places[to - 1]!];
  return {
    dictionary: { start: chunk.start, bytes: places[0]!.start - chunk.start },
    data: { start: first.start, bytes: last.start + last.bytes - first.start },
    firstRow: first.firstRow,
    rows: (places[to]?.firstRow ?? allRows) - first.firstRow,
  };
}

async function placesOf(file: StoredFile, chunk: StoredChunk, rows: number): Promise<PagePlace[]> {
  const places = (await indexedPlaces(file, chunk, rows)) ?? (await searchedPlaces(file, chunk));
  if (places[0]?.firstRow !== 0) throw new Error('has no pages');
  return places;
}

/** As the offset index tells, where there is one that can be so. */
async function indexedPlaces(
  { source }: StoredFile,
  chunk: StoredChunk,
  rows: number,
): Promise<PagePlace[] | undefined> {
  const start = integer(chunk.metadata, ColumnChunk.OFFSET_INDEX_OFFSET);
  const bytes = integer(chunk.metadata, ColumnChunk.OFFSET_INDEX_LENGTH);
  if (start === undefined || bytes === undefined || start < 0 || start + bytes > source.bytes)
    return undefined;
  let locations: ThriftStruct[];
  try {
    locations = structs(readThriftStruct(await source.read(start, bytes)).struct, OffsetIndex.PAGE_LOCATIONS);
  } catch {
    return undefined;
  }
  const places = locations.map((location) => ({
    start: requiredInteger(location, PageLocation.OFFSET),
    bytes: requiredInteger(location, PageLocation.BYTES),
    firstRow: requiredInteger(location, PageLocation.FIRST_ROW),
  }));
  const end = chunk.start + chunk.bytes;
  const isSound = places.every(({ start: at, bytes: length, firstRow }, page) => {
    const next = places[page + 1] ?? { start: end, firstRow: rows };
    return at + length === next.start && firstRow < next.firstRow;
  });
  return isSound && places.length > 0 && places[0]!.start >= chunk.start ? places : undefined;
}

/** By going through the headers of the pages; of pages with lists, through their levels too. */
async function searchedPlaces({ source, metadata }: StoredFile, chunk: StoredChunk): Promise<PagePlace[]> {
  const path = JSON.stringify(chunk.path);
  const leaf = leavesOf(metadata).find((one) => JSON.stringify(one.path) === path);
  if (leaf === undefined) throw new Error('is not one of the schema');
  const codec = requiredInteger(requiredStruct(chunk.metadata, ColumnChunk.META_DATA), ColumnMetaData.CODEC);
  const reader = new PageSearch(source, chunk);
  const places: PagePlace[] = [];
  let firstRow = 0;
  for (let page; (page = await reader.next()) !== undefined;) {
    const { header, start, bytes } = page;
    const type = requiredInteger(header, PageHeader.TYPE);
    if (type !== PageType.DATA && type !== PageType.DATA_V2) continue;
    let [rows, goesOn] = [0, false];
    if (type === PageType.DATA_V2)
      rows = requiredInteger(
        requiredStruct(header, PageHeader.DATA_PAGE_HEADER_V2),
        DataPageHeaderV2.NUM_ROWS,
      );
    else {
      const own = requiredStruct(header, PageHeader.DATA_PAGE_HEADER);
      const values = requiredInteger(own, DataPageHeader.NUM_VALUES);
      if (leaf.mostRepeated === 0) rows = values;
      else {
        const size = requiredInteger(header, PageHeader.UNCOMPRESSED_BYTES);
        if (size < 0 || size > MOST_PAGE_BYTES) throw new Error(`has a page that claims ${size} bytes`);
        ({ rows, goesOn } = countRows(unpackPage(codec, await reader.body(), size), leaf, values));
      }
    }
    if (rows < 0) throw new Error(`has a page of ${rows} rows`);
    const before = places.at(-1);
    // What a row goes on in is of the page where it begins.
    if (before !== undefined && (goesOn || rows === 0))
      places[places.length - 1] = { ...before, bytes: start + bytes - before.start };
    else places.push({ start, bytes, firstRow });
    firstRow += rows;
  }
  return places;
}

/** Goes from page to page of a chunk. */
class PageSearch {
  readonly #source: StoredFile['source'];
  readonly #chunk: StoredChunk;
  #held = new Uint8Array();
  #heldStart = 0;
  #position: number;
  #body: Stretch = { start: 0, bytes: 0 };

  constructor(source: StoredFile['source'], chunk: StoredChunk) {
    this.#source = source;
    this.#chunk = chunk;
    this.#position = chunk.start;
  }

  async next(): Promise<(Stretch & { readonly header: ThriftStruct }) | undefined> {
    const { start, bytes } = this.#chunk;
    if (this.#position >= start + bytes) return undefined;
    const { struct: header, end } = await this.#header();
    const packed = requiredInteger(header, PageHeader.COMPRESSED_BYTES);
    const page = { start: this.#position, bytes: end + packed, header };
    if (packed < 0 || page.start + page.bytes > start + bytes)
      throw new Error('has a page that ends outside of it');
    this.#body = { start: this.#position + end, bytes: packed };
    this.#position += page.bytes;
    return page;
  }

  /** Of the page that came last, as it is stored. */
  body(): Promise<Uint8Array> {
    return this.#read(this.#body.start, this.#body.bytes);
  }

  async #header(): Promise<ReturnType<typeof readThriftStruct>> {
    const left = this.#chunk.start + this.#chunk.bytes - this.#position;
    const inHand = this.#heldStart + this.#held.length - this.#position;
    try {
      return readThriftStruct(await this.#read(this.#position, Math.min(left, Math.max(inHand, 1))));
    } catch {
      // It may end beyond of what is held.
      this.#held = new Uint8Array();
      return readThriftStruct(await this.#read(this.#position, Math.min(left, SEARCH_BYTES)));
    }
  }

  async #read(start: number, bytes: number): Promise<Uint8Array> {
    const at = start - this.#heldStart;
    if (at < 0 || at + bytes > this.#held.length) {
      const end = this.#chunk.start + this.#chunk.bytes;
      this.#held = new Uint8Array(
        await this.#source.read(start, Math.max(bytes, Math.min(SEARCH_BYTES, end - start))),
      );
      this.#heldStart = start;
      if (this.#held.length < bytes) throw new Error('ends beyond the file');
      return this.#held.subarray(0, bytes);
    }
    return this.#held.subarray(at, at + bytes);
  }
}
