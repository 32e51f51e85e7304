import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { unpackLz4 } from './lz4-block.ts';
import { unpackSnappy } from './snappy-block.ts';

/** Of Parquet's enumeration CompressionCodec. */
const UNPACKERS: Readonly<Record<number, (packed: Uint8Array, size: number) => Uint8Array>> = {
  1: unpackSnappy,
  2: (packed, size) => gunzipSync(packed, bounded(size)),
  4: (packed, size) => brotliDecompressSync(packed, bounded(size)),
  6: (packed, size) => zstdDecompressSync(packed, bounded(size)),
  7: unpackLz4,
};
const NOT_COMPRESSED = 0;
/** The least that Node's zlib takes as the size of a piece, in bytes. */
const LEAST_CHUNK_BYTES = 64;
/** A page is unpacked in one piece, unless it is larger than this, in bytes. */
const LARGEST_CHUNK_BYTES = 64 * 1024 * 1024;

/** Node stops as soon as there is more: a few KB may claim to be gigabytes. */
function bounded(size: number): { maxOutputLength: number; chunkSize: number } {
  return {
    maxOutputLength: Math.max(size, 1),
    chunkSize: Math.min(Math.max(size, LEAST_CHUNK_BYTES), LARGEST_CHUNK_BYTES),
  };
}

/**
 * Unpacks a page into as many bytes as its header says, and never more.
 * @param codec of Parquet's enumeration CompressionCodec
 * @throws Error for another codec, and for what unpacks into fewer or more bytes
 */
export function unpackPage(codec: number, packed: Uint8Array, size: number): Uint8Array {
  if (codec === NOT_COMPRESSED) {
    if (packed.length !== size) throw new Error(`has ${packed.length} bytes where its header says ${size}`);
    return packed;
  }
  const unpack = UNPACKERS[codec];
  if (unpack === undefined) throw new Error(`is compressed by the codec ${codec}, which is not read here`);
  if (size === 0 && packed.length === 0) return packed;
  const unpacked = attempt(unpack, packed, size);
  if (unpacked.length !== size)
    throw new Error(`has ${unpacked.length} bytes unpacked where its header says ${size}`);
  return unpacked;
}

function attempt(
  unpack: (packed: Uint8Array, size: number) => Uint8Array,
  packed: Uint8Array,
  size: number,
): Uint8Array {
  try {
    return unpack(packed, size);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Error(`unpacks into more than the ${size} bytes that its header says`, { cause });
    throw new Error(`cannot be unpacked: ${(cause as Error).message}`, { cause });
  }
}
