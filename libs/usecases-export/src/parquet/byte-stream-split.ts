/**
 * Writes floats in the encoding BYTE_STREAM_SPLIT: first the lowest bytes of all of them, then the second ones, and so on.
 * Bits are kept, those of a NaN too.
 * Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/#BYTESTREAMSPLIT
 * @param out takes 4 bytes a float, from `start` on
 */
export function byteStreamSplit(floats: Float32Array, out: Uint8Array, start: number): void {
  const words = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const second = start + words.length;
  const third = second + words.length;
  const fourth = third + words.length;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    out[start + index] = word;
    out[second + index] = word >>> 8;
    out[third + index] = word >>> 16;
    out[fourth + index] = word >>> 24;
  }
}
