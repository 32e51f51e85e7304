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
import { createObject, deleteObject, insertObject } from './create-object.ts';
import { type GcsConfig } from './config.ts';
import { GcsConnection, type GcsConnectionOptions } from './connection.ts';
import { GCS, type GcsCall } from './errors.ts';
import { GcsSinkTarget } from './sink.ts';
import { listObjects } from './list-objects.ts';
import { type ObjectPlace } from './object-place.ts';
import { OpenUploads } from './open-uploads.ts';
import { readObject, readObjectRange, type ObjectBytes } from './read-object.ts';
import { beginUpload, endUpload } from './resumable-upload.ts';

/**
 * Bytes that a stream asks for at a time. Requests of their own, each read at once, rather than one long answer: a slow
 * reader keeps no connection waiting, and what breaks off is asked for again.
 */
const STREAM_PIECE_BYTES = 8 * 1024 * 1024;

/** An upload is begun here and ended, to prove that files can be written. */
const ACCESS_CHECK = '.access-check';

/** Files in buckets of Google Cloud Storage. */
export class GcsBackend implements Backend {
  readonly name = GCS;
  readonly capabilities: BackendCapabilities = { buckets: true };
  readonly #connection: GcsConnection;
  readonly #uploads = new OpenUploads();

  constructor(config: GcsConfig, options?: GcsConnectionOptions) {
    this.#connection = new GcsConnection(config, options);
  }

  describe(location: FileLocation): string {
    return addressOf(placeOf(location));
  }

  async checkAccess(location: FileLocation, signal: AbortSignal): Promise<void> {
    const place = placeOf({ ...location, key: `${location.key}/${ACCESS_CHECK}` });
    await this.#connection.attempt(callOf('list', placeOf(location), signal), (send) =>
      listObjects(send, place.bucket, { prefix: `${location.key}/`, maxResults: '1' }),
    );
    await this.#connection.attempt(callOf('write', place, signal), async (send) => {
      await endUpload(send, await beginUpload(send, place, randomUUID()));
    });
  }

  /** A sink holds two chunks of 16 MiB, whatever the size of its file: Cloud Storage takes any number of them. */
  openSink(location: FileLocation, { signal }: SinkOptions): Promise<Sink> {
    const place = placeOf(location);
    const where = addressOf(place);
    return GuardedSink.open(
      where,
      signal,
      async (stop) => new GcsSinkTarget(this.#connection, this.#uploads, place, where, stop),
    );
  }

  create(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const place = placeOf(location);
    const writeId = randomUUID();
    return this.#connection.attempt(callOf('create', place, signal), (send) =>
      createObject(send, place, [bytes], writeId),
    );
  }

  replace(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const place = placeOf(location);
    return this.#connection.attempt(callOf('write', place, signal), (send) =>
      insertObject(send, place, [bytes]),
    );
  }

  read(location: FileLocation, signal: AbortSignal): Promise<Uint8Array | null> {
    const place = placeOf(location);
    return this.#connection.attempt(callOf('read', place, signal), (send) => readObject(send, place));
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
    let generation: string | undefined;
    for (let start = 0; ;) {
      const range = { start, length: STREAM_PIECE_BYTES, generation };
      const piece = await this.#readRange(place, range, signal);
      if (piece.bytes.length > 0) yield piece.bytes;
      start += piece.bytes.length;
      generation = piece.generation;
      if (start >= piece.totalBytes) return;
    }
  }

  async *list(prefix: FileLocation, signal: AbortSignal): AsyncGenerator<FileEntry> {
    // The last segment of a prefix may be empty, or the beginning of one.
    const { bucket } = placeOf({ ...prefix, key: `${prefix.key}x` });
    const call = callOf('list', { bucket, key: prefix.key }, signal);
    let pageToken: string | undefined;
    do {
      const query = { prefix: prefix.key, ...(pageToken !== undefined && { pageToken }) };
      const page = await this.#connection.attempt(call, (send) => listObjects(send, bucket, query));
      yield* page.entries;
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
  }

  /** Of interrupted sinks it ends the uploads of this process: see OpenUploads for those of another. */
  async delete(location: FileLocation, signal: AbortSignal): Promise<void> {
    const place = placeOf(location);
    const where = addressOf(place);
    await this.#connection.attempt(callOf('delete', place, signal), async (send) => {
      for (const session of this.#uploads.of(where)) {
        await endUpload(send, session);
        this.#uploads.remove(where, session);
      }
      await deleteObject(send, place);
    });
  }

  #readRange(
    place: ObjectPlace,
    range: { readonly start: number; readonly length: number; readonly generation?: string | undefined },
    signal: AbortSignal,
  ): Promise<ObjectBytes> {
    return this.#connection.attempt(callOf('read', place, signal), async (send) => {
      const found = await readObjectRange(send, place, range);
      if (found === null) throw new ExportError('FILE_NOT_FOUND', [GCS, addressOf(place)]);
      return found;
    });
  }
}

function placeOf({ bucket, key }: FileLocation): ObjectPlace {
  if (bucket === undefined) throw new ExportError('BUCKET_MISSING', [GCS]);
  segmentsOf(key);
  return { bucket, key };
}

function addressOf({ bucket, key }: ObjectPlace): string {
  return `gs://${bucket}/${key}`;
}

function callOf(action: string, place: ObjectPlace, signal: AbortSignal): GcsCall {
  return { action, bucket: place.bucket, where: addressOf(place), signal };
}
