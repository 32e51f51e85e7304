import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { setTimeout as delay } from 'node:timers/promises';
import { type ObjectPlace } from './create-object.ts';
import { type SendOptions } from './connection.ts';
import { httpStatusOf } from './errors.ts';

/** Aborts of one upload: a part that arrives meanwhile may outlive the first (S3 API reference, AbortMultipartUpload). */
const ATTEMPTS = 5;
const FIRST_DELAY_MS = 50;

/** Aborts an upload and makes sure that it is gone; one that was gone before is none the worse. */
export async function abortUpload(
  client: S3Client,
  place: ObjectPlace,
  uploadId: string,
  options: SendOptions = {},
): Promise<void> {
  const upload = { ...place, UploadId: uploadId };
  for (let attempt = 1; ; attempt++) {
    await isFound(client.send(new AbortMultipartUploadCommand(upload), options));
    const remains = await isFound(client.send(new ListPartsCommand({ ...upload, MaxParts: 1 }), options));
    if (!remains) return;
    if (attempt === ATTEMPTS) throw new Error(`the upload is still open after ${ATTEMPTS} aborts`);
    await delay(
      FIRST_DELAY_MS * 2 ** attempt,
      undefined,
      options.abortSignal && { signal: options.abortSignal },
    );
  }
}

/**
 * Aborts every open upload of exactly that key, but the one that is to be kept. A key has one writer, so the others are
 * left-overs: of a lost answer, or of a server that died.
 */
export async function abortUploadsOf(
  client: S3Client,
  place: ObjectPlace,
  options: SendOptions = {},
  keptUploadId?: string,
): Promise<void> {
  for (const uploadId of await openUploadsOf(client, place, options)) {
    if (uploadId !== keptUploadId) await abortUpload(client, place, uploadId, options);
  }
}

/** Uploads come in the order of their keys, those of the key itself before all that merely begin with it. */
async function openUploadsOf(client: S3Client, place: ObjectPlace, options: SendOptions): Promise<string[]> {
  const { Bucket, Key } = place;
  const found: string[] = [];
  let after: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: Key, ...after }),
      options,
    );
    const uploads = page.Uploads ?? [];
    for (const upload of uploads)
      if (upload.Key === Key && upload.UploadId !== undefined) found.push(upload.UploadId);
    if (page.IsTruncated !== true || uploads.at(-1)?.Key !== Key) return found;
    after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

async function isFound(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (httpStatusOf(error) === 404) return false;
    throw error;
  }
}
