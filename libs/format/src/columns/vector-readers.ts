import { DataType, type Data } from 'apache-arrow';
import {
  bytesOf,
  ForeignColumn,
  otherType,
  type RowReader,
  spansOf,
  textsOf,
  valuesOf,
} from './stored-column.ts';

const FLOAT_BYTES = 4;

/** A vector, or the vectors of a multi-vector. */
export type StoredVector = Float32Array | readonly Float32Array[];

/** Vectors that are lists of float32: views of the column. */
export function floatsOf(data: Data): RowReader<Float32Array> {
  const spans = spansOf(data);
  const elements = data.children[0]!;
  const values = valuesOf(elements);
  if (!(values instanceof Float32Array)) throw otherType(data, 'lists of float32');
  if (elements.nullCount > 0) throw new ForeignColumn('has a NULL inside of a vector');
  return (row) => {
    const span = spans(row);
    return span && values.subarray(...span);
  };
}

/** Vectors, each a list, or many of them a row. */
export function vectorsOfLists(data: Data): RowReader<StoredVector> {
  const inner = data.children[0];
  if (inner === undefined || inner.type.children === null || !isListLike(inner.type)) return floatsOf(data);
  const spans = spansOf(data);
  const vectors = floatsOf(inner);
  return (row) => {
    const span = spans(row);
    if (span === null) return null;
    return Array.from({ length: span[1] - span[0] }, (_, index) => {
      const vector = vectors(span[0] + index);
      if (vector === null) throw new ForeignColumn('has a NULL among the vectors of a multi-vector');
      return vector;
    });
  };
}

/** Vectors that are the bytes of float32, little-endian: copies, since the bytes may lie anywhere. */
export function floatsOfBytes(data: Data): RowReader<Float32Array> {
  const bytes = bytesOf(data);
  return (row) => {
    const value = bytes(row);
    if (value === null) return null;
    if (value.length % FLOAT_BYTES !== 0)
      throw new ForeignColumn(`has a vector of ${value.length} bytes, which are no float32`);
    return new Float32Array(value.slice().buffer);
  };
}

/**
 * Vectors by name that are JSON, each an array of numbers.
 * @param multi each is an array of such arrays
 */
export function vectorsOfJson(data: Data, multi: boolean): RowReader<Record<string, StoredVector>> {
  const texts = textsOf(data);
  const vectorOf = multi ? vectorsOfArray : floatsOfArray;
  return (row) => {
    const text = texts(row);
    if (text === null) return null;
    const entries = Object.entries(parse(text)).map(([name, value]) => [name, vectorOf(value)] as const);
    return Object.fromEntries(entries);
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new ForeignColumn(`has no JSON: ${(cause as Error).message}`, { cause });
  }
}

function vectorsOfArray(value: unknown): Float32Array[] {
  if (!Array.isArray(value)) throw new ForeignColumn('has a multi-vector that is no array of vectors');
  return value.map(floatsOfArray);
}

function floatsOfArray(value: unknown): Float32Array {
  if (!Array.isArray(value) || !value.every((element) => typeof element === 'number'))
    throw new ForeignColumn('has a vector that is no array of numbers');
  return Float32Array.from(value);
}

function isListLike(type: DataType): boolean {
  return DataType.isList(type) || DataType.isFixedSizeList(type);
}
