import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackPage } from './page-unpacker.ts';

const MEBIBYTE = 1024 * 1024;
const text = Buffer.from('as long as it takes, and so on and on; '.repeat(40));
/** Zeros that take many times their stored bytes. */
const zeros = new Uint8Array(8 * MEBIBYTE);

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

/** A literal byte, and matches of it by runs of 255 in the length. */
function lz4Zeros(size: number): Uint8Array {
  const rest = size - 1 - 4 - 15;
  const runs = Math.floor(rest / 255);
  return Uint8Array.from([0x1f, 0, 1, 0, ...new Array<number>(runs).fill(255), rest % 255]);
}

/** A literal byte, and copies of 64 bytes of it. */
function snappyZeros(size: number): Uint8Array {
  const copies = Math.floor((size - 1) / 64);
  const rest = (size - 1) % 64;
  return Uint8Array.from([
    ...varint(size),
    0,
    0,
    ...new Array<number[]>(copies).fill([(63 << 2) | 2, 1, 0]).flat(),
    ...(rest === 0 ? [] : [((rest - 1) << 2) | 2, 1, 0]),
  ]);
}

const codecs = [
  ['zstd', 6, (bytes: Uint8Array) => zstdCompressSync(bytes)],
  ['gzip', 2, (bytes: Uint8Array) => gzipSync(bytes)],
  ['brotli', 4, (bytes: Uint8Array) => brotliCompressSync(bytes)],
  ['lz4', 7, (bytes: Uint8Array) => lz4Zeros(bytes.length)],
  ['snappy', 1, (bytes: Uint8Array) => snappyZeros(bytes.length)],
] as const;

describe.each(codecs)('a page of %s', (name, codec, pack) => {
  const body = name === 'lz4' || name === 'snappy' ? new Uint8Array(1_000) : text;

  it('is unpacked into what it was', () => {
    expect(Buffer.compare(unpackPage(codec, pack(body), body.length), body)).toBe(0);
  });

  it('is refused where its header says fewer bytes or more', () => {
    for (const size of [0, 1, body.length - 1, body.length + 1])
      expect(() => unpackPage(codec, pack(body), size)).toThrow();
  });

  it('that unpacks into far more than its header says takes no memory for it', () => {
    const packed = pack(name === 'snappy' ? zeros.subarray(0, MEBIBYTE) : zeros);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => unpackPage(codec, packed, 1_000)).toThrow();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MEBIBYTE);
  });

  it('is refused wherever it ends too soon, or a byte of it is another, or gives as many bytes', () => {
    const packed = pack(body);
    for (let length = 0; length < packed.length; length++)
      expect(() => unpackPage(codec, packed.subarray(0, length), body.length)).toThrow();
    for (let index = 0; index < packed.length; index++) {
      const changed = packed.slice();
      changed[index]! ^= 0xff;
      try {
        expect(unpackPage(codec, changed, body.length)).toHaveLength(body.length);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  });
});

it('a page of a codec that is not read here is refused by its number', () => {
  expect(() => unpackPage(3, text, text.length)).toThrow(
    'is compressed by the codec 3, which is not read here',
  );
});
