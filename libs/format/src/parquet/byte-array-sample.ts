import { isNull, type Column } from '../columns/columns.ts';

/**
 * Bytes of a value that the encoder is shown at the most. Its statistics keep 64 of them, so a longer one looks the same
 * to it, unless it has no way to go up: all of 64 bytes are the highest there are.
 */
export const SHOWN_BYTES = 1024;
const [FIRST_BITS, CONTINUATION] = [0xc0, 0x80];

/** Two values of a column of texts or bytes, for the encoder to keep statistics of. */
export interface ByteArraySample {
  /** The lowest and the highest value, by their bytes; NULLs where there is none. */
  readonly column: Column;
  /** The highest is longer than what is in the column. */
  readonly isHighestCut: boolean;
}

export function byteArraySample(column: Column): ByteArraySample {
  const values = column.values as Uint8Array;
  const valueAt = (row: number): Uint8Array =>
    values.subarray(column.offsets![row], column.offsets![row + 1]);
  let lowest: Uint8Array | undefined;
  let highest: Uint8Array | undefined;
  for (let row = 0; row < column.length; row++) {
    if (isNull(column, row)) continue;
    const value = valueAt(row);
    if (lowest === undefined || compare(value, lowest) < 0) lowest = value;
    if (highest === undefined || compare(value, highest) > 0) highest = value;
  }
  if (lowest === undefined || highest === undefined)
    return {
      column: {
        length: 2,
        nulls: 2,
        validity: Uint8Array.of(0),
        offsets: new Int32Array(3),
        values: new Uint8Array(),
      },
      isHighestCut: false,
    };
  const [from, to] = [shown(lowest), shown(highest)];
  return {
    column: {
      length: 2,
      nulls: 0,
      offsets: Int32Array.of(0, from.length, from.length + to.length),
      values: new Uint8Array(Buffer.concat([from, to])),
    },
    isHighestCut: to.length < highest.length,
  };
}

/** As Parquet orders texts and bytes: by their bytes, without sign. */
function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return a.length - b.length;
}

/** The value, or so much of it that no character is cut through. */
function shown(value: Uint8Array): Uint8Array {
  if (value.length <= SHOWN_BYTES) return value;
  let end = SHOWN_BYTES;
  while (end > 0 && (value[end]! & FIRST_BITS) === CONTINUATION) end--;
  return value.subarray(0, end);
}
