import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { constants, zstdCompressSync } from 'node:zlib';

/** What one thread compresses: some rows of all columns. */
export interface ZstdOrder {
  readonly columns: readonly { readonly width: number; readonly buffer: SharedArrayBuffer }[];
  /** Compressed before it is ready, and not counted. */
  readonly warmUpRows: number;
  readonly firstRow: number;
  readonly endRow: number;
}

/** What a Parquet page holds by default. */
const PIECE_BYTES = 1024 * 1024;
const LEVEL = 1;

const { columns, warmUpRows, firstRow, endRow } = workerData as ZstdOrder;
const start = once(parentPort!, 'message');
compressRows(firstRow, Math.min(endRow, firstRow + warmUpRows));
parentPort!.postMessage('ready');
await start;
parentPort!.postMessage(compressRows(firstRow, endRow));

/** Gives the compressed bytes. */
function compressRows(from: number, to: number): number {
  let size = 0;
  for (const { width, buffer } of columns) {
    const bytes = new Uint8Array(buffer, from * width, (to - from) * width);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      size += zstdCompressSync(piece, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }).length;
    }
  }
  return size;
}
