import { readDelta } from './delta-values.ts';
import { readHybrid } from './hybrid-runs.ts';
import type { SchemaLeaf } from './schema-leaves.ts';

/**
 * Of Parquet's enumerations Type and Encoding.
 * Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
export const Physical = { BOOLEAN: 0, FLOAT: 4, BYTE_ARRAY: 6, FIXED_LEN_BYTE_ARRAY: 7 } as const;
const WIDTHS: Readonly<Record<number, number>> = { 1: 4, 2: 8, 3: 12, 4: 4, 5: 8 };
const Encoding = {
  PLAIN: 0,
  PLAIN_DICTIONARY: 2,
  RLE: 3,
  DELTA_BINARY_PACKED: 5,
  DELTA_LENGTH_BYTE_ARRAY: 6,
  DELTA_BYTE_ARRAY: 7,
  RLE_DICTIONARY: 8,
  BYTE_STREAM_SPLIT: 9,
} as const;
const LENGTH_BYTES = 4;

/** What the values of a page take once they are decoded: the bytes of each, and where texts or bytes begin. */
export type DecodedBytes = number;

/** The values of a dictionary, as far as they are needed: how long each is. */
export interface Dictionary {
  readonly count: number;
  /** Absent where all are as long as the type says. */
  readonly lengths?: Uint32Array;
}

/** Bytes of a value of the leaf; undefined for texts and bytes, of which each has a length of its own. */
function widthOf({ type, length }: SchemaLeaf): number | undefined {
  return type === Physical.FIXED_LEN_BYTE_ARRAY ? length : WIDTHS[type];
}

/**
 * Holds the values of a page to the number that its levels say, without making them: every byte is accounted for.
 * @param values those that are there, by the levels
 * @param dictionary of the chunk, where it has one
 * @returns what they take once they are decoded
 * @throws Error for values that are more or fewer, or reach beyond the page
 */
export function checkValues(
  leaf: SchemaLeaf,
  encoding: number,
  bytes: Uint8Array,
  values: number,
  dictionary: Dictionary | undefined,
): DecodedBytes {
  switch (encoding) {
    case Encoding.PLAIN:
      return checkPlain(leaf, bytes, values);
    case Encoding.BYTE_STREAM_SPLIT:
      return checkFixed(bytes, values, widthOf(leaf));
    case Encoding.PLAIN_DICTIONARY:
    case Encoding.RLE_DICTIONARY:
      return checkPlaces(leaf, bytes, values, dictionary);
    case Encoding.RLE:
      readHybrid(bytes, LENGTH_BYTES, 1, values, () => undefined);
      return values;
    case Encoding.DELTA_BINARY_PACKED:
      counted(readDelta(bytes, 0, values).count, values);
      return values * (widthOf(leaf) ?? 0);
    case Encoding.DELTA_LENGTH_BYTE_ARRAY:
      return checkLengths(bytes, 0, values).total + values * LENGTH_BYTES;
    case Encoding.DELTA_BYTE_ARRAY: {
      let shared = 0;
      const { end, count } = readDelta(bytes, 0, values, (length) => {
        if (length < 0) throw new Error(`has a value that shares ${length} bytes with the one before`);
        shared += length;
      });
      counted(count, values);
      return shared + checkLengths(bytes, end, values).total + values * LENGTH_BYTES;
    }
    default:
      throw new Error(`has the encoding ${encoding}, which is not read here`);
  }
}

/** How long the values of a dictionary are, which are PLAIN. */
export function readDictionary(leaf: SchemaLeaf, bytes: Uint8Array, count: number): Dictionary {
  if (leaf.type !== Physical.BYTE_ARRAY) {
    checkPlain(leaf, bytes, count);
    return { count };
  }
  if (count * LENGTH_BYTES > bytes.length)
    throw new Error(`has ${bytes.length} bytes, too few for ${count} values`);
  const lengths = new Uint32Array(count);
  eachLength(bytes, count, (length, index) => (lengths[index] = length));
  return { count, lengths };
}

function checkPlain(leaf: SchemaLeaf, bytes: Uint8Array, values: number): DecodedBytes {
  if (leaf.type === Physical.BOOLEAN) {
    counted(bytes.length, Math.ceil(values / 8), 'bytes of booleans');
    return values;
  }
  if (leaf.type !== Physical.BYTE_ARRAY) return checkFixed(bytes, values, widthOf(leaf));
  eachLength(bytes, values, () => undefined);
  return bytes.length;
}

function checkFixed(bytes: Uint8Array, values: number, width: number | undefined): DecodedBytes {
  if (width === undefined) throw new Error('has an encoding that its type cannot have');
  counted(bytes.length, values * width, 'bytes of values');
  return bytes.length;
}

/** Texts or bytes, each behind its length, to the end of the page. */
function eachLength(bytes: Uint8Array, values: number, visit: (length: number, index: number) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 0;
  for (let index = 0; index < values; index++) {
    if (position + LENGTH_BYTES > bytes.length)
      throw new Error(`has ${index} values where its levels say ${values}`);
    const length = view.getUint32(position, true);
    position += LENGTH_BYTES + length;
    if (position > bytes.length) throw new Error(`has a value of ${length} bytes that ends outside of it`);
    visit(length, index);
  }
  counted(bytes.length, position, 'bytes of values');
}

function checkPlaces(
  leaf: SchemaLeaf,
  bytes: Uint8Array,
  values: number,
  dictionary: Dictionary | undefined,
): DecodedBytes {
  if (dictionary === undefined) throw new Error('needs a dictionary, and there is none');
  if (values === 0) return 0;
  const width = bytes[0] ?? NaN;
  if (!(width <= 32)) throw new Error('has places in a dictionary of more than 32 bits');
  const each = widthOf(leaf) ?? 0;
  let total = 0;
  readHybrid(bytes, 1, width, values, (place, times) => {
    if (place >= dictionary.count)
      throw new Error(`has the place ${place} in a dictionary of ${dictionary.count} values`);
    total += times * (dictionary.lengths === undefined ? each : dictionary.lengths[place]! + LENGTH_BYTES);
  });
  return total;
}

function checkLengths(bytes: Uint8Array, start: number, values: number): { total: number } {
  let total = 0;
  const { end, count } = readDelta(bytes, start, values, (length) => {
    if (length < 0) throw new Error(`has a value of ${length} bytes`);
    total += length;
  });
  counted(count, values);
  counted(bytes.length - end, total, 'bytes of values');
  return { total };
}

function counted(found: number, expected: number, what = 'values'): void {
  if (found !== expected) throw new Error(`has ${found} ${what} where ${expected} are expected`);
}
