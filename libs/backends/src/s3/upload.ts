import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { retried } from '@weaviate-export/waiting';
import { isOutcomeUnknown, NameTaken } from '../cloud/errors.ts';
import { unaborted, type StoredPart, type StoreUpload } from '../cloud/store.ts';
import { httpStatusOf, s3Errors } from './errors.ts';

type Place = Pick<CreateMultipartUploadCommandInput, 'Bucket' | 'Key'>;

/** Aborts of one upload: a part that arrives meanwhile may outlive the first (S3 API reference, AbortMultipartUpload). */
const ABORTS = { attempts: 5, firstMs: 100 };

/** A multipart upload. */
export class S3Upload implements StoreUpload {
  readonly id: string;
  readonly #client: S3Client;
  readonly #place: Place;
  readonly #isTaken: (signal: AbortSignal) => Promise<boolean>;

  /** @param isTaken whether there is an object of its name */
  constructor(
    client: S3Client,
    place: Place,
    id: string,
    isTaken: (signal: AbortSignal) => Promise<boolean>,
  ) {
    this.#client = client;
    this.#place = place;
    this.id = id;
    this.#isTaken = isTaken;
  }

  async put(PartNumber: number, Body: Uint8Array, abortSignal: AbortSignal): Promise<StoredPart['marks']> {
    const command = new UploadPartCommand({ ...this.#place, UploadId: this.id, PartNumber, Body });
    const { ETag = '', ChecksumCRC32 } = await this.#client.send(command, { abortSignal });
    return { ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) };
  }

  async complete(parts: readonly StoredPart[], abortSignal: AbortSignal): Promise<void> {
    // Not every store heeds IfNoneMatch here, so the name is looked at first.
    if (await this.#isTaken(abortSignal)) throw new NameTaken();
    const command = new CompleteMultipartUploadCommand({
      ...this.#place,
      UploadId: this.id,
      MultipartUpload: { Parts: parts.map(({ number, marks }) => ({ PartNumber: number, ...marks })) },
      IfNoneMatch: '*',
    });
    await this.#client.send(command, { abortSignal });
  }

  async abort(): Promise<void> {
    await abortUpload(this.#client, this.#place, this.id, unaborted());
  }
}

/** @param about what the object is to have beside its bytes @returns the upload's id */
export async function beginUpload(
  client: S3Client,
  place: Place,
  about: Partial<CreateMultipartUploadCommandInput>,
  abortSignal: AbortSignal,
): Promise<string> {
  try {
    const command = new CreateMultipartUploadCommand({ ...place, ...about });
    const { UploadId, $metadata } = await client.send(command, { abortSignal });
    if (UploadId === undefined) throw new Error('the answer has no upload id');
    // An attempt whose answer was lost may have begun an upload that nobody knows.
    if (($metadata.attempts ?? 1) > 1) await abortUploadsOf(client, place, abortSignal, UploadId);
    return UploadId;
  } catch (error) {
    if (isOutcomeUnknown(error, s3Errors)) await abortUploadsOf(client, place).catch(() => {});
    throw error;
  }
}

/**
 * Aborts every open upload of exactly that key, but the one that is to be kept. A key has one writer, so the others are
 * left-overs: of a lost answer, or of a server that died.
 */
export async function abortUploadsOf(
  client: S3Client,
  place: Place,
  signal = unaborted(),
  keptUploadId?: string,
): Promise<void> {
  for (const uploadId of await openUploadsOf(client, place, signal)) {
    if (uploadId !== keptUploadId) await abortUpload(client, place, uploadId, signal);
  }
}

/** Aborts an upload and makes sure that it is gone; one that was gone before is none the worse. */
async function abortUpload(
  client: S3Client,
  place: Place,
  UploadId: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const upload = { ...place, UploadId };
  const isWorthIt = (error: unknown): boolean => error instanceof StillOpen;
  await retried({ ...ABORTS, isWorthIt, signal: abortSignal }, async () => {
    await isFound(client.send(new AbortMultipartUploadCommand(upload), { abortSignal }));
    const parts = new ListPartsCommand({ ...upload, MaxParts: 1 });
    if (await isFound(client.send(parts, { abortSignal }))) throw new StillOpen();
  });
}

class StillOpen extends Error {
  constructor() {
    super(`the upload is still open after ${ABORTS.attempts} aborts`);
  }
}

/** Uploads come in the order of their keys, those of the key itself before all that merely begin with it. */
async function openUploadsOf(
  client: S3Client,
  { Bucket, Key }: Place,
  abortSignal: AbortSignal,
): Promise<string[]> {
  const found: string[] = [];
  let after: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({ Bucket, Prefix: Key, ...after });
    const page = await client.send(command, { abortSignal });
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
