import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { giveBackMemory, lendMemory } from '../columns/column-memory.ts';
import type { Codec } from './codec.ts';
import { bytesOf, copyBytes, type PageBytes } from './page-bytes.ts';
import { pageSample } from './page-sample.ts';
import { storedFrame } from './zstd-frame.ts';

/** What a page is compressed into at a time, at the most: more than most take. */
const CHUNK_BYTES = 1024 * 1024 + 128 * 1024;
/** Of zstd, where no level is asked for. */
const ZSTD_LEVEL = 1;
/** A table for 2^8 places where a match could begin. */
const SHORT_TABLE = { [constants.ZSTD_c_hashLog]: 8 };
/** What a page has to shrink by to be compressed, where no level is asked for: an eighth of its bytes. */
const LEAST_GAIN = 1 / 8;
/**
 * The largest page that is stored. A frame of one segment has a window of its size, and decoders need not have one above
 * 8 MiB. Larger pages are of one value each.
 */
const LARGEST_STORED_BYTES = 8 * 1024 * 1024;

/**
 * The smallest frame of a content that is not empty: magic number, descriptor and content size, a block's header and a byte.
 * A page that would not gain enough by it is stored without a try, each of which takes a context of its own.
 */
const LEAST_FRAME_BYTES = 4 + 2 + 3 + 1;

/** Codecs that Node has of its own: three times as fast as the encoder's, which run in WebAssembly. */
const NATIVE_CODECS = ['zstd', 'gzip', 'none'] as const;
export type NativeCodec = (typeof NATIVE_CODECS)[number];

/** How pages are compressed. */
export interface PageCodec {
  readonly codec: NativeCodec;
  /** Absent, zstd stores what gains too little. */
  readonly level?: number;
}

/** What comes behind a page's header; disposal gives back the memory that it does not share with the page. */
export interface CompressedPage extends Disposable {
  readonly pieces: PageBytes;
  readonly bytes: number;
}

export type PageCompressor = (page: PageBytes) => CompressedPage;

export function isNative<Pages extends { readonly codec: Codec }>(
  pages: Pages,
): pages is Pages & { readonly codec: NativeCodec } {
  return (NATIVE_CODECS as readonly Codec[]).includes(pages.codec);
}

export function pageCompressor({ codec, level }: PageCodec): PageCompressor {
  switch (codec) {
    case 'zstd':
      return level === undefined ? storedUnlessSmaller : (page) => whole(page, (bytes) => zstd(bytes, level));
    case 'gzip':
      return (page) => whole(page, (bytes) => gzip(bytes, level));
    case 'none':
      return (page) => compressed(page);
  }
}

/**
 * Compresses the pages of one column of vectors whose bytes are split, as `pageCompressor` does: each is its levels and its
 * numbers. Split numbers seldom match anything: with a short table of places zstd takes half the time for them, and most
 * get smaller as well, since a match by chance takes more than its bytes do. The first page tells whether that holds, as it
 * does not for vectors that repeat.
 */
export function splitPageCompressor(pages: PageCodec): PageCompressor {
  const { codec, level = ZSTD_LEVEL } = pages;
  if (codec !== 'zstd' || level !== ZSTD_LEVEL) return pageCompressor(pages);
  let isShort: boolean | undefined;
  const compress = (bytes: Uint8Array): Uint8Array => {
    if (isShort !== undefined) return zstd(bytes, level, isShort ? SHORT_TABLE : {});
    const usual = zstd(bytes, level);
    const short = zstd(bytes, level, SHORT_TABLE);
    isShort = short.length < usual.length;
    giveBackMemory(isShort ? usual : short);
    return isShort ? short : usual;
  };
  return (page) => whole(page, compress);
}

/** Compresses a page with zstd, and stores it where that gains too little. */
function storedUnlessSmaller(page: PageBytes): CompressedPage {
  const bytes = bytesOf(page);
  if (!isSmaller(LEAST_FRAME_BYTES, bytes)) return stored(page);
  if (bytes > LARGEST_STORED_BYTES) return whole(page, (all) => zstd(all));
  const sample = pageSample(page);
  if (sample !== undefined && !shrinks(sample)) return stored(page);
  const result = whole(page, (all) => zstd(all));
  if (isSmaller(result.bytes, bytes)) return result;
  result[Symbol.dispose]();
  return stored(page);
}

function isSmaller(compressedBytes: number, bytes: number): boolean {
  return compressedBytes <= bytes * (1 - LEAST_GAIN);
}

function shrinks(sample: Uint8Array): boolean {
  return isSmaller(zstd(sample).length, sample.length);
}

const stored = (page: PageBytes): CompressedPage => compressed(storedFrame(page));

/** @param own memory of the pieces that is not the page's */
function compressed(pieces: PageBytes, own?: Uint8Array): CompressedPage {
  return { pieces, bytes: bytesOf(pieces), [Symbol.dispose]: () => giveBackMemory(own) };
}

/** Compresses a page in one piece. */
function whole(page: PageBytes, compress: (bytes: Uint8Array) => Uint8Array): CompressedPage {
  const [first, ...others] = page;
  if (first !== undefined && others.length === 0) {
    const result = compress(first);
    return compressed([result], result);
  }
  const bytes = bytesOf(page);
  const joined = new Uint8Array(lendMemory(bytes), 0, bytes);
  copyBytes(page, 0, joined);
  const result = compress(joined);
  giveBackMemory(joined);
  return compressed([result], result);
}

function gzip(bytes: Uint8Array, level?: number): Uint8Array {
  return gzipSync(bytes, { chunkSize: chunkFor(bytes), ...(level !== undefined && { level }) });
}

function zstd(bytes: Uint8Array, level = ZSTD_LEVEL, params: Record<number, number> = {}): Uint8Array {
  return zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: level, ...params },
    chunkSize: chunkFor(bytes),
  });
}

/** Room for what does not shrink, and so large that it is never a part of Node's pool. */
function chunkFor({ length }: Uint8Array): number {
  return Math.min(CHUNK_BYTES, length + (length >> 6) + 2 * Buffer.poolSize);
}
