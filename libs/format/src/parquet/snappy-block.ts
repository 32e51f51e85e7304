import { repeat } from './lz4-block.ts';

/**
 * Unpacks a block of Snappy into as many bytes as it is to have, and not one more.
 * Source: https://github.com/google/snappy/blob/main/format_description.txt
 * @throws Error where it holds fewer or more, or is none
 */
export function unpackSnappy(packed: Uint8Array, size: number): Uint8Array {
  let [at, to, told] = [0, 0, 0];
  const next = (): number => {
    const byte = packed[at++];
    if (byte === undefined) throw new Error('is no block of Snappy');
    return byte;
  };
  const integer = (bytes: number): number => {
    let value = 0;
    for (let index = 0; index < bytes; index++) value += next() * 2 ** (8 * index);
    return value;
  };
  for (let shift = 0; ; shift += 7) {
    const byte = next();
    told += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
    if (shift > 28) throw new Error('is no block of Snappy');
  }
  if (told !== size) throw new Error(`has ${told} bytes unpacked where its header says ${size}`);
  const output = new Uint8Array(size);
  while (at < packed.length) {
    const tag = next();
    const high = tag >> 2;
    if ((tag & 3) === 0) {
      const length = (high < 60 ? high : integer(high - 59)) + 1;
      if (at + length > packed.length || to + length > size)
        throw new Error('is no block of Snappy of that size');
      output.set(packed.subarray(at, at + length), to);
      at += length;
      to += length;
      continue;
    }
    const isShort = (tag & 3) === 1;
    const length = isShort ? (high & 7) + 4 : high + 1;
    const distance = isShort ? ((tag >> 5) << 8) | next() : integer((tag & 3) === 2 ? 2 : 4);
    if (distance === 0 || distance > to || to + length > size)
      throw new Error('is no block of Snappy of that size');
    to = repeat(output, to, distance, length);
  }
  if (to !== size) throw new Error(`has ${to} bytes unpacked where its header says ${size}`);
  return output;
}
