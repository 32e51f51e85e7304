import { ExportError } from '@weaviate-export/entities-export';
import { readThriftStruct, ThriftType, type ThriftList, type ThriftStruct } from './thrift-compact.ts';

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
export const RowGroup = { COLUMNS: 1, NUM_ROWS: 3, FILE_OFFSET: 5, ORDINAL: 7 } as const;
export const ColumnChunk = {
  FILE_OFFSET: 2,
  META_DATA: 3,
  OFFSET_INDEX_OFFSET: 4,
  OFFSET_INDEX_LENGTH: 5,
  COLUMN_INDEX_OFFSET: 6,
  COLUMN_INDEX_LENGTH: 7,
} as const;
export const ColumnMetaData = {
  DATA_PAGE: 9,
  INDEX_PAGE: 10,
  DICTIONARY_PAGE: 11,
  BLOOM_FILTER: 14,
} as const;
export const OffsetIndex = { PAGE_LOCATIONS: 1 } as const;
export const PageLocation = { OFFSET: 1 } as const;
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
  return { footer: readThriftStruct(file.subarray(0, end), start).struct, start };
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
  if (value === undefined)
    throw new ExportError('PARQUET_INVALID', [`the metadata lacks the field ${field}`]);
  return value;
}

/** The structs of a list field; none where it is absent. */
export function structs(struct: ThriftStruct, field: number): ThriftStruct[] {
  const value = struct.get(field)?.value;
  if (value === undefined) return [];
  const { items } = value as Partial<ThriftList>;
  if (items?.every((item) => item instanceof Map) !== true) throw otherType(field, 'a list of structs');
  return items;
}

/** A struct field that the format requires. */
export function requiredStruct(struct: ThriftStruct, field: number): ThriftStruct {
  const value = struct.get(field)?.value;
  if (!(value instanceof Map))
    throw new ExportError('PARQUET_INVALID', [`the metadata lacks the field ${field}`]);
  return value;
}

/** Adds to an integer field where it is there. */
export function shift(struct: ThriftStruct, field: number, by: number): void {
  const entry = struct.get(field);
  if (entry === undefined) return;
  if (typeof entry.value !== 'bigint') throw otherType(field, 'an integer');
  entry.value += BigInt(by);
}

/** Sets an i64 field in place, or behind the others where it is absent. */
export function setI64(struct: ThriftStruct, field: number, value: number): void {
  struct.set(field, { type: ThriftType.I64, value: BigInt(value) });
}

function otherType(field: number, allowed: string): ExportError {
  return new ExportError('PARQUET_INVALID', [`the metadata's field ${field} is not ${allowed}`]);
}
