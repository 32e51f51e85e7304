import { DataType, Type, type Data } from 'apache-arrow';

/** What a column holds is not what it should: told with the column's name, and the row's id where there is one. */
export class ForeignColumn extends Error {
  override readonly name = 'ForeignColumn';
}

/** A column of another type than its reader knows. */
export function otherType({ typeId }: Data, allowed: string): ForeignColumn {
  return new ForeignColumn(`is of the type ${Type[typeId]} where ${allowed} are allowed`);
}

/** The values of a column whose width is fixed, which are of its own type of array. */
export function valuesOf(data: Data): unknown {
  const values: unknown = data.values;
  return values;
}

function offsetsOf(data: Data): Int32Array {
  const offsets: unknown = data.valueOffsets;
  return offsets as Int32Array;
}

/** The value of a row as a reader makes it; null is NULL. */
export type RowReader<T> = (row: number) => T | null;

/** The bytes of texts or of binary values, as views. */
export function bytesOf(data: Data): RowReader<Uint8Array> {
  if (!DataType.isUtf8(data.type) && !DataType.isBinary(data.type)) throw otherType(data, 'texts or bytes');
  const [values, offsets] = [valuesOf(data) as Uint8Array, offsetsOf(data)];
  return (row) => (data.getValid(row) ? values.subarray(offsets[row], offsets[row + 1]) : null);
}

/** Texts; a byte that is not UTF-8 makes the row fail. */
export function textsOf(data: Data): RowReader<string> {
  const bytes = bytesOf(data);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (row) => {
    const value = bytes(row);
    return value === null ? null : utf8.decode(value);
  };
}

/** Integers of 64 bits, under whichever logical type. */
export function integersOf(data: Data): RowReader<bigint> {
  const values = valuesOf(data);
  if (!(values instanceof BigInt64Array)) throw otherType(data, 'integers of 64 bits');
  return (row) => (data.getValid(row) ? values[row]! : null);
}

/** The units of Arrow's timestamps, and how many of them a second has. */
const PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n] as const;
const MICROSECONDS = 1_000_000n;

/** Microseconds since 1970 of timestamps; finer ones fail. */
export function microsecondsIn(data: Data): RowReader<bigint> {
  if (!DataType.isTimestamp(data.type)) throw otherType(data, 'timestamps');
  const perSecond = PER_SECOND[data.type.unit];
  const values = integersOf(data);
  return (row) => {
    const value = values(row);
    if (value === null) return null;
    const scaled = value * MICROSECONDS;
    if (scaled % perSecond !== 0n) throw new ForeignColumn('has a time finer than a microsecond');
    return scaled / perSecond;
  };
}

/** Where the elements of lists lie in their column. */
export function spansOf(data: Data): RowReader<readonly [from: number, to: number]> {
  if (DataType.isFixedSizeList(data.type)) {
    const { listSize } = data.type;
    return (row) => (data.getValid(row) ? [row * listSize, (row + 1) * listSize] : null);
  }
  if (!DataType.isList(data.type)) throw otherType(data, 'lists');
  const offsets = offsetsOf(data);
  return (row) => (data.getValid(row) ? [offsets[row]!, offsets[row + 1]!] : null);
}

/** The columns of a struct, by name. */
export function membersOf(data: Data): Map<string, Data> {
  if (!DataType.isStruct(data.type)) throw otherType(data, 'structs');
  return new Map(data.type.children.map(({ name }, index) => [name, data.children[index]!]));
}
