import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { setTimeout as delay } from 'node:timers/promises';
import { type ObjectPlace } from './create-object.ts';
import { type SendOptions } from './connection.ts';
import { httpStatusOf, isS3Code } from './errors.ts';

/** Answers asked for until one arrives whole: the SDK retries requests, but not answers that break off. */
const ATTEMPTS = 4;
const FIRST_DELAY_MS = 50;

/** Bytes of an object, and what they are of. */
export interface ObjectBytes {
  readonly bytes: Uint8Array;
  /** Of the whole object. */
  readonly totalBytes: number;
  /** Of the version that the bytes are of. */
  readonly etag: string | undefined;
}

/** The whole object, or null where there is none. */
export async function readObject(
  client: S3Client,
  place: ObjectPlace,
  options: SendOptions,
): Promise<Uint8Array | null> {
  const answer = await getWhole(client, place, {}, options);
  return answer?.bytes ?? null;
}

/**
 * Bytes from `start`, fewer where the object ends before; null where there is no object.
 * @param length at least 1
 * @param etag of the version that it has to be
 */
export async function readObjectRange(
  client: S3Client,
  place: ObjectPlace,
  range: { readonly start: number; readonly length: number; readonly etag?: string | undefined },
  options: SendOptions,
): Promise<ObjectBytes | null> {
  const { start, length, etag } = range;
  try {
    const asked = { Range: `bytes=${start}-${start + length - 1}`, IfMatch: etag };
    const answer = await getWhole(client, place, asked, options);
    if (answer === null) return null;
    const totalBytes = /\/(\d+)$/.exec(answer.contentRange ?? '')?.[1];
    if (totalBytes === undefined) throw new Error('the answer is not of the range that was asked for');
    return { bytes: answer.bytes, etag: answer.etag, totalBytes: Number(totalBytes) };
  } catch (error) {
    // The object ends before the range begins.
    if (httpStatusOf(error) === 416) return { bytes: new Uint8Array(), etag, totalBytes: 0 };
    if (httpStatusOf(error) === 412) throw new Error('it was replaced while it was read', { cause: error });
    throw error;
  }
}

async function getWhole(
  client: S3Client,
  place: ObjectPlace,
  asked: { readonly Range?: string; readonly IfMatch?: string | undefined },
  options: SendOptions,
): Promise<{ bytes: Uint8Array; contentRange: string | undefined; etag: string | undefined } | null> {
  for (let attempt = 1; ; attempt++) {
    const answer = await orNull(client.send(new GetObjectCommand({ ...place, ...asked }), options));
    if (answer === null) return null;
    try {
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      return { bytes, contentRange: answer.ContentRange, etag: answer.ETag };
    } catch (error) {
      if (options.abortSignal?.aborted === true || attempt === ATTEMPTS) throw error;
      await delay(
        FIRST_DELAY_MS * 2 ** attempt,
        undefined,
        options.abortSignal && { signal: options.abortSignal },
      );
    }
  }
}

async function orNull<T>(sent: Promise<T>): Promise<T | null> {
  try {
    return await sent;
  } catch (error) {
    if (isS3Code(error, 'NoSuchKey')) return null;
    throw error;
  }
}
