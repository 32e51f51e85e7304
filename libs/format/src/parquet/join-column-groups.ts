import { ExportError } from '@weaviate-export/entities-export';
import type { LayoutColumn } from '../layout/layout.ts';
import { Base, type EncodedRowGroup } from './encoded-row-group.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  IntType,
  leaveOpen,
  LogicalType,
  OffsetIndex,
  PageLocation,
  requiredInteger,
  requiredStruct,
  RowGroup,
  SchemaElement,
  setI32,
  setI64,
  setOpen,
  setStructs,
  structs,
} from './footer.ts';
import { relocatable } from './relocatable.ts';
import type { FileChunk, FileColumn, RowGroupFile } from './row-group-file.ts';
import { ThriftType, ThriftWriter, type ThriftStruct } from './thrift-compact.ts';

/**
 * Who wrote a file, as readers look for it: they have workarounds for some writers.
 * Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
export const CREATED_BY = 'weaviate-export version 0.1.0';
/** Of Parquet's enumeration ConvertedType. */
const INT_64 = 18;

/**
 * Makes one row group of files that hold different columns of the same rows. Pages stay where they are, and what tells
 * positions is left open. The files' metadata is used up.
 * @param order all columns, in the order of the row group
 * @param name of the class, for an error
 * @throws ExportError PARQUET_INVALID or ROWS_DIFFER
 */
export function joinColumnGroups(
  order: readonly Pick<LayoutColumn, 'name' | 'saysInt64'>[],
  files: readonly RowGroupFile[],
  name: string,
): EncodedRowGroup {
  const [rows, ...others] = files.map(({ footer }) => requiredInteger(footer, FileMetaData.NUM_ROWS));
  if (rows === undefined || others.some((other) => other !== rows))
    throw new ExportError('ROWS_DIFFER', [name, `its column groups have ${[rows, ...others].join(', ')}`]);
  const columns = order.map(({ name: column }) => theOne(column, files));
  if (files.flatMap((file) => file.columns).length > columns.length)
    throw new ExportError('PARQUET_INVALID', ['a part has a column that its layout has not']);

  const { footer, rowGroup } = files[0]!;
  joinSchema(footer, columns);
  for (const [index, { saysInt64 }] of order.entries())
    if (saysInt64) sayInt64(columns[index]!.column.elements[0]!);
  const chunks = columns.flatMap(({ column }) => column.chunks);
  const pages = columns.flatMap(({ file, column }) => column.chunks.map((chunk) => pagesOf(file, chunk)));
  let position = 0;
  for (const [index, chunk] of chunks.entries()) {
    leavePlacesOpen(chunk, index, position - chunk.start);
    position += chunk.bytes;
  }
  joinRowGroup(rowGroup, chunks);

  const schema = new ThriftWriter();
  schema.value(ThriftType.LIST, footer.get(FileMetaData.SCHEMA)!.value);
  const footerEnd = new ThriftWriter();
  footerEnd.fields(
    [...footer].filter(([id]) => id > FileMetaData.KEY_VALUES),
    FileMetaData.KEY_VALUES,
  );
  footerEnd.stop();
  const metadata = new ThriftWriter();
  metadata.fields(rowGroup);
  return {
    rows,
    pages: contiguous(pages),
    version: requiredInteger(footer, FileMetaData.VERSION),
    schema: schema.bytes(),
    footerEnd: footerEnd.bytes(),
    metadata: relocatable(metadata),
    ...indexesOf(chunks),
  };
}

/** A column, and the file that has it. */
interface Placed {
  readonly file: RowGroupFile;
  readonly column: FileColumn;
}

/** The one column of a name among the files. */
function theOne(name: string, files: readonly RowGroupFile[]): Placed {
  const found = files.flatMap((file) =>
    file.columns.filter((column) => column.name === name).map((column) => ({ file, column })),
  );
  if (found.length !== 1)
    throw new ExportError('PARQUET_INVALID', [`a part has ${found.length} columns ${JSON.stringify(name)}`]);
  return found[0]!;
}

/** Makes the schema of one file that of all columns. */
function joinSchema(footer: ThriftStruct, columns: readonly Placed[]): void {
  const [root] = structs(footer, FileMetaData.SCHEMA);
  setI32(root!, SchemaElement.NUM_CHILDREN, columns.length);
  const elements = [root!, ...columns.flatMap(({ column }) => column.elements)];
  const orders = columns.flatMap(({ column }) => column.chunks.map(({ order }) => order));
  setStructs(footer, FileMetaData.SCHEMA, elements);
  if (orders.every((order) => order !== undefined)) setStructs(footer, FileMetaData.COLUMN_ORDERS, orders);
  else footer.delete(FileMetaData.COLUMN_ORDERS);
  footer.set(FileMetaData.CREATED_BY, { type: ThriftType.BINARY, value: Buffer.from(CREATED_BY, 'utf8') });
}

/** Gives a column of INT64 the logical type INT(64, signed), and what older readers know of it. */
function sayInt64(element: ThriftStruct): void {
  const type: ThriftStruct = new Map([
    [IntType.BIT_WIDTH, { type: ThriftType.BYTE, value: 64 }],
    [IntType.IS_SIGNED, { type: ThriftType.TRUE, value: true }],
  ]);
  const logical: ThriftStruct = new Map([[LogicalType.INTEGER, { type: ThriftType.STRUCT, value: type }]]);
  setI32(element, SchemaElement.CONVERTED_TYPE, INT_64);
  element.set(SchemaElement.LOGICAL_TYPE, { type: ThriftType.STRUCT, value: logical });
}

/** Makes the row group of one file that of all columns; its ordinal is left to the file that it comes into. */
function joinRowGroup(rowGroup: ThriftStruct, chunks: readonly FileChunk[]): void {
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
  setOpen(rowGroup, RowGroup.FILE_OFFSET, ThriftType.I64, { base: Base.PAGES, distance: 0 });
  setI64(rowGroup, RowGroup.TOTAL_COMPRESSED_BYTES, sum(ColumnMetaData.TOTAL_COMPRESSED_BYTES));
  rowGroup.delete(RowGroup.ORDINAL);
}

/** @param by how far the chunk's pages move, seen from the first page of the row group */
function leavePlacesOpen(
  { metadata: chunk, columnIndex, offsetIndex }: FileChunk,
  index: number,
  by: number,
): void {
  if (integer(chunk, ColumnChunk.FILE_OFFSET) !== 0)
    leaveOpen(chunk, ColumnChunk.FILE_OFFSET, Base.PAGES, by);
  const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
  leaveOpen(metadata, ColumnMetaData.DATA_PAGE, Base.PAGES, by);
  leaveOpen(metadata, ColumnMetaData.INDEX_PAGE, Base.PAGES, by);
  leaveOpen(metadata, ColumnMetaData.DICTIONARY_PAGE, Base.PAGES, by);
  // A Bloom filter lies apart from the pages, and is left behind.
  metadata.delete(ColumnMetaData.BLOOM_FILTER_OFFSET);
  metadata.delete(ColumnMetaData.BLOOM_FILTER_LENGTH);
  if (offsetIndex !== undefined) {
    const { OFFSET_INDEX_OFFSET, OFFSET_INDEX_LENGTH } = ColumnChunk;
    setOpen(chunk, OFFSET_INDEX_OFFSET, ThriftType.I64, { base: Base.OFFSET_INDEX, distance: index });
    setOpen(chunk, OFFSET_INDEX_LENGTH, ThriftType.I32, { base: Base.OFFSET_INDEX_BYTES, distance: index });
    for (const location of structs(offsetIndex, OffsetIndex.PAGE_LOCATIONS))
      leaveOpen(location, PageLocation.OFFSET, Base.PAGES, by);
  }
  if (columnIndex !== undefined) {
    const { COLUMN_INDEX_OFFSET, COLUMN_INDEX_LENGTH } = ColumnChunk;
    setOpen(chunk, COLUMN_INDEX_OFFSET, ThriftType.I64, { base: Base.COLUMN_INDEX, distance: index });
    setI32(chunk, COLUMN_INDEX_LENGTH, columnIndex.length);
  }
}

function indexesOf(chunks: readonly FileChunk[]): Pick<EncodedRowGroup, 'columnIndexes' | 'offsetIndexes'> {
  const [columns, offsets] = [new ThriftWriter(), new ThriftWriter()];
  const [columnEnds, offsetEnds] = [new Uint32Array(chunks.length), new Uint32Array(chunks.length)];
  for (const [index, { columnIndex, offsetIndex }] of chunks.entries()) {
    if (columnIndex !== undefined) columns.raw(columnIndex);
    if (offsetIndex !== undefined) offsets.struct(offsetIndex);
    columnEnds[index] = columns.length;
    offsetEnds[index] = offsets.length;
  }
  return {
    columnIndexes: { bytes: columns.bytes(), ends: columnEnds },
    offsetIndexes: { ...relocatable(offsets), ends: offsetEnds },
  };
}

function pagesOf({ file }: RowGroupFile, { start, bytes }: FileChunk): Uint8Array {
  if (start < 0 || bytes < 0 || start + bytes > file.length)
    throw new ExportError('PARQUET_INVALID', ['a column chunk lies outside of its file']);
  return file.subarray(start, start + bytes);
}

/** Pieces that follow one another in memory as one piece: a class may have thousands of columns. */
function contiguous(pieces: readonly Uint8Array[]): Uint8Array[] {
  const joined: Uint8Array[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last?.buffer === piece.buffer && last.byteOffset + last.length === piece.byteOffset)
      joined[joined.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.length + piece.length);
    else joined.push(piece);
  }
  return joined;
}
