/** Which rows of a column hold a value: Arrow's bitmap, least significant bit first; absent where all do. */
export interface Validity {
  readonly nulls: number;
  readonly bitmap?: Uint8Array;
}

/** Text: the UTF-8 of row i is `data[offsets[i]..offsets[i + 1]]`. */
export interface Utf8Column {
  readonly kind: 'utf8';
  readonly validity: Validity;
  readonly offsets: Int32Array;
  readonly data: Uint8Array;
}

/** Milliseconds since 1970 in UTC. */
export interface TimestampColumn {
  readonly kind: 'timestamp';
  readonly values: BigInt64Array;
}

/** Vectors: that of row i is `values[offsets[i]..offsets[i + 1]]`. */
export interface VectorColumn {
  readonly kind: 'vector';
  readonly validity: Validity;
  readonly offsets: Int32Array;
  readonly values: Float32Array;
}

/** Multi-vectors: those of row i are the vectors `offsets[i]..offsets[i + 1]` of the inner column. */
export interface MultiVectorColumn {
  readonly kind: 'multiVector';
  readonly validity: Validity;
  readonly offsets: Int32Array;
  readonly vectors: VectorColumn;
}

export interface StructColumn {
  readonly kind: 'struct';
  readonly validity: Validity;
  readonly fields: readonly { readonly name: string; readonly column: VectorColumn | MultiVectorColumn }[];
}

export type Column = Utf8Column | TimestampColumn | VectorColumn | MultiVectorColumn | StructColumn;

/** Rows as columns over typed arrays: what Arrow needs, and what can be transferred to another thread. */
export interface RecordColumns {
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly column: Column }[];
}

/** The buffers of a value made of plain objects and typed arrays, for a transfer to another thread. */
export function transferable(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) transferable(inner, found);
  return [...found];
}

/**
 * Frees the buffers of a value of that kind at once, for whoever is done with them: left to V8, tens of megabytes a part
 * stay until it sees a reason to collect them.
 */
export function freeBuffers(value: unknown): void {
  for (const buffer of transferable(value)) buffer.transfer(0);
}
