import { ExportError } from '@weaviate-export/entities-export';
import { createHash, randomUUID } from 'node:crypto';
import { type SinkTarget } from '../guarded-sink.ts';
import { Chunk } from './chunk.ts';
import { createObject, deleteOwn, makerOf } from './create-object.ts';
import { type GcsConnection } from './connection.ts';
import { GCS, isRefused, type GcsCall } from './errors.ts';
import { type ObjectPlace } from './object-place.ts';
import { type OpenUploads } from './open-uploads.ts';
import { beginUpload, CHUNK_BYTES, endUpload, sendChunk } from './resumable-upload.ts';

/**
 * How long an abort lets a request go on that begins or ends an upload: cut short it may or may not have been done, and
 * the address of an upload that was begun would be lost.
 */
const GRACE_MS = 3000;

/**
 * An object in the making: chunks of a resumable upload, or one request where it is no larger than one. Holds the chunk
 * on its way and the one being filled.
 */
export class GcsSinkTarget implements SinkTarget {
  readonly #connection: GcsConnection;
  readonly #uploads: OpenUploads;
  readonly #place: ObjectPlace;
  readonly #where: string;
  readonly #stop: AbortSignal;
  readonly #writeId = randomUUID();
  readonly #md5 = createHash('md5');
  #chunk = new Chunk(0, CHUNK_BYTES);
  #session: string | undefined;
  #sending: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  /** There is an object of that name: nothing is sent any more, and `publish` says so. */
  #isTaken = false;
  /** The object may be there without its answer having arrived. */
  #mayBePublished = false;

  /**
   * @param uploads where its own is noted while it is open
   * @param stop cuts requests short
   */
  constructor(
    connection: GcsConnection,
    uploads: OpenUploads,
    place: ObjectPlace,
    where: string,
    stop: AbortSignal,
  ) {
    this.#connection = connection;
    this.#uploads = uploads;
    this.#place = place;
    this.#where = where;
    this.#stop = stop;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#md5.update(bytes);
    for (let rest = bytes; rest.length > 0;) {
      // A full chunk waits for the byte after it: the last chunk is never empty, and a small file needs no upload.
      if (this.#chunk.isFull) await this.#passOnChunk();
      rest = rest.subarray(this.#chunk.fill(rest));
    }
    this.#throwIfFailed();
  }

  async publish(): Promise<void> {
    await this.#sending;
    this.#throwIfFailed();
    this.#stop.throwIfAborted();
    const published = !this.#isTaken && (await this.#withGrace((signal) => this.#publish(signal)));
    if (!published) throw new ExportError('FILE_ALREADY_EXISTS', [GCS, this.#where]);
    this.#forget();
  }

  async discard(): Promise<void> {
    await this.#sending;
    await this.#connection.attempt(this.#call('remove'), async (send) => {
      if (this.#session !== undefined) await endUpload(send, this.#session);
      if (this.#mayBePublished) await deleteOwn(send, this.#place, this.#writeId);
    });
    this.#forget();
  }

  /** Sends the full chunk on its way, once the one before has arrived, and begins the next. */
  async #passOnChunk(): Promise<void> {
    await this.#sending;
    this.#throwIfFailed();
    const chunk = this.#chunk;
    this.#chunk = new Chunk(chunk.end, CHUNK_BYTES);
    this.#sending = this.#send(chunk).catch((error: unknown) => {
      this.#failure = { error };
    });
  }

  async #send(chunk: Chunk): Promise<void> {
    if (this.#isTaken) return;
    const session = (this.#session ??= await this.#withGrace((signal) => this.#begin(signal)));
    if (session === undefined) return;
    await this.#connection.attempt(this.#call('write', this.#stop), (send, attempt) =>
      sendChunk(send, session, chunk, attempt),
    );
  }

  async #begin(signal: AbortSignal): Promise<string | undefined> {
    return await this.#connection.attempt(this.#call('write', signal), async (send) => {
      try {
        const session = await beginUpload(send, this.#place, this.#writeId);
        this.#uploads.add(this.#where, session);
        return session;
      } catch (error) {
        if (!isRefused(error, 412)) throw error;
        this.#isTaken = true;
        return undefined;
      }
    });
  }

  async #publish(signal: AbortSignal): Promise<boolean> {
    const session = this.#session;
    const chunk = this.#chunk;
    const md5 = this.#md5.digest('base64');
    this.#mayBePublished = true;
    return await this.#connection.attempt(this.#call('publish', signal), async (send, attempt) => {
      if (session === undefined) return await createObject(send, this.#place, [chunk.from(0)], this.#writeId);
      try {
        const object = await sendChunk(send, session, chunk, attempt, md5);
        // Sent with the last chunk too; a store that passes over it would otherwise keep whatever arrived.
        if (object?.md5Hash !== md5) throw new ExportError('BACKEND_CORRUPT', [GCS, this.#where]);
        return true;
      } catch (error) {
        // A retry after a lost answer meets its own object, or finds the upload gone.
        if (!isRefused(error, 404, 410, 412)) throw error;
        const { maker } = await makerOf(send, this.#place, this.#writeId);
        if (maker === 'none') throw error;
        return maker === 'this';
      }
    });
  }

  async #withGrace<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const cut = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const onStop = (): void => void (grace = setTimeout(() => cut.abort(), GRACE_MS));
    this.#stop.addEventListener('abort', onStop, { once: true });
    try {
      return await work(cut.signal);
    } finally {
      clearTimeout(grace);
      this.#stop.removeEventListener('abort', onStop);
    }
  }

  #forget(): void {
    if (this.#session !== undefined) this.#uploads.remove(this.#where, this.#session);
  }

  #call(action: string, signal?: AbortSignal): GcsCall {
    const call = { action, bucket: this.#place.bucket, where: this.#where };
    return signal === undefined ? call : { ...call, signal };
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
