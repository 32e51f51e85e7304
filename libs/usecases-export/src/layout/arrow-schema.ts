import type { VectorDescription } from '@weaviate-export/entities-export';
import {
  Field,
  FixedSizeList,
  Float32,
  List,
  Schema,
  Struct,
  Table,
  tableToIPC,
  TimestampMillisecond,
  Utf8,
  type DataType,
} from 'apache-arrow';
import type { VectorLengths } from './vector-lengths.ts';

/** Bytes of the end-of-stream mark behind the schema in an IPC stream without batches. */
const IPC_END_BYTES = 8;

/** Parquet's own name for what a list holds; a vector's elements are never NULL. */
const element = new Field('element', new Float32(), false);

export const VECTOR_TYPE = new List(element);
/** A multi-vector's vectors are never NULL either. */
export const MULTI_VECTOR_TYPE = new List(new Field('element', VECTOR_TYPE, false));

/**
 * The Arrow schema of the `standard` layout.
 *
 * Row groups are always encoded with lists. A list and a fixed-size list are the same Parquet; only the Arrow schema in
 * the footer tells them apart, and it is chosen at the end of the file: a vector is a fixed-size list where every row has
 * one, of one length (readers on Arrow C++ refuse a fixed-size list with a NULL, apache/arrow#35692).
 */
export function standardSchema(
  vectors: readonly VectorDescription[],
  fixedLengths: ReadonlyMap<string, number> = new Map(),
): Schema {
  const type = ({ name, multi }: VectorDescription): DataType => {
    // Among a class's vectors only a named one can be a multi-vector.
    if (multi && name !== null) return MULTI_VECTOR_TYPE;
    const length = fixedLengths.get(name ?? '');
    return length === undefined ? VECTOR_TYPE : new FixedSizeList(length, element);
  };
  const unnamed = vectors.find(({ name }) => name === null);
  const named = vectors.filter(({ name }) => name !== null);
  const fields = named.map((vector) => new Field(vector.name!, type(vector), true));
  return new Schema([
    new Field('id', new Utf8(), true),
    new Field('class_name', new Utf8(), true),
    new Field('creation_time', new TimestampMillisecond('UTC'), true),
    new Field('update_time', new TimestampMillisecond('UTC'), true),
    new Field('vector', unnamed === undefined ? VECTOR_TYPE : type(unnamed), true),
    new Field('named_vectors', fields.length === 0 ? VECTOR_TYPE : new Struct(fields), true),
    new Field('properties', new Utf8(), true),
  ]);
}

/** The vectors of a file that may be called fixed-size lists: those of one length that no row lacks. */
export function fixedLengths(
  known: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, VectorLengths>,
): Map<string, number> {
  return new Map(
    [...known].filter(([name, length]) => {
      const lengths = seen.get(name);
      return length > 0 && lengths?.nulls === 0 && lengths.length === length;
    }),
  );
}

/**
 * The value of the footer's `ARROW:schema`: the schema's message of an IPC stream, in base64.
 * Source: https://arrow.apache.org/docs/cpp/parquet.html#roundtripping-arrow-types-and-schema
 */
export function arrowSchemaValue(schema: Schema): string {
  const stream = tableToIPC(new Table(schema), 'stream');
  return Buffer.from(stream.subarray(0, stream.length - IPC_END_BYTES)).toString('base64');
}
