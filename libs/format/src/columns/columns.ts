/**
 * The values of a column as Arrow lays them out in memory. Its type is that of the field in the schema.
 * Source: https://arrow.apache.org/docs/format/Columnar.html
 */
export interface Column {
  readonly length: number;
  readonly nulls: number;
  /** Which values there are, least significant bit first; absent where all are. */
  readonly validity?: Uint8Array;
  /** Of text, bytes and lists: value i is `offsets[i]..offsets[i + 1]` of the values or of the child. */
  readonly offsets?: Int32Array;
  /** Numbers, or the bytes of text one behind the other, or the bits of booleans. */
  readonly values?: Uint8Array | Float32Array | Float64Array | BigInt64Array;
  /** The one child of a list, the fields of a struct. */
  readonly children?: readonly Column[];
}

/** Rows as columns over typed arrays, in the order of the layout: they can be transferred to another thread. */
export interface RecordColumns {
  readonly rows: number;
  readonly columns: readonly Column[];
}

export function isNull({ validity }: Column, index: number): boolean {
  return validity !== undefined && (validity[index >> 3]! & (1 << (index & 7))) === 0;
}

/** The buffers of a value made of plain objects and typed arrays, for a transfer to another thread; not those shared. */
export function transferable(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) transferable(inner, found);
  return [...found];
}
