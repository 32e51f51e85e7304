import { Data, RecordBatch, Struct, type DataType, type Schema } from 'apache-arrow';
import type { Column, RecordColumns } from './columns.ts';

/** Columns as an Arrow RecordBatch over the same memory: nothing is copied and no builder runs. */
export function toRecordBatch(schema: Schema, { rows, columns }: RecordColumns): RecordBatch {
  const children = schema.fields.map((field, index) => toData(field.type as DataType, columns[index]!));
  return new RecordBatch(schema, new Data(new Struct(schema.fields), 0, rows, 0, undefined, children));
}

function toData(type: DataType, { length, nulls, validity, offsets, values, children = [] }: Column): Data {
  const fields = type.children ?? [];
  const inner = children.map((child, index) => toData(fields[index]!.type as DataType, child));
  return new Data(type, 0, length, nulls, [offsets, values, validity] as never, inner);
}
