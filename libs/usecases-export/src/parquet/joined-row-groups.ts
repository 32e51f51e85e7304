import { ExportError } from '@weaviate-export/entities-export';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  KeyValue,
  MAGIC,
  OffsetIndex,
  PageLocation,
  readFooter,
  requiredInteger,
  requiredStruct,
  RowGroup,
  setI64,
  shift,
  structs,
  TRAILER_BYTES,
} from './footer.ts';
import {
  readThriftStruct,
  ThriftType,
  ThriftWriter,
  writeThriftStruct,
  type ThriftField,
  type ThriftStruct,
} from './thrift-compact.ts';

/** Highest ordinal of a row group: the field has 16 bits, and is optional. */
const MAX_ORDINAL = 32_767;
/** Row groups whose metadata is written in one go: about 1 ms of work. */
const ROW_GROUPS_PER_SLICE = 32;

interface Joined {
  /** The row group's metadata with its offsets in the joined file, but for those of its indexes. */
  readonly metadata: Uint8Array;
  /** Of each column: the bytes of its column index, if it has one, and of its offset index. */
  readonly indexes: readonly { readonly column?: Uint8Array; readonly offset?: Uint8Array }[];
}

/**
 * Joins Parquet files of one row group each into one file: their pages are copied as they are, one behind the other, and
 * what tells positions is rewritten. Holds metadata alone, about 2 KB a row group of ten columns.
 */
export class JoinedRowGroups {
  rows = 0;
  #position = MAGIC.length;
  #first: ThriftStruct | undefined;
  #schema: Uint8Array | undefined;
  readonly #rowGroups: Joined[] = [];

  get rowGroups(): number {
    return this.#rowGroups.length;
  }

  /** The schema of the file as Thrift bytes; undefined before the first row group. */
  get schema(): Uint8Array | undefined {
    return this.#schema;
  }

  /**
   * Takes the next file.
   * @returns the bytes that come next in the joined file, a view of the one given, and its rows by its footer
   * @throws ExportError PARQUET_INVALID, or SCHEMA_DIFFERS with the name given
   */
  append(file: Uint8Array, name: string): { pages: Uint8Array; rows: number } {
    const { footer, start } = readFooter(file);
    const [rowGroup, ...others] = structs(footer, FileMetaData.ROW_GROUPS);
    if (rowGroup === undefined || others.length > 0) {
      throw new ExportError('PARQUET_INVALID', [
        `a part has ${others.length + (rowGroup ? 1 : 0)} row groups instead of one`,
      ]);
    }
    const rows = requiredInteger(rowGroup, RowGroup.NUM_ROWS);
    if (rows !== requiredInteger(footer, FileMetaData.NUM_ROWS)) {
      throw new ExportError('ROWS_DIFFER', [
        name,
        `row group ${rows}, footer ${requiredInteger(footer, FileMetaData.NUM_ROWS)}`,
      ]);
    }
    this.#checkSchema(footer, name);

    const by = this.#position - MAGIC.length;
    const chunks = structs(rowGroup, RowGroup.COLUMNS);
    const pagesEnd = Math.min(
      start,
      ...chunks.flatMap((chunk) =>
        [ColumnChunk.COLUMN_INDEX_OFFSET, ColumnChunk.OFFSET_INDEX_OFFSET].map(
          (field) => integer(chunk, field) ?? start,
        ),
      ),
    );
    const indexes = chunks.map((chunk) => takeIndexes(file, chunk, by));
    this.#shiftRowGroup(rowGroup, chunks, by);
    this.#rowGroups.push({ metadata: writeThriftStruct(rowGroup), indexes });
    const pages = file.subarray(MAGIC.length, pagesEnd);
    this.#position += pages.length;
    this.rows += rows;
    return { pages, rows };
  }

  /**
   * What comes behind the last row group's pages: the indexes and the footer, in pieces, so that a caller can let other
   * work in between.
   */
  *finish(keyValues: ReadonlyMap<string, string>): Generator<Uint8Array> {
    if (this.#first === undefined) throw new ExportError('PARQUET_INVALID', ['a file needs a row group']);
    const locations = [];
    for (const { indexes } of this.#rowGroups) {
      const piece = new ThriftWriter();
      locations.push(
        indexes.map(({ column, offset }) => ({
          column: this.#place(piece, column),
          offset: this.#place(piece, offset),
        })),
      );
      yield piece.bytes();
    }
    const schema = this.#first.get(FileMetaData.SCHEMA)!;
    let footerBytes = 0;
    const sized = (bytes: Uint8Array): Uint8Array => {
      footerBytes += bytes.length;
      return bytes;
    };

    const head = new ThriftWriter();
    head.fieldHeader(FileMetaData.VERSION, 0, ThriftType.I32);
    head.value(ThriftType.I32, BigInt(requiredInteger(this.#first, FileMetaData.VERSION)));
    head.fieldHeader(FileMetaData.SCHEMA, FileMetaData.VERSION, ThriftType.LIST);
    head.value(ThriftType.LIST, schema.value);
    head.fieldHeader(FileMetaData.NUM_ROWS, FileMetaData.SCHEMA, ThriftType.I64);
    head.value(ThriftType.I64, BigInt(this.rows));
    head.fieldHeader(FileMetaData.ROW_GROUPS, FileMetaData.NUM_ROWS, ThriftType.LIST);
    head.listHeader(this.#rowGroups.length, ThriftType.STRUCT);
    yield sized(head.bytes());

    for (let from = 0; from < this.#rowGroups.length; from += ROW_GROUPS_PER_SLICE) {
      const slice = new ThriftWriter();
      for (let index = from; index < Math.min(from + ROW_GROUPS_PER_SLICE, this.#rowGroups.length); index++) {
        slice.struct(withIndexes(this.#rowGroups[index]!.metadata, locations[index]!));
      }
      yield sized(slice.bytes());
    }

    const tail = new ThriftWriter();
    const behind = [...this.#first].filter(
      ([id]) => id > FileMetaData.ROW_GROUPS && id !== FileMetaData.KEY_VALUES,
    );
    let previous: number = FileMetaData.ROW_GROUPS;
    for (const [id, field] of [[FileMetaData.KEY_VALUES, keyValueField(keyValues)] as const, ...behind]) {
      tail.fieldHeader(id, previous, field.type);
      tail.value(field.type, field.value);
      previous = id;
    }
    tail.stop();
    yield sized(tail.bytes());

    const trailer = new Uint8Array(TRAILER_BYTES);
    new DataView(trailer.buffer).setUint32(0, footerBytes, true);
    trailer.set(MAGIC, TRAILER_BYTES - MAGIC.length);
    yield trailer;
  }

  #checkSchema(footer: ThriftStruct, name: string): void {
    const field = footer.get(FileMetaData.SCHEMA);
    if (field === undefined || structs(footer, FileMetaData.SCHEMA).length === 0)
      throw new ExportError('PARQUET_INVALID', ['the footer has no schema']);
    const schema = writeThriftStruct(new Map([[FileMetaData.SCHEMA, field]]));
    this.#first ??= footer;
    this.#schema ??= schema;
    if (Buffer.compare(this.#schema, schema) !== 0)
      throw new ExportError('SCHEMA_DIFFERS', [name, this.rowGroups]);
  }

  #shiftRowGroup(rowGroup: ThriftStruct, chunks: readonly ThriftStruct[], by: number): void {
    shift(rowGroup, RowGroup.FILE_OFFSET, by);
    if (this.rowGroups > MAX_ORDINAL) rowGroup.delete(RowGroup.ORDINAL);
    else rowGroup.set(RowGroup.ORDINAL, { type: ThriftType.I16, value: BigInt(this.rowGroups) });
    for (const chunk of chunks) {
      if (integer(chunk, ColumnChunk.FILE_OFFSET) !== 0) shift(chunk, ColumnChunk.FILE_OFFSET, by);
      const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
      for (const field of Object.values(ColumnMetaData)) shift(metadata, field, by);
    }
  }

  /** Adds an index to a piece of the file. */
  #place(piece: ThriftWriter, bytes: Uint8Array | undefined): { offset: number; length: number } | undefined {
    if (bytes === undefined) return undefined;
    piece.raw(bytes);
    const offset = this.#position;
    this.#position += bytes.length;
    return { offset, length: bytes.length };
  }
}

/** The indexes of a chunk: the column index as it is, the offset index with its pages' new places. */
function takeIndexes(
  file: Uint8Array,
  chunk: ThriftStruct,
  by: number,
): { column?: Uint8Array; offset?: Uint8Array } {
  const slice = (at: number, length: number): Uint8Array | undefined => {
    const [offset, bytes] = [integer(chunk, at), integer(chunk, length)];
    return offset === undefined || bytes === undefined ? undefined : file.slice(offset, offset + bytes);
  };
  const column = slice(ColumnChunk.COLUMN_INDEX_OFFSET, ColumnChunk.COLUMN_INDEX_LENGTH);
  const offset = slice(ColumnChunk.OFFSET_INDEX_OFFSET, ColumnChunk.OFFSET_INDEX_LENGTH);
  const indexes: { column?: Uint8Array; offset?: Uint8Array } = {};
  if (column !== undefined) indexes.column = column;
  if (offset !== undefined) {
    const { struct } = readThriftStruct(offset);
    for (const location of structs(struct, OffsetIndex.PAGE_LOCATIONS))
      shift(location, PageLocation.OFFSET, by);
    indexes.offset = writeThriftStruct(struct);
  }
  return indexes;
}

type IndexPlace = { offset: number; length: number } | undefined;

/** A row group's metadata with the places of its columns' indexes. */
function withIndexes(
  metadata: Uint8Array,
  places: readonly { column: IndexPlace; offset: IndexPlace }[],
): ThriftStruct {
  const { struct } = readThriftStruct(metadata);
  structs(struct, RowGroup.COLUMNS).forEach((chunk, index) => {
    const { column, offset } = places[index]!;
    setPlace(chunk, ColumnChunk.OFFSET_INDEX_OFFSET, ColumnChunk.OFFSET_INDEX_LENGTH, offset);
    setPlace(chunk, ColumnChunk.COLUMN_INDEX_OFFSET, ColumnChunk.COLUMN_INDEX_LENGTH, column);
  });
  return struct;
}

function setPlace(chunk: ThriftStruct, offsetField: number, lengthField: number, place: IndexPlace): void {
  if (place === undefined) return;
  setI64(chunk, offsetField, place.offset);
  chunk.set(lengthField, { type: ThriftType.I32, value: BigInt(place.length) });
}

/** The footer's key-value metadata, in order of key. */
function keyValueField(keyValues: ReadonlyMap<string, string>): ThriftField {
  const text = (value: string): ThriftField => ({
    type: ThriftType.BINARY,
    value: Buffer.from(value, 'utf8'),
  });
  const items = [...keyValues]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, value]) =>
        new Map([
          [KeyValue.KEY, text(key)],
          [KeyValue.VALUE, text(value)],
        ]),
    );
  return { type: ThriftType.LIST, value: { elementType: ThriftType.STRUCT, items } };
}
