import { ExportError } from '@weaviate-export/entities-export';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  KeyValue,
  MAGIC,
  requiredInteger,
  requiredStruct,
  RowGroup,
  SchemaElement,
  setI32,
  setI64,
  shift,
  structs,
  trailerOf,
} from './footer.ts';
import {
  takeIndexes,
  withIndexes,
  type IndexPlace,
  type IndexPlaces,
  type PageIndexes,
} from './page-indexes.ts';
import { readRowGroupFile, type FileChunk, type FileColumn, type RowGroupFile } from './row-group-file.ts';
import {
  ThriftType,
  ThriftWriter,
  writeThriftStruct,
  type ThriftField,
  type ThriftStruct,
} from './thrift-compact.ts';

/** Highest ordinal of a row group: the field has 16 bits, and is optional. */
const MAX_ORDINAL = 32_767;
/** Column chunks whose metadata is written in one go: about 1 ms of work. */
const CHUNKS_PER_SLICE = 320;

interface Joined {
  /** The row group's metadata with its offsets in the joined file, but for those of its indexes. */
  readonly metadata: Uint8Array;
  /** Of each column chunk. */
  readonly indexes: readonly PageIndexes[];
}

/**
 * Joins Parquet files of one row group each into one file: those that hold different columns of the same rows into one
 * row group, and row groups one behind the other. Pages are copied as they are, and what tells positions is rewritten.
 * Holds metadata alone, about 2 KB a row group of ten columns.
 */
export class JoinedRowGroups {
  rows = 0;
  readonly #columns: readonly string[];
  #position = MAGIC.length;
  /** The first footer, with the schema and the orders of all columns. */
  #first: ThriftStruct | undefined;
  #schema: Uint8Array | undefined;
  readonly #rowGroups: Joined[] = [];

  /** @param columns names of all columns, in the order of the joined file */
  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  get rowGroups(): number {
    return this.#rowGroups.length;
  }

  /** The schema of the file as Thrift bytes; undefined before the first row group. */
  get schema(): Uint8Array | undefined {
    return this.#schema;
  }

  /**
   * Takes the files of the next row group, each with some of its columns.
   * @returns the bytes that come next in the joined file, as views of those given, and the rows by the footers
   * @throws ExportError PARQUET_INVALID, or ROWS_DIFFER or SCHEMA_DIFFERS with the name given
   */
  append(files: readonly Uint8Array[], name: string): { pages: Uint8Array[]; rows: number } {
    const sources = files.map((file) => readRowGroupFile(file, name));
    const [rows, ...others] = sources.map(({ footer }) => requiredInteger(footer, FileMetaData.NUM_ROWS));
    if (rows === undefined || others.some((other) => other !== rows))
      throw new ExportError('ROWS_DIFFER', [name, `its column groups have ${[rows, ...others].join(', ')}`]);
    const columns = this.#columns.map((column) => theOne(column, sources));
    if (sources.flatMap((source) => source.columns).length > columns.length)
      throw new ExportError('PARQUET_INVALID', ['a part has a column that its layout has not']);
    const { footer, rowGroup } = sources[0]!;
    this.#checkSchema(footer, columns, name);

    const pages: Uint8Array[] = [];
    const indexes: PageIndexes[] = [];
    const start = this.#position;
    for (const { source, column } of columns) {
      for (const chunk of column.chunks) {
        const bytes = pagesOf(source.file, chunk);
        const by = this.#position - chunk.start;
        indexes.push(takeIndexes(source.file, chunk.metadata, by));
        shiftChunk(chunk.metadata, by);
        pages.push(bytes);
        this.#position += bytes.length;
      }
    }
    this.#describe(
      rowGroup,
      start,
      columns.flatMap(({ column }) => column.chunks),
    );
    this.#rowGroups.push({ metadata: writeThriftStruct(rowGroup), indexes });
    this.rows += rows;
    return { pages, rows };
  }

  /**
   * What comes behind the last row group's pages: the indexes and the footer, in pieces, so that a caller can let other
   * work in between.
   */
  *finish(keyValues: ReadonlyMap<string, string>): Generator<Uint8Array> {
    if (this.#first === undefined) throw new ExportError('PARQUET_INVALID', ['a file needs a row group']);
    const locations: IndexPlaces[][] = [];
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

    const perSlice = Math.ceil(CHUNKS_PER_SLICE / this.#rowGroups[0]!.indexes.length);
    for (let from = 0; from < this.#rowGroups.length; from += perSlice) {
      const slice = new ThriftWriter();
      for (let index = from; index < Math.min(from + perSlice, this.#rowGroups.length); index++) {
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

    yield trailerOf(footerBytes);
  }

  /** Puts the schema together, and holds it against that of the first row group. */
  #checkSchema(footer: ThriftStruct, columns: readonly Placed[], name: string): void {
    const [root] = structs(footer, FileMetaData.SCHEMA);
    setI32(root!, SchemaElement.NUM_CHILDREN, columns.length);
    const elements = [root!, ...columns.flatMap(({ column }) => column.elements)];
    const orders = columns.flatMap(({ column }) => column.chunks.map(({ order }) => order));
    setStructs(footer, FileMetaData.SCHEMA, elements);
    if (orders.every((order) => order !== undefined)) setStructs(footer, FileMetaData.COLUMN_ORDERS, orders);
    else footer.delete(FileMetaData.COLUMN_ORDERS);

    const schema = writeThriftStruct(new Map([[FileMetaData.SCHEMA, footer.get(FileMetaData.SCHEMA)!]]));
    this.#first ??= footer;
    this.#schema ??= schema;
    if (Buffer.compare(this.#schema, schema) !== 0)
      throw new ExportError('SCHEMA_DIFFERS', [name, this.rowGroups]);
  }

  /** Makes the row group of one file that of all columns. */
  #describe(rowGroup: ThriftStruct, start: number, chunks: readonly FileChunk[]): void {
    const sum = (field: number): number =>
      chunks.reduce(
        (total, { metadata }) =>
          total + requiredInteger(requiredStruct(metadata, ColumnChunk.META_DATA), field),
        0,
      );
    setStructs(
      rowGroup,
      RowGroup.COLUMNS,
      chunks.map(({ metadata }) => metadata),
    );
    setI64(rowGroup, RowGroup.TOTAL_BYTES, sum(ColumnMetaData.TOTAL_BYTES));
    setI64(rowGroup, RowGroup.FILE_OFFSET, start);
    setI64(rowGroup, RowGroup.TOTAL_COMPRESSED_BYTES, sum(ColumnMetaData.TOTAL_COMPRESSED_BYTES));
    if (this.rowGroups > MAX_ORDINAL) rowGroup.delete(RowGroup.ORDINAL);
    else rowGroup.set(RowGroup.ORDINAL, { type: ThriftType.I16, value: BigInt(this.rowGroups) });
  }

  /** Adds an index to a piece of the file. */
  #place(piece: ThriftWriter, bytes: Uint8Array | undefined): IndexPlace | undefined {
    if (bytes === undefined) return undefined;
    piece.raw(bytes);
    const offset = this.#position;
    this.#position += bytes.length;
    return { offset, length: bytes.length };
  }
}

/** A column, and the file that has it. */
interface Placed {
  readonly source: RowGroupFile;
  readonly column: FileColumn;
}

/** The one column of a name among the files. */
function theOne(name: string, sources: readonly RowGroupFile[]): Placed {
  const found = sources.flatMap((source) =>
    source.columns.filter((column) => column.name === name).map((column) => ({ source, column })),
  );
  if (found.length !== 1)
    throw new ExportError('PARQUET_INVALID', [`a part has ${found.length} columns ${JSON.stringify(name)}`]);
  return found[0]!;
}

function pagesOf(file: Uint8Array, { start, bytes }: FileChunk): Uint8Array {
  if (start < MAGIC.length || bytes < 0 || start + bytes > file.length)
    throw new ExportError('PARQUET_INVALID', ['a column chunk lies outside of its file']);
  return file.subarray(start, start + bytes);
}

function shiftChunk(chunk: ThriftStruct, by: number): void {
  if (integer(chunk, ColumnChunk.FILE_OFFSET) !== 0) shift(chunk, ColumnChunk.FILE_OFFSET, by);
  const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
  shift(metadata, ColumnMetaData.DATA_PAGE, by);
  shift(metadata, ColumnMetaData.INDEX_PAGE, by);
  shift(metadata, ColumnMetaData.DICTIONARY_PAGE, by);
  // A Bloom filter lies apart from the pages, and is left behind.
  metadata.delete(ColumnMetaData.BLOOM_FILTER_OFFSET);
  metadata.delete(ColumnMetaData.BLOOM_FILTER_LENGTH);
}

function setStructs(struct: ThriftStruct, field: number, items: ThriftStruct[]): void {
  struct.set(field, { type: ThriftType.LIST, value: { elementType: ThriftType.STRUCT, items } });
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
