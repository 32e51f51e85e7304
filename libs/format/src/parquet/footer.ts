import { ExportError } from '@weaviate-export/entities-export';
import {
  OpenInteger,
  readThriftStruct,
  ThriftType,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
} from './thrift-compact.ts';

/**
 * Field ids of Parquet's metadata that joining files touches.
 * Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
export const FileMetaData = {
  VERSION: 1,
  SCHEMA: 2,
  NUM_ROWS: 3,
  ROW_GROUPS: 4,
  KEY_VALUES: 5,
  CREATED_BY: 6,
  COLUMN_ORDERS: 7,
} as const;
export const SchemaElement = {
  TYPE: 1,
  TYPE_LENGTH: 2,
  REPETITION: 3,
  NAME: 4,
  NUM_CHILDREN: 5,
  CONVERTED_TYPE: 6,
  LOGICAL_TYPE: 10,
} as const;
export const LogicalType = { INTEGER: 10 } as const;
export const IntType = { BIT_WIDTH: 1, IS_SIGNED: 2 } as const;
export const RowGroup = {
  COLUMNS: 1,
  TOTAL_BYTES: 2,
  NUM_ROWS: 3,
  FILE_OFFSET: 5,
  TOTAL_COMPRESSED_BYTES: 6,
  ORDINAL: 7,
} as const;
export const ColumnChunk = {
  FILE_OFFSET: 2,
  META_DATA: 3,
  OFFSET_INDEX_OFFSET: 4,
  OFFSET_INDEX_LENGTH: 5,
  COLUMN_INDEX_OFFSET: 6,
  COLUMN_INDEX_LENGTH: 7,
} as const;
export const ColumnMetaData = {
  TYPE: 1,
  ENCODINGS: 2,
  PATH: 3,
  CODEC: 4,
  NUM_VALUES: 5,
  TOTAL_BYTES: 6,
  TOTAL_COMPRESSED_BYTES: 7,
  DATA_PAGE: 9,
  INDEX_PAGE: 10,
  DICTIONARY_PAGE: 11,
  STATISTICS: 12,
  ENCODING_STATS: 13,
  BLOOM_FILTER_OFFSET: 14,
  BLOOM_FILTER_LENGTH: 15,
  SIZE_STATISTICS: 16,
} as const;
export const Statistics = { NULLS: 3, MAX: 5, MIN: 6, MAX_IS_EXACT: 7 } as const;
export const SizeStatistics = { BYTE_ARRAY_BYTES: 1, DEFINITION_LEVELS: 3 } as const;
export const OffsetIndex = { PAGE_LOCATIONS: 1, BYTE_ARRAY_BYTES: 2 } as const;
export const PageEncodingStats = { ENCODING: 2, COUNT: 3 } as const;
export const PageLocation = { OFFSET: 1, BYTES: 2, FIRST_ROW: 3 } as const;
export const PageHeader = {
  TYPE: 1,
  UNCOMPRESSED_BYTES: 2,
  COMPRESSED_BYTES: 3,
  CRC: 4,
  DATA_PAGE_HEADER: 5,
  DICTIONARY_PAGE_HEADER: 7,
  DATA_PAGE_HEADER_V2: 8,
} as const;
export const DataPageHeader = { NUM_VALUES: 1, ENCODING: 2, DEFINITION: 3, REPETITION: 4 } as const;
export const DataPageHeaderV2 = {
  NUM_VALUES: 1,
  NUM_ROWS: 3,
  ENCODING: 4,
  DEFINITION_BYTES: 5,
  REPETITION_BYTES: 6,
  IS_COMPRESSED: 7,
} as const;
export const DictionaryPageHeader = { NUM_VALUES: 1 } as const;
export const KeyValue = { KEY: 1, VALUE: 2 } as const;

export const MAGIC = new Uint8Array([0x50, 0x41, 0x52, 0x31]); // PAR1
/** Bytes behind the footer: its length and the magic. */
export const TRAILER_BYTES = 8;

/**
 * The metadata of a whole file in memory, and where it begins.
 * @throws ExportError PARQUET_INVALID
 */
export function readFooter(file: Uint8Array): { footer: ThriftStruct; start: number } {
  const end = file.length - TRAILER_BYTES;
  const hasMagic = (offset: number): boolean => MAGIC.every((byte, index) => file[offset + index] === byte);
  if (end < MAGIC.length || !hasMagic(0) || !hasMagic(file.length - MAGIC.length)) {
    throw new ExportError('PARQUET_INVALID', ['it does not begin and end with PAR1']);
  }
  const start = end - new DataView(file.buffer, file.byteOffset, file.byteLength).getUint32(end, true);
  if (start < MAGIC.length) throw new ExportError('PARQUET_INVALID', ['its footer is longer than the file']);
  // A copy, since the values are views: they must not keep the pages in memory.
  return { footer: readThriftStruct(file.slice(start, end)).struct, start };
}

/** An integer field, as a number; undefined where it is absent. Offsets stay below 2^53. */
export function integer(struct: ThriftStruct, field: number): number | undefined {
  const value = struct.get(field)?.value;
  if (value === undefined) return undefined;
  if (typeof value !== 'bigint') throw otherType(field, 'an integer');
  return Number(value);
}

/** An integer field that the format requires. */
export function requiredInteger(struct: ThriftStruct, field: number): number {
  const value = integer(struct, field);
  if (value === undefined) throw lacking(field);
  return value;
}

/** The structs of a list field; none where it is absent. */
export function structs(struct: ThriftStruct, field: number): ThriftStruct[] {
  const items = list(struct, field);
  if (items?.every((item) => item instanceof Map) === false) throw otherType(field, 'a list of structs');
  return items ?? [];
}

/** The integers of a list field, as numbers; none where it is absent. */
export function integers(struct: ThriftStruct, field: number): number[] {
  const items = list(struct, field);
  if (items?.every((item) => typeof item === 'bigint') === false)
    throw otherType(field, 'a list of integers');
  return (items ?? []).map(Number);
}

/** The texts of a list field; none where it is absent. */
export function texts(struct: ThriftStruct, field: number): string[] {
  const items = list(struct, field);
  if (items?.every((item) => item instanceof Uint8Array) === false) throw otherType(field, 'a list of texts');
  return ((items ?? []) as Uint8Array[]).map(decode);
}

/** A text field that the format requires. */
export function requiredText(struct: ThriftStruct, field: number): string {
  const value = struct.get(field)?.value;
  if (!(value instanceof Uint8Array)) throw lacking(field);
  return decode(value);
}

/** A struct field that the format requires. */
export function requiredStruct(struct: ThriftStruct, field: number): ThriftStruct {
  const value = struct.get(field)?.value;
  if (!(value instanceof Map)) throw lacking(field);
  return value;
}

/** A struct field; undefined where it is absent. */
export function optionalStruct(struct: ThriftStruct, field: number): ThriftStruct | undefined {
  return struct.has(field) ? requiredStruct(struct, field) : undefined;
}

/** Leaves an integer field open where it is there: the number that it has and `by` more, counted from the base. */
export function leaveOpen(struct: ThriftStruct, field: number, base: number, by: number): void {
  const value = integer(struct, field);
  if (value !== undefined) struct.get(field)!.value = new OpenInteger(base, value + by);
}

/** Sets an integer field that is open, in place, or behind the others where it is absent. */
export function setOpen(
  struct: ThriftStruct,
  field: number,
  type: number,
  { base, distance }: { readonly base: number; readonly distance: number },
): void {
  struct.set(field, { type, value: new OpenInteger(base, distance) });
}

/** Sets a field that is a list of structs. */
export function setStructs(struct: ThriftStruct, field: number, items: ThriftStruct[]): void {
  struct.set(field, { type: ThriftType.LIST, value: { elementType: ThriftType.STRUCT, items } });
}

/** Sets an i64 field in place, or behind the others where it is absent. */
export function setI64(struct: ThriftStruct, field: number, value: number): void {
  struct.set(field, { type: ThriftType.I64, value: BigInt(value) });
}

/** Sets an i32 field in place, or behind the others where it is absent. */
export function setI32(struct: ThriftStruct, field: number, value: number): void {
  struct.set(field, { type: ThriftType.I32, value: BigInt(value) });
}

/** Sets a field that is a list of integers, i64 unless told. */
export function setIntegers(
  struct: ThriftStruct,
  field: number,
  values: readonly number[],
  elementType: number = ThriftType.I64,
): void {
  struct.set(field, { type: ThriftType.LIST, value: { elementType, items: values.map(BigInt) } });
}

/** What comes behind a footer of so many bytes. */
export function trailerOf(footerBytes: number): Uint8Array {
  const trailer = new Uint8Array(TRAILER_BYTES);
  new DataView(trailer.buffer).setUint32(0, footerBytes, true);
  trailer.set(MAGIC, TRAILER_BYTES - MAGIC.length);
  return trailer;
}

function list(struct: ThriftStruct, field: number): ThriftValue[] | undefined {
  const value = struct.get(field)?.value;
  if (value === undefined) return undefined;
  const { items } = value as Partial<ThriftList>;
  if (items === undefined) throw otherType(field, 'a list');
  return items;
}

const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function lacking(field: number): ExportError {
  return new ExportError('PARQUET_INVALID', [`the metadata lacks the field ${field}`]);
}

function otherType(field: number, allowed: string): ExportError {
  return new ExportError('PARQUET_INVALID', [`the metadata's field ${field} is not ${allowed}`]);
}
