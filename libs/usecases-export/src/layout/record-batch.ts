import {
  Float32,
  makeData,
  RecordBatch,
  Struct,
  TimestampMillisecond,
  Utf8,
  type Data,
  type DataType,
  type List,
  type Schema,
} from 'apache-arrow';
import { MULTI_VECTOR_TYPE, VECTOR_TYPE } from './arrow-schema.ts';
import type { Column, RecordColumns, Validity, VectorColumn } from './columns.ts';

/** Columns as an Arrow RecordBatch over the same memory: nothing is copied and no builder runs. */
export function toRecordBatch(schema: Schema, { rows, columns }: RecordColumns): RecordBatch {
  const children = columns.map(({ column }, index) =>
    toData(column, schema.fields[index]!.type as DataType, rows),
  );
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children: children as never }),
  );
}

function toData(column: Column, type: DataType, rows: number): Data {
  switch (column.kind) {
    case 'utf8':
      return makeData({
        type: new Utf8(),
        length: rows,
        ...nullable(column.validity),
        valueOffsets: column.offsets,
        data: column.data,
      });
    case 'timestamp':
      return makeData({
        type: new TimestampMillisecond('UTC'),
        length: rows,
        nullCount: 0,
        data: column.values,
      });
    case 'vector':
      return vectorData(column);
    case 'multiVector':
      return makeData({
        type: MULTI_VECTOR_TYPE as List,
        length: rows,
        ...nullable(column.validity),
        valueOffsets: column.offsets,
        child: vectorData(column.vectors),
      });
    case 'struct':
      return makeData({
        type: type as Struct,
        length: rows,
        ...nullable(column.validity),
        children: column.fields.map((field) => toData(field.column, VECTOR_TYPE, rows)) as never,
      });
  }
}

function vectorData({ validity, offsets, values }: VectorColumn): Data<List<Float32>> {
  const child = makeData({ type: new Float32(), length: values.length, nullCount: 0, data: values });
  return makeData({
    type: VECTOR_TYPE,
    length: offsets.length - 1,
    ...nullable(validity),
    valueOffsets: offsets,
    child,
  });
}

function nullable({ nulls, bitmap }: Validity): { nullCount: number; nullBitmap?: Uint8Array } {
  return bitmap === undefined ? { nullCount: 0 } : { nullCount: nulls, nullBitmap: bitmap };
}
