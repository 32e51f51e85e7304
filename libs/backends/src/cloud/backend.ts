import { ExportError } from '@weaviate-export/entities-export';
import {
  type Backend,
  type BackendCapabilities,
  type FileEntry,
  type FileLocation,
  type Sink,
  type SinkOptions,
  type Upload,
  type UploadTicket,
} from '@weaviate-export/usecases-export';
import { randomUUID } from 'node:crypto';
import { segmentsOf } from '../file-key.ts';
import { GuardedSink } from '../guarded-sink.ts';
import { createFile } from './create.ts';
import { inKeyOrder } from './key-order.ts';
import { readRange, untilWhole } from './read.ts';
import { attempt, type ByteRange, type CloudLocation, type CloudStore, type StoredBytes } from './store.ts';
import { UploadSink } from './upload-sink.ts';
import { CloudUpload } from './upload.ts';

/**
 * Bytes that a stream asks for at a time. Requests of their own, each read at once, rather than one long answer: a slow
 * reader keeps no connection waiting, and what breaks off is asked for again.
 */
const STREAM_PIECE_BYTES = 8 * 1024 * 1024;

/** A file of this name is begun and taken back, to prove that files can be written. */
const ACCESS_CHECK = '.access-check';

/** What the clouds have in common, which is all that the Backend port promises: each brings its CloudStore. */
export class CloudBackend implements Backend, Disposable {
  readonly name: string;
  readonly capabilities: BackendCapabilities;
  readonly beginUpload?: (location: FileLocation, signal: AbortSignal) => Promise<Upload>;
  readonly openUpload?: (ticket: UploadTicket) => Upload;
  readonly #store: CloudStore;

  constructor(store: CloudStore) {
    this.#store = store;
    this.name = store.name;
    if (store.openUpload === undefined) {
      this.capabilities = { buckets: true };
      return;
    }
    const { minPartBytes, maxPartBytes, maxParts } = store.parts;
    this.capabilities = { buckets: true, upload: { minPartBytes, maxPartBytes, maxParts } };
    this.beginUpload = async (location, signal) =>
      await CloudUpload.begin(store, this.#locate(location), randomUUID(), signal);
    this.openUpload = ({ location, writeId, id }) => {
      const at = this.#locate(location);
      return new CloudUpload(store, at, writeId, store.openUpload!(at, writeId, id));
    };
  }

  describe(location: FileLocation): string {
    return this.#store.addressOf(this.#locate(location));
  }

  async checkAccess(location: FileLocation, signal: AbortSignal): Promise<void> {
    const { bucket, key } = this.#locate(location);
    const folder = { bucket, key: `${key}/` };
    await this.#attempt('list', location, signal, () => this.#store.list(folder, { limit: 1 }, signal));
    const probe = { bucket, key: `${key}/${ACCESS_CHECK}` };
    await this.#attempt('write', probe, signal, (at) => this.#store.probe(at, signal));
  }

  async openSink(location: FileLocation, { maxBytes, signal }: SinkOptions): Promise<Sink> {
    const at = this.#locate(location);
    const where = this.#store.addressOf(at);
    return await GuardedSink.open(
      where,
      signal,
      async (stop) => new UploadSink(this.#store, at, maxBytes, stop),
    );
  }

  create(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    return this.#attempt('create', location, signal, (at) =>
      createFile(this.#store, at, bytes, randomUUID(), signal),
    );
  }

  replace(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#attempt('write', location, signal, (at) => this.#store.put(at, bytes, signal));
  }

  async read(location: FileLocation, signal: AbortSignal): Promise<Uint8Array | null> {
    const found = await this.#attempt('read', location, signal, (at) =>
      untilWhole(signal, () => this.#store.get(at, undefined, signal)),
    );
    return found?.bytes ?? null;
  }

  async readRange(
    location: FileLocation,
    start: number,
    length: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    // HTTP knows no range of no bytes.
    const range = { start, length: Math.max(1, length) };
    const { bytes } = await this.#readRange(location, range, signal);
    return bytes.subarray(0, length);
  }

  async *readStream(location: FileLocation, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    let version: string | undefined;
    for (let start = 0; ;) {
      const piece = await this.#readRange(location, { start, length: STREAM_PIECE_BYTES, version }, signal);
      if (piece.bytes.length > 0) yield piece.bytes;
      start += piece.bytes.length;
      version = piece.version;
      if (start >= piece.totalBytes) return;
    }
  }

  list(prefix: FileLocation, signal: AbortSignal): AsyncIterable<FileEntry> {
    // The last segment of a prefix may be empty, or the beginning of one.
    const { bucket } = this.#locate({ ...prefix, key: `${prefix.key}x` });
    return inKeyOrder(this.#listed({ bucket, key: prefix.key }, signal));
  }

  delete(location: FileLocation, signal: AbortSignal): Promise<void> {
    return this.#attempt('delete', location, signal, (at) => this.#store.delete(at, signal));
  }

  /** Ends the connections. */
  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }

  async *#listed(prefix: CloudLocation, signal: AbortSignal): AsyncGenerator<FileEntry> {
    let next: string | undefined;
    do {
      const page = await attempt(this.#store, 'list', prefix, signal, () =>
        untilWhole(signal, () => this.#store.list(prefix, { next }, signal)),
      );
      yield* page.files;
      next = page.next;
    } while (next !== undefined);
  }

  #readRange(location: FileLocation, range: ByteRange, signal: AbortSignal): Promise<StoredBytes> {
    return this.#attempt('read', location, signal, async (at) => {
      const found = await readRange(this.#store, at, range, signal);
      if (found === null) throw new ExportError('FILE_NOT_FOUND', [this.name, this.#store.addressOf(at)]);
      return found;
    });
  }

  #attempt<T>(
    action: string,
    location: FileLocation,
    signal: AbortSignal,
    work: (at: CloudLocation) => Promise<T>,
  ): Promise<T> {
    const at = this.#locate(location);
    return attempt(this.#store, action, at, signal, () => work(at));
  }

  #locate({ bucket, key }: FileLocation): CloudLocation {
    if (bucket === undefined) throw new ExportError('BUCKET_MISSING', [this.name]);
    segmentsOf(key);
    return { bucket, key };
  }
}
