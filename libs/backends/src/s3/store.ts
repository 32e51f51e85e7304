import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PATIENCE_MS, type CloudOptions } from '../cloud/options.ts';
import { bytesOf, rangeHeader, totalBytesOf } from '../cloud/read.ts';
import {
  type ByteRange,
  type CloudLocation,
  type CloudStore,
  type FileState,
  type ListedPage,
  type PageOrder,
  type StoredBytes,
} from '../cloud/store.ts';
import { type PartRules } from '../cloud/part-size.ts';
import { type S3Config } from './config.ts';
import { connect, sendsChecksums } from './connection.ts';
import { httpStatusOf, isS3Code, s3Errors } from './errors.ts';
import { S3_PARTS } from './parts.ts';
import { examine } from './suitability.ts';
import { abortUploadsOf, beginUpload, S3Upload } from './upload.ts';

/** Metadata entry that names the one write that made an object, whatever the store makes of ETags. */
const WRITE_ID = 'write-id';

export class S3Store implements CloudStore {
  readonly name = 's3';
  readonly host: string;
  readonly patienceMs: number;
  readonly errors = s3Errors;
  readonly parts: PartRules;
  readonly #client: S3Client;
  /** Buckets that were found to take what an export sends: it costs some requests more, and leaves a version where they are kept. */
  readonly #suited = new Set<string>();

  constructor(config: S3Config, options: CloudOptions = {}) {
    const { endpoint, region } = config;
    this.host = endpoint === undefined ? `s3.${region ?? 'us-east-1'}.amazonaws.com` : new URL(endpoint).host;
    this.patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.parts = { ...S3_PARTS, usualBytes: options.partBytes ?? S3_PARTS.usualBytes };
    this.#client = connect(config, options);
  }

  addressOf({ bucket, key }: CloudLocation): string {
    return `s3://${bucket}/${key}`;
  }

  async list(
    { bucket, key }: CloudLocation,
    { limit, next }: PageOrder,
    abortSignal: AbortSignal,
  ): Promise<ListedPage> {
    const page = await this.#client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: key,
        MaxKeys: limit,
        ContinuationToken: next,
        // XML cannot hold every character of a key as it is.
        EncodingType: 'url',
      }),
      { abortSignal },
    );
    const isEncoded = page.EncodingType === 'url';
    return {
      files: (page.Contents ?? []).map(({ Key = '', Size = 0 }) => ({
        key: isEncoded ? decodeURIComponent(Key.replaceAll('+', ' ')) : Key,
        bytes: Size,
      })),
      next: page.IsTruncated === true ? page.NextContinuationToken : undefined,
    };
  }

  async probe(location: CloudLocation, signal: AbortSignal): Promise<void> {
    if (!this.#suited.has(location.bucket)) {
      await examine(this, location, signal);
      this.#suited.add(location.bucket);
      return;
    }
    await beginUpload(this.#client, placeOf(location), {}, signal);
    await abortUploadsOf(this.#client, placeOf(location));
  }

  async get(
    location: CloudLocation,
    range: ByteRange | undefined,
    abortSignal: AbortSignal,
  ): Promise<StoredBytes | null> {
    const asked = range && { Range: rangeHeader(range), IfMatch: range.version };
    try {
      const command = new GetObjectCommand({ ...placeOf(location), ...asked });
      const answer = await this.#client.send(command, { abortSignal });
      const bytes = await bytesOf((answer.Body ?? []) as AsyncIterable<unknown>);
      const totalBytes = range === undefined ? bytes.length : totalBytesOf(answer.ContentRange);
      return { bytes, totalBytes, version: answer.ETag };
    } catch (error) {
      if (isS3Code(error, 'NoSuchKey')) return null;
      throw error;
    }
  }

  async put(
    location: CloudLocation,
    bytes: Uint8Array,
    abortSignal: AbortSignal,
    writeId?: string,
  ): Promise<void> {
    const condition = writeId !== undefined && { IfNoneMatch: '*', Metadata: madeBy(writeId) };
    const command = new PutObjectCommand({ ...placeOf(location), Body: bytes, ...condition });
    await this.#client.send(command, { abortSignal });
  }

  async stateOf(location: CloudLocation, abortSignal: AbortSignal): Promise<FileState | null> {
    try {
      const command = new HeadObjectCommand(placeOf(location));
      const { ETag = '', Metadata } = await this.#client.send(command, { abortSignal });
      return { version: ETag, isFile: true, writeId: Metadata?.[WRITE_ID] };
    } catch (error) {
      if (httpStatusOf(error) === 404) return null;
      throw error;
    }
  }

  async deleteSeen(location: CloudLocation, _seen: FileState, abortSignal: AbortSignal): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(placeOf(location)), { abortSignal });
  }

  async delete(location: CloudLocation, abortSignal: AbortSignal): Promise<void> {
    const place = placeOf(location);
    await abortUploadsOf(this.#client, place, abortSignal);
    await this.#client.send(new DeleteObjectCommand(place), { abortSignal });
  }

  /** True where requests carry checksums. */
  sendsChecksums(): Promise<boolean> {
    return sendsChecksums(this.#client);
  }

  async beginUpload(location: CloudLocation, writeId: string, signal: AbortSignal): Promise<S3Upload> {
    const about = {
      Metadata: madeBy(writeId),
      // Parts come with checksums only where the upload was begun with their algorithm.
      ...((await this.sendsChecksums()) && { ChecksumAlgorithm: 'CRC32' as const }),
    };
    const id = await beginUpload(this.#client, placeOf(location), about, signal);
    return this.openUpload(location, writeId, id);
  }

  openUpload(location: CloudLocation, _writeId: string, id: string): S3Upload {
    const isTaken = async (signal: AbortSignal): Promise<boolean> =>
      (await this.stateOf(location, signal)) !== null;
    return new S3Upload(this.#client, placeOf(location), id, isTaken);
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }
}

function placeOf({ bucket, key }: CloudLocation): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: bucket, Key: key };
}

function madeBy(writeId: string): Record<string, string> {
  return { [WRITE_ID]: writeId };
}
