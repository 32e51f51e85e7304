/** Bits of a run's header that a number's bitwise operators hold. */
const HEADER_BITS = 28;

/**
 * Goes through values of Parquet's RLE and bit-packing hybrid encoding: levels, places in a dictionary, booleans. A run is told at
 * once, however long it claims to be.
 * Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 * @param width bits of a value, at most 32
 * @param count values that are wanted: the last packed ones may be more
 * @param visit told each value and how often it comes
 * @returns where the bytes behind the last value begin
 * @throws Error where there are fewer
 */
export function readHybrid(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  visit: (value: number, times: number) => void,
): number {
  const valueBytes = (width + 7) >> 3;
  let [position, left] = [start, count];
  while (left > 0) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position++];
      if (byte === undefined || shift > HEADER_BITS)
        throw new Error(`has ${count - left} where ${count} are claimed`);
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      for (let byte = 0; byte < valueBytes; byte++) value += (bytes[position++] ?? NaN) * 2 ** (8 * byte);
      const times = Math.min(length, left);
      if (Number.isNaN(value)) throw new Error(`has ${count - left} where ${count} are claimed`);
      if (times > 0) visit(value, times);
      left -= times;
    } else {
      const end = position + length * width;
      if (end > bytes.length) throw new Error(`has ${count - left} where ${count} are claimed`);
      const packed = Math.min(length * 8, left);
      unpack(bytes, position, width, packed, visit);
      left -= packed;
      position = end;
    }
  }
  return position;
}

/** Values of so many bits each, the least significant first. */
function unpack(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  visit: (value: number, times: number) => void,
): void {
  let [position, bits, held] = [start, 0, 0];
  let [before, times] = [-1, 0];
  for (let index = 0; index < count; index++) {
    // Above 24 bits what is held would not fit the bitwise operators: numbers hold 53.
    while (bits < width) {
      held += bytes[position++]! * 2 ** bits;
      bits += 8;
    }
    const size = 2 ** width;
    const value = held % size;
    held = (held - value) / size;
    bits -= width;
    if (value === before) times += 1;
    else {
      if (times > 0) visit(before, times);
      [before, times] = [value, 1];
    }
  }
  if (times > 0) visit(before, times);
}
