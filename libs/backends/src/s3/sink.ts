import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ExportError } from '@weaviate-export/entities-export';
import { randomUUID } from 'node:crypto';
import { type SinkTarget } from '../guarded-sink.ts';
import { abortUpload, abortUploadsOf } from './abort-uploads.ts';
import { createObject, isTaken, madeBy, makerOf, type ObjectPlace } from './create-object.ts';
import { PartBuffer } from '../part-buffer.ts';
import { MAX_PARTS, sizeOfPart } from './part-size.ts';
import { type S3Connection, type SendOptions } from './connection.ts';
import { isOutcomeUnknown, isS3Code, S3, type S3Call } from './errors.ts';

/**
 * Parts on their way at a time. A sink holds these and the one that is being filled: 80 MiB at the usual 16 MiB a part,
 * and never more than MAX_BYTES_IN_FLIGHT, or one part where parts are larger, and the one being filled.
 */
const MAX_PARTS_IN_FLIGHT = 4;
const MAX_BYTES_IN_FLIGHT = 128 * 1024 * 1024;

/** What a sink's first buffer begins with, so that thousands of small files do not take a whole part each. */
const FIRST_BUFFER_BYTES = 64 * 1024;

/**
 * How long an abort lets the one request that publishes go on: cut short it may or may not have published, and the
 * store may still be about to.
 */
const PUBLISH_GRACE_MS = 3000;

/** An object in the making: parts of a multipart upload, or one request where it is smaller than a part. */
export class S3SinkTarget implements SinkTarget {
  readonly #connection: S3Connection;
  readonly #place: ObjectPlace;
  readonly #where: string;
  readonly #maxBytes: number | undefined;
  readonly #stop: AbortSignal;
  readonly #writeId = randomUUID();
  readonly #parts: CompletedPart[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #bytesInFlight = 0;
  #partNumber = 1;
  #part: PartBuffer;
  #uploadId: string | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** An upload, or the object, may be there without its answer having arrived. */
  #hasBegun = false;
  #mayBePublished = false;

  /**
   * @param maxBytes upper bound of the object, where known
   * @param stop cuts requests short
   */
  constructor(
    connection: S3Connection,
    place: ObjectPlace,
    where: string,
    maxBytes: number | undefined,
    stop: AbortSignal,
  ) {
    this.#connection = connection;
    this.#place = place;
    this.#where = where;
    this.#maxBytes = maxBytes;
    this.#stop = stop;
    this.#part = new PartBuffer(sizeOfPart(1, maxBytes), FIRST_BUFFER_BYTES);
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      // A full part waits for the byte after it: the last part is never empty, and a small file needs no upload.
      if (this.#part.isFull) await this.#sendPart();
      rest = rest.subarray(this.#part.fill(rest));
    }
    this.#throwIfFailed();
  }

  async publish(): Promise<void> {
    const isSmall = this.#uploadId === undefined;
    if (!isSmall) {
      await this.#sendPart();
      await Promise.all(this.#inFlight);
      this.#throwIfFailed();
      this.#stop.throwIfAborted();
    }
    const cut = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const onStop = (): void => void (grace = setTimeout(() => cut.abort(), PUBLISH_GRACE_MS));
    this.#stop.addEventListener('abort', onStop, { once: true });
    try {
      this.#mayBePublished = true;
      const published = await this.#connection.attempt(
        this.#call('publish', cut.signal),
        (client, options) => (isSmall ? this.#put(client, options) : this.#complete(client, options)),
      );
      if (!published) throw new ExportError('FILE_ALREADY_EXISTS', [S3, this.#where]);
    } finally {
      clearTimeout(grace);
      this.#stop.removeEventListener('abort', onStop);
    }
  }

  async discard(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.#connection.attempt(this.#call('remove'), async (client) => {
      if (this.#uploadId !== undefined) await abortUpload(client, this.#place, this.#uploadId);
      else if (this.#hasBegun) await abortUploadsOf(client, this.#place);
      if (!this.#mayBePublished) return;
      if ((await makerOf(client, this.#place, this.#writeId, {})) === 'this')
        await client.send(new DeleteObjectCommand(this.#place));
    });
  }

  /** Sends the full part on its way, once there is room for it, and begins the next. */
  async #sendPart(): Promise<void> {
    this.#uploadId ??= await this.#begin();
    const upload = { ...this.#place, UploadId: this.#uploadId };
    const PartNumber = this.#partNumber;
    if (PartNumber > MAX_PARTS) throw this.#tooManyParts();
    const Body = this.#part.view();
    await this.#roomFor(Body.length);
    this.#bytesInFlight += Body.length;
    const sent = this.#connection
      .attempt(this.#call('write', this.#stop), async (client, options) => {
        const part = new UploadPartCommand({ ...upload, PartNumber, Body });
        const { ETag, ChecksumCRC32 } = await client.send(part, options);
        this.#parts.push({ PartNumber, ETag, ChecksumCRC32 });
      })
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#bytesInFlight -= Body.length;
        this.#inFlight.delete(sent);
      });
    this.#inFlight.add(sent);
    this.#part = new PartBuffer(sizeOfPart(++this.#partNumber, this.#maxBytes));
  }

  async #begin(): Promise<string> {
    this.#hasBegun = true;
    return await this.#connection.attempt(this.#call('write', this.#stop), async (client, options) => {
      const { UploadId, $metadata } = await client.send(
        new CreateMultipartUploadCommand({
          ...this.#place,
          Metadata: madeBy(this.#writeId),
          // Parts come with checksums only where the upload was begun with their algorithm.
          ...((await this.#connection.sendsChecksums()) && { ChecksumAlgorithm: 'CRC32' }),
        }),
        options,
      );
      if (UploadId === undefined) throw new Error('the answer has no upload id');
      this.#uploadId = UploadId;
      // An attempt whose answer was lost may have begun an upload that nobody knows.
      if (($metadata.attempts ?? 1) > 1) await abortUploadsOf(client, this.#place, options, UploadId);
      return UploadId;
    });
  }

  async #roomFor(bytes: number): Promise<void> {
    while (
      this.#inFlight.size >= MAX_PARTS_IN_FLIGHT ||
      (this.#inFlight.size > 0 && this.#bytesInFlight + bytes > MAX_BYTES_IN_FLIGHT)
    ) {
      await Promise.race(this.#inFlight);
      this.#throwIfFailed();
    }
  }

  #put(client: S3Client, options: SendOptions): Promise<boolean> {
    return createObject(client, this.#place, this.#part.view(), this.#writeId, options);
  }

  async #complete(client: S3Client, options: SendOptions): Promise<boolean> {
    // Not every store heeds IfNoneMatch here, so the name is looked at first.
    if ((await makerOf(client, this.#place, this.#writeId, options)) !== 'none') return false;
    const Parts = this.#parts.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
    const upload = { ...this.#place, UploadId: this.#uploadId, MultipartUpload: { Parts }, IfNoneMatch: '*' };
    try {
      await client.send(new CompleteMultipartUploadCommand(upload), options);
      return true;
    } catch (error) {
      // A retry after a lost answer meets its own object (412), or finds the upload gone.
      if (!isTaken(error) && !isS3Code(error, 'NoSuchUpload') && !isOutcomeUnknown(error)) throw error;
      const maker = await makerOf(client, this.#place, this.#writeId, options).catch(() => {
        throw error;
      });
      if (maker === 'none') throw error;
      return maker === 'this';
    }
  }

  #call(action: string, signal?: AbortSignal): S3Call {
    const call = { action, bucket: this.#place.Bucket, where: this.#where };
    return signal === undefined ? call : { ...call, signal };
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #tooManyParts(): ExportError {
    const reason = `it is larger than the ${String(this.#maxBytes)} bytes that it was to have at most`;
    return new ExportError('BACKEND_FAILED', [S3, 'write', this.#where, reason]);
  }
}
