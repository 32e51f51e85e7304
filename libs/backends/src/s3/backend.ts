import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ExportError } from '@weaviate-export/entities-export';
import {
  type Backend,
  type BackendCapabilities,
  type FileEntry,
  type FileLocation,
  type Sink,
  type SinkOptions,
} from '@weaviate-export/usecases-export';
import { randomUUID } from 'node:crypto';
import { segmentsOf } from '../file-key.ts';
import { GuardedSink } from '../guarded-sink.ts';
import { abortUploadsOf } from './abort-uploads.ts';
import { createObject, type ObjectPlace } from './create-object.ts';
import { readObject, readObjectRange } from './read-object.ts';
import { type S3Config } from './config.ts';
import { S3Connection, type S3ConnectionOptions } from './connection.ts';
import { isOutcomeUnknown, S3, type S3Call } from './errors.ts';
import { S3SinkTarget } from './sink.ts';

/**
 * Bytes that a stream asks for at a time. Requests of their own, each read at once, rather than one long answer: a slow
 * reader keeps no connection waiting, and what breaks off is asked for again.
 */
const STREAM_PIECE_BYTES = 8 * 1024 * 1024;

/** An upload is begun here and aborted, to prove that files can be written. */
const ACCESS_CHECK = '.access-check';

/** Files in buckets of Amazon S3, or of a store that speaks its protocol. */
export class S3Backend implements Backend, Disposable {
  readonly name = S3;
  readonly capabilities: BackendCapabilities = { buckets: true };
  readonly #connection: S3Connection;

  constructor(config: S3Config, options?: S3ConnectionOptions) {
    this.#connection = new S3Connection(config, options);
  }

  describe(location: FileLocation): string {
    return addressOf(placeOf(location));
  }

  async checkAccess(location: FileLocation, signal: AbortSignal): Promise<void> {
    const place = placeOf({ ...location, key: `${location.key}/${ACCESS_CHECK}` });
    await this.#connection.attempt(callOf('list', placeOf(location), signal), (client, options) =>
      client.send(
        new ListObjectsV2Command({ Bucket: place.Bucket, Prefix: `${location.key}/`, MaxKeys: 1 }),
        options,
      ),
    );
    await this.#connection.attempt(callOf('write', place, signal), async (client, options) => {
      try {
        await client.send(new CreateMultipartUploadCommand(place), options);
      } catch (error) {
        if (isOutcomeUnknown(error)) await abortUploadsOf(client, place).catch(() => {});
        throw error;
      }
      await abortUploadsOf(client, place);
    });
  }

  openSink(location: FileLocation, { maxBytes, signal }: SinkOptions): Promise<Sink> {
    const place = placeOf(location);
    const where = addressOf(place);
    return GuardedSink.open(
      where,
      signal,
      async (stop) => new S3SinkTarget(this.#connection, place, where, maxBytes, stop),
    );
  }

  create(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const place = placeOf(location);
    return this.#connection.attempt(callOf('create', place, signal), (client, options) =>
      createObject(client, place, bytes, randomUUID(), options),
    );
  }

  async replace(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const place = placeOf(location);
    await this.#connection.attempt(callOf('write', place, signal), (client, options) =>
      client.send(new PutObjectCommand({ ...place, Body: bytes }), options),
    );
  }

  read(location: FileLocation, signal: AbortSignal): Promise<Uint8Array | null> {
    const place = placeOf(location);
    return this.#connection.attempt(callOf('read', place, signal), (client, options) =>
      readObject(client, place, options),
    );
  }

  async readRange(
    location: FileLocation,
    start: number,
    length: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    // HTTP knows no range of no bytes.
    const range = { start, length: Math.max(1, length) };
    const { bytes } = await this.#readRange(placeOf(location), range, signal);
    return bytes.subarray(0, length);
  }

  async *readStream(location: FileLocation, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const place = placeOf(location);
    let etag: string | undefined;
    for (let start = 0; ;) {
      const range = { start, length: STREAM_PIECE_BYTES, etag };
      const piece = await this.#readRange(place, range, signal);
      if (piece.bytes.length > 0) yield piece.bytes;
      start += piece.bytes.length;
      etag = piece.etag;
      if (start >= piece.totalBytes) return;
    }
  }

  async *list(prefix: FileLocation, signal: AbortSignal): AsyncGenerator<FileEntry> {
    // The last segment of a prefix may be empty, or the beginning of one.
    const { Bucket } = placeOf({ ...prefix, key: `${prefix.key}x` });
    const place = { Bucket, Key: prefix.key };
    let ContinuationToken: string | undefined;
    do {
      const page = await this.#connection.attempt(callOf('list', place, signal), (client, options) =>
        client.send(
          // XML cannot hold every character of a key as it is.
          new ListObjectsV2Command({ Bucket, Prefix: prefix.key, EncodingType: 'url', ContinuationToken }),
          options,
        ),
      );
      for (const { Key = '', Size = 0 } of page.Contents ?? [])
        yield { key: page.EncodingType === 'url' ? decodeKey(Key) : Key, bytes: Size };
      ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  async delete(location: FileLocation, signal: AbortSignal): Promise<void> {
    const place = placeOf(location);
    await this.#connection.attempt(callOf('delete', place, signal), async (client, options) => {
      await abortUploadsOf(client, place, options);
      await client.send(new DeleteObjectCommand(place), options);
    });
  }

  /** Ends the connections. */
  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  #readRange(
    place: ObjectPlace,
    range: { readonly start: number; readonly length: number; readonly etag?: string | undefined },
    signal: AbortSignal,
  ) {
    return this.#connection.attempt(callOf('read', place, signal), async (client, options) => {
      const found = await readObjectRange(client, place, range, options);
      if (found === null) throw new ExportError('FILE_NOT_FOUND', [S3, addressOf(place)]);
      return found;
    });
  }
}

function placeOf({ bucket, key }: FileLocation): ObjectPlace {
  if (bucket === undefined) throw new ExportError('BUCKET_MISSING', [S3]);
  segmentsOf(key);
  return { Bucket: bucket, Key: key };
}

function addressOf({ Bucket, Key }: ObjectPlace): string {
  return `s3://${Bucket}/${Key}`;
}

function callOf(action: string, place: ObjectPlace, signal: AbortSignal): S3Call {
  return { action, bucket: place.Bucket, where: addressOf(place), signal };
}

function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '));
}
