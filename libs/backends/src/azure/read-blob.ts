import {
  type BlobDownloadOptions,
  type BlobDownloadResponseParsed,
  type BlockBlobClient,
} from '@azure/storage-blob';
import { Buffer } from 'node:buffer';
import { type SendOptions } from './connection.ts';
import { httpStatusOf } from './errors.ts';
import { isBlobMissing, isFile } from './blob-state.ts';
import { BROKEN_OFF, untilWhole } from './until-whole.ts';

/** Bytes of a blob, and what they are of. */
export interface BlobBytes {
  readonly bytes: Uint8Array;
  /** Of the whole blob. */
  readonly totalBytes: number;
  /** Of the version that the bytes are of. */
  readonly etag: string | undefined;
}

export interface BlobRange {
  readonly start: number;
  /** At least 1. */
  readonly length: number;
  /** Of the version that it has to be. */
  readonly etag?: string | undefined;
}

/** The whole blob, or null where there is no file. */
export async function readBlob(blob: BlockBlobClient, options: SendOptions): Promise<Uint8Array | null> {
  const whole = await getWhole(blob, 0, undefined, options);
  return whole?.bytes ?? null;
}

/** Bytes from `start`, fewer where the blob ends before; null where there is no file. */
export async function readBlobRange(
  blob: BlockBlobClient,
  { start, length, etag }: BlobRange,
  options: SendOptions,
): Promise<BlobBytes | null> {
  try {
    const conditions = etag === undefined ? {} : { ifMatch: etag };
    const whole = await getWhole(blob, start, length, { ...options, conditions });
    if (whole === null) return null;
    const { answer, bytes } = whole;
    const totalBytes = /\/(\d+)$/.exec(answer.contentRange ?? '')?.[1];
    if (totalBytes === undefined) throw new Error('the answer is not of the range that was asked for');
    return { bytes, etag: answer.etag, totalBytes: Number(totalBytes) };
  } catch (error) {
    // The blob ends before the range begins.
    if (httpStatusOf(error) === 416) return { bytes: new Uint8Array(), etag, totalBytes: 0 };
    if (httpStatusOf(error) === 412) throw new Error('it was replaced while it was read', { cause: error });
    throw error;
  }
}

function getWhole(
  blob: BlockBlobClient,
  start: number,
  length: number | undefined,
  options: BlobDownloadOptions & SendOptions,
): Promise<{ readonly answer: BlobDownloadResponseParsed; readonly bytes: Uint8Array } | null> {
  return untilWhole(options, async () => {
    try {
      const answer = await blob.download(start, length, { ...options, maxRetryRequests: 0 });
      const bytes = await bytesOf(answer.readableStreamBody ?? []);
      return isFile(answer.metadata) ? { answer, bytes } : null;
    } catch (error) {
      if (isBlobMissing(error)) return null;
      throw error;
    }
  });
}

async function bytesOf(body: AsyncIterable<unknown> | Iterable<unknown>): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of body) pieces.push(piece as Buffer);
  } catch (error) {
    // The SDK gives resets many names, that of an abort among them.
    throw Object.assign(new Error('the answer broke off', { cause: error }), { code: BROKEN_OFF });
  }
  return Buffer.concat(pieces);
}
