import {
  Field,
  Float32,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMillisecond,
  Utf8,
  type Data,
} from 'apache-arrow';
import { DIMENSIONS } from './bench-object.ts';
import { RAW_COLUMNS, type RawColumns } from './raw-columns.ts';

const FLOATS = new List(new Field('item', new Float32(), true));

/** The raw columns as an Arrow table of the columns of an export, in memory. */
export function arrowTable(className: string, raw: RawColumns): Table {
  const rows = raw.id.length / RAW_COLUMNS.id;
  const times = new BigInt64Array(raw.times.buffer, raw.times.byteOffset, rows * 2);
  const floats = new Float32Array(raw.vector.buffer, raw.vector.byteOffset, rows * DIMENSIONS);
  const classNames = Buffer.from(className.repeat(rows), 'latin1');
  const columns = {
    id: text(raw.id, rows),
    class_name: text(classNames, rows),
    creation_time: time(times.filter((_, at) => at % 2 === 0)),
    update_time: time(times.filter((_, at) => at % 2 === 1)),
    vector: makeData({
      type: FLOATS,
      length: rows,
      nullCount: 0,
      valueOffsets: offsets(rows, DIMENSIONS),
      child: makeData({ type: new Float32(), length: floats.length, nullCount: 0, data: floats }),
    }),
    named_vectors: makeData({
      type: FLOATS,
      length: rows,
      nullCount: rows,
      nullBitmap: new Uint8Array(Math.ceil(rows / 8)),
      valueOffsets: new Int32Array(rows + 1),
      child: makeData({ type: new Float32(), length: 0, nullCount: 0, data: new Float32Array(0) }),
    }),
    properties: text(raw.properties, rows),
  };
  const fields = Object.entries(columns).map(([name, { type }]) => new Field(name, type, true));
  const schema = new Schema(fields);
  const struct = makeData({
    type: new Struct(fields),
    length: rows,
    nullCount: 0,
    children: Object.values(columns) as Data[],
  });
  return new Table(schema, [new RecordBatch(schema, struct)]);
}

/** A column of texts of one length. */
function text(bytes: Uint8Array, rows: number): Data<Utf8> {
  return makeData({
    type: new Utf8(),
    length: rows,
    nullCount: 0,
    valueOffsets: offsets(rows, bytes.length / rows),
    data: bytes,
  });
}

function time(milliseconds: BigInt64Array): Data<TimestampMillisecond> {
  return makeData({
    type: new TimestampMillisecond('UTC'),
    length: milliseconds.length,
    nullCount: 0,
    data: milliseconds,
  });
}

function offsets(rows: number, width: number): Int32Array {
  return Int32Array.from({ length: rows + 1 }, (_, row) => row * width);
}
