import type { GrowableArray } from '../columns/growable-array.ts';
import { DataPageHeader, PageHeader } from './footer.ts';
import { bytesOf, type PageBytes } from './page-bytes.ts';
import type { PageCompressor } from './page-codec.ts';
import { ThriftType, writeThriftStruct, type ThriftField } from './thrift-compact.ts';

/** Where a page ends, in bytes of its values: at the row that reaches it. As large as those of the encoder. */
export const PAGE_BYTES = 1024 * 1024;
/** Rows of a page at most, which counts where values are short or NULL. */
export const PAGE_ROWS = 20_000;

/** Of Parquet's enumerations. Source: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
export const PageEncoding = { PLAIN: 0, BYTE_STREAM_SPLIT: 9 } as const;
const DATA_PAGE = 0;
const RLE = 3;

/** Where a page lies. */
export interface WrittenPage {
  readonly offset: number;
  /** With its header. */
  readonly bytes: number;
  readonly firstRow: number;
}

/** Writes the data pages (of version 1) of one leaf, one behind the other. */
export class DataPages {
  readonly pages: WrittenPage[] = [];
  /** Of all pages with their headers, before and after compression. */
  uncompressedBytes = 0;
  compressedBytes = 0;
  readonly #out: GrowableArray<Uint8Array>;
  readonly #encoding: number;
  readonly #compress: PageCompressor;

  constructor(out: GrowableArray<Uint8Array>, encoding: number, compress: PageCompressor) {
    this.#out = out;
    this.#encoding = encoding;
    this.#compress = compress;
  }

  /** @param body levels and values; its memory is the caller's */
  add(body: PageBytes, { levels, firstRow }: { readonly levels: number; readonly firstRow: number }): void {
    using compressed = this.#compress(body);
    const header = this.#header(bytesOf(body), compressed.bytes, levels);
    const bytes = header.length + compressed.bytes;
    this.pages.push({ offset: this.#out.length, bytes, firstRow });
    this.#out.append(header);
    for (const piece of compressed.pieces) this.#out.append(piece);
    this.uncompressedBytes += header.length + bytesOf(body);
    this.compressedBytes += bytes;
  }

  #header(uncompressed: number, compressed: number, levels: number): Uint8Array {
    const i32 = (value: number): ThriftField => ({ type: ThriftType.I32, value: BigInt(value) });
    const data = new Map([
      [DataPageHeader.NUM_VALUES, i32(levels)],
      [DataPageHeader.ENCODING, i32(this.#encoding)],
      [DataPageHeader.DEFINITION, i32(RLE)],
      [DataPageHeader.REPETITION, i32(RLE)],
    ]);
    return writeThriftStruct(
      new Map([
        [PageHeader.TYPE, i32(DATA_PAGE)],
        [PageHeader.UNCOMPRESSED_BYTES, i32(uncompressed)],
        [PageHeader.COMPRESSED_BYTES, i32(compressed)],
        [PageHeader.DATA_PAGE_HEADER, { type: ThriftType.STRUCT, value: data }],
      ]),
    );
  }
}
