import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { CODEC_LEVELS, type Codec } from './codec.ts';

/** What a page is compressed into at a time: more than most take, and so large that it is never a part of Node's pool. */
const CHUNK_BYTES = 1024 * 1024 + 128 * 1024;
const ZSTD = {
  params: { [constants.ZSTD_c_compressionLevel]: CODEC_LEVELS.zstd! },
  chunkSize: CHUNK_BYTES,
};

/** Codecs that Node has of its own: three times as fast as the encoder's, which run in WebAssembly. */
const COMPRESS = {
  zstd: (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, ZSTD),
  gzip: (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { chunkSize: CHUNK_BYTES }),
  none: (bytes: Uint8Array): Uint8Array => bytes,
} as const;
export type NativeCodec = keyof typeof COMPRESS;

export function isNative(codec: Codec): codec is NativeCodec {
  return Object.hasOwn(COMPRESS, codec);
}

/** A page's bytes compressed, in memory of their own; with `none` the bytes themselves. */
export function compressPage(bytes: Uint8Array, codec: NativeCodec): Uint8Array {
  return COMPRESS[codec](bytes);
}
