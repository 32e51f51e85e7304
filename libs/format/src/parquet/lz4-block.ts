const MIN_MATCH = 4;
const LONGER = 15;

/**
 * Unpacks a block of LZ4 into as many bytes as it is to have, and not one more.
 * Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 * @throws Error where it holds fewer or more, or is none
 */
export function unpackLz4(packed: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  let [at, to] = [0, 0];
  const longer = (length: number): number => {
    if (length < LONGER) return length;
    let sum = length;
    for (;;) {
      const byte = packed[at++];
      if (byte === undefined) throw new Error('is no block of LZ4');
      sum += byte;
      if (byte < 255) return sum;
    }
  };
  while (at < packed.length) {
    const token = packed[at++]!;
    const literals = longer(token >> 4);
    if (at + literals > packed.length || to + literals > size)
      throw new Error('is no block of LZ4 of that size');
    output.set(packed.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === packed.length) break;
    const distance = packed[at]! | ((packed[at + 1] ?? 0) << 8);
    at += 2;
    const length = longer(token & 0x0f) + MIN_MATCH;
    if (distance === 0 || distance > to || to + length > size)
      throw new Error('is no block of LZ4 of that size');
    to = repeat(output, to, distance, length);
  }
  if (to !== size) throw new Error(`has ${to} bytes unpacked where its header says ${size}`);
  return output;
}

/** Copies what lies so far before to the end, where both may overlap; returns the new end. */
export function repeat(output: Uint8Array, to: number, distance: number, length: number): number {
  if (distance >= length) output.copyWithin(to, to - distance, to - distance + length);
  else for (let index = 0; index < length; index++) output[to + index] = output[to + index - distance]!;
  return to + length;
}
