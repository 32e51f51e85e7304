import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { giveBackMemory } from '../columns/column-memory.ts';
import type { Codec } from './codec.ts';

/** What a page is compressed into at a time: more than most take, and so large that it is never a part of Node's pool. */
const CHUNK_BYTES = 1024 * 1024 + 128 * 1024;
/** Of zstd, where no level is asked for. */
const ZSTD_LEVEL = 1;
/** A table for 2^8 places where a match could begin. */
const SHORT_TABLE = { [constants.ZSTD_c_hashLog]: 8 };

/** Codecs that Node has of its own: three times as fast as the encoder's, which run in WebAssembly. */
const NATIVE_CODECS = ['zstd', 'gzip', 'none'] as const;
export type NativeCodec = (typeof NATIVE_CODECS)[number];

/** How pages are compressed. */
export interface PageCodec {
  readonly codec: NativeCodec;
  readonly level?: number;
}

/** A page's bytes compressed, in memory of their own; with `none` the bytes themselves. */
export type PageCompressor = (page: Uint8Array) => Uint8Array;

export function isNative<Pages extends { readonly codec: Codec }>(
  pages: Pages,
): pages is Pages & { readonly codec: NativeCodec } {
  return (NATIVE_CODECS as readonly Codec[]).includes(pages.codec);
}

export function pageCompressor({ codec, level }: PageCodec): PageCompressor {
  switch (codec) {
    case 'zstd':
      return (page) => zstd(page, level);
    case 'gzip':
      return (page) => gzipSync(page, { chunkSize: CHUNK_BYTES, ...(level !== undefined && { level }) });
    case 'none':
      return (page) => page;
  }
}

/**
 * Compresses the pages of one column of vectors whose bytes are split, as `pageCompressor` does. Split numbers seldom match
 * anything: with a short table of places zstd takes half the time for them, and most get smaller as well, since a match by
 * chance takes more than its bytes do. The first page tells whether that holds, as it does not for vectors that repeat.
 */
export function splitPageCompressor(pages: PageCodec): PageCompressor {
  const { codec, level = ZSTD_LEVEL } = pages;
  if (codec !== 'zstd' || level !== ZSTD_LEVEL) return pageCompressor(pages);
  let isShort: boolean | undefined;
  return (page) => {
    if (isShort !== undefined) return zstd(page, level, isShort ? SHORT_TABLE : {});
    const usual = zstd(page, level);
    const short = zstd(page, level, SHORT_TABLE);
    isShort = short.length < usual.length;
    giveBackMemory(isShort ? usual : short);
    return isShort ? short : usual;
  };
}

function zstd(page: Uint8Array, level = ZSTD_LEVEL, params: Record<number, number> = {}): Uint8Array {
  return zstdCompressSync(page, {
    params: { [constants.ZSTD_c_compressionLevel]: level, ...params },
    chunkSize: CHUNK_BYTES,
  });
}
