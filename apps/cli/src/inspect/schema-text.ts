import { type ConvertedType, type LogicalType, type SchemaElement, type SchemaTree } from 'hyparquet';

/** The physical types under the names that Parquet's own notation gives them. */
const PHYSICAL = {
  BOOLEAN: 'boolean',
  INT32: 'int32',
  INT64: 'int64',
  INT96: 'int96',
  FLOAT: 'float',
  DOUBLE: 'double',
  BYTE_ARRAY: 'binary',
  FIXED_LEN_BYTE_ARRAY: 'fixed_len_byte_array',
};

/** The logical types that replaced the converted types, for files that carry the old ones alone (LogicalTypes.md). */
const CONVERTED: Partial<Record<ConvertedType, string>> = {
  UTF8: 'STRING',
  MAP_KEY_VALUE: 'MAP',
  TIME_MILLIS: 'TIME(MILLIS,true)',
  TIME_MICROS: 'TIME(MICROS,true)',
  TIMESTAMP_MILLIS: 'TIMESTAMP(MILLIS,true)',
  TIMESTAMP_MICROS: 'TIMESTAMP(MICROS,true)',
  UINT_8: 'INTEGER(8,false)',
  UINT_16: 'INTEGER(16,false)',
  UINT_32: 'INTEGER(32,false)',
  UINT_64: 'INTEGER(64,false)',
  INT_8: 'INTEGER(8,true)',
  INT_16: 'INTEGER(16,true)',
  INT_32: 'INTEGER(32,true)',
  INT_64: 'INTEGER(64,true)',
};

/**
 * The columns in the message syntax of Apache's own tools, such as
 * `message schema { required binary id (STRING); }`, a line a field.
 */
export function schemaText(message: string, columns: readonly SchemaTree[]): string {
  return [`message ${message} {`, ...columns.flatMap((column) => field(column, '  ')), '}'].join('\n');
}

/** The same for programs. */
export function schemaJson(message: string, columns: readonly SchemaTree[]): SchemaJson {
  return { name: message, columns: columns.map(fieldJson) };
}

export interface SchemaJson {
  readonly name: string;
  readonly columns: readonly FieldJson[];
}

interface FieldJson {
  readonly name: string;
  readonly repetition: string;
  readonly type: string;
  readonly logicalType: string | null;
  readonly fields?: readonly FieldJson[];
}

/** A field's physical type, such as `int64` or `fixed_len_byte_array(16)`; `group` for a nested one. */
function physicalType({ type, type_length }: SchemaElement): string {
  if (!type) return 'group';
  return type === 'FIXED_LEN_BYTE_ARRAY' ? `${PHYSICAL[type]}(${type_length ?? 0})` : PHYSICAL[type];
}

/** What a field's bytes mean, such as `STRING` or `TIMESTAMP(MILLIS,true)`; undefined where the file does not say. */
export function logicalType(element: SchemaElement): string | undefined {
  const { logical_type: logical, converted_type: converted, precision, scale } = element;
  if (logical?.type) return withParameters(logical);
  if (converted === 'DECIMAL') return `DECIMAL(${precision ?? 0},${scale ?? 0})`;
  return converted && (CONVERTED[converted] ?? converted);
}

function field({ element, children }: SchemaTree, indent: string): string[] {
  const logical = logicalType(element);
  const line =
    `${indent}${repetition(element)} ${physicalType(element)} ${element.name}` +
    (logical === undefined ? '' : ` (${logical})`) +
    (element.field_id === undefined ? '' : ` = ${element.field_id}`);
  if (children.length === 0) return [`${line};`];
  return [`${line} {`, ...children.flatMap((child) => field(child, `${indent}  `)), `${indent}}`];
}

function fieldJson({ element, children }: SchemaTree): FieldJson {
  return {
    name: element.name,
    repetition: repetition(element),
    type: physicalType(element),
    logicalType: logicalType(element) ?? null,
    ...(children.length > 0 && { fields: children.map(fieldJson) }),
  };
}

function repetition({ repetition_type }: SchemaElement): string {
  return (repetition_type ?? 'REQUIRED').toLowerCase();
}

function withParameters(logical: LogicalType): string {
  switch (logical.type) {
    case 'DECIMAL':
      return `DECIMAL(${logical.precision},${logical.scale})`;
    case 'TIME':
    case 'TIMESTAMP':
      return `${logical.type}(${logical.unit},${logical.isAdjustedToUTC})`;
    case 'INTEGER':
      return `INTEGER(${logical.bitWidth},${logical.isSigned})`;
    default:
      return logical.type;
  }
}
