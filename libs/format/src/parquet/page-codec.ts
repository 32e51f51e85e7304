import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { giveBackMemory } from '../columns/column-memory.ts';
import { CODEC_LEVELS, type Codec } from './codec.ts';

/** What a page is compressed into at a time: more than most take, and so large that it is never a part of Node's pool. */
const CHUNK_BYTES = 1024 * 1024 + 128 * 1024;
const ZSTD = {
  params: { [constants.ZSTD_c_compressionLevel]: CODEC_LEVELS.zstd! },
  chunkSize: CHUNK_BYTES,
};
/** With a table for 2^8 places where a match could begin. */
const ZSTD_SHORT_TABLE = { ...ZSTD, params: { ...ZSTD.params, [constants.ZSTD_c_hashLog]: 8 } };

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

/**
 * Compresses the pages of one column of vectors, as `compressPage` does. Split numbers seldom match anything: with a
 * short table of places zstd takes half the time for them, and most get smaller as well, since a match by chance takes
 * more than its bytes do. The first page tells whether that holds, as it does not for vectors that repeat.
 */
export function vectorPageCompressor(codec: NativeCodec): (page: Uint8Array) => Uint8Array {
  if (codec !== 'zstd') return COMPRESS[codec];
  let settings: typeof ZSTD | undefined;
  return (page) => {
    if (settings !== undefined) return zstdCompressSync(page, settings);
    const usual = zstdCompressSync(page, ZSTD);
    const short = zstdCompressSync(page, ZSTD_SHORT_TABLE);
    const isSmaller = short.length < usual.length;
    settings = isSmaller ? ZSTD_SHORT_TABLE : ZSTD;
    giveBackMemory(isSmaller ? usual : short);
    return isSmaller ? short : usual;
  };
}
