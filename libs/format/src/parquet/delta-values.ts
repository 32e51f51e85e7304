/** Most values of a block, and most parts of one: writers have 128 and 4. */
const MOST_BLOCK_VALUES = 1 << 20;

/** What is known of values in the encoding DELTA_BINARY_PACKED. */
export interface DeltaValues {
  /** Where the bytes behind them begin. */
  readonly end: number;
  readonly count: number;
}

/**
 * Goes through integers of the encoding DELTA_BINARY_PACKED.
 * Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 * @param most values that may be claimed
 * @param visit told each value, of integers of 32 bits; left out, the bytes alone are looked at
 * @throws Error for what is not of that encoding
 */
export function readDelta(
  bytes: Uint8Array,
  start: number,
  most: number,
  visit?: (value: number) => void,
): DeltaValues {
  let position = start;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position++];
      if (byte === undefined || shift > 63) throw new Error('has deltas that end too soon');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  const zigzag = (): number => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const blockValues = varint();
  const parts = varint();
  const count = varint();
  let value = zigzag();
  const each = blockValues / parts;
  if (!(blockValues <= MOST_BLOCK_VALUES && each >= 8 && each % 8 === 0))
    throw new Error(`has blocks of ${blockValues} deltas in ${parts} parts`);
  if (count > most) throw new Error(`has ${count} deltas where ${most} are claimed`);
  if (count > 0) visit?.(value);
  for (let left = count - 1; left > 0;) {
    const least = zigzag();
    const widths = bytes.subarray(position, position + parts);
    position += parts;
    if (position > bytes.length) throw new Error('has deltas that end too soon');
    for (let part = 0; part < parts && left > 0; part++) {
      const width = widths[part]!;
      const end = position + (width * each) / 8;
      if (width > 64 || end > bytes.length) throw new Error('has deltas that end too soon');
      const own = Math.min(each, left);
      if (visit !== undefined) {
        let [at, bits, held] = [position, 0, 0];
        if (width > 32) throw new Error(`has deltas of ${width} bits`);
        for (let index = 0; index < own; index++) {
          while (bits < width) {
            held += bytes[at++]! * 2 ** bits;
            bits += 8;
          }
          const delta = held % 2 ** width;
          held = (held - delta) / 2 ** width;
          bits -= width;
          // They wrap around, as the integers do.
          value = (value + least + delta) | 0;
          visit(value);
        }
      }
      left -= own;
      position = end;
    }
  }
  return { end: position, count };
}
