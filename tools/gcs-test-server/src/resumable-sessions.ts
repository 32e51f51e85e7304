import { randomBytes } from 'node:crypto';
import { type Destination } from './destination.ts';
import { GoogleError, notFound } from './google-error.ts';
import { type StoredObject } from './stored-object.ts';

/** Of a chunk that is not the last, Cloud Storage keeps whole blocks of this many bytes. */
export const BLOCK_BYTES = 256 * 1024;

const ID_BYTES = 24;

/** A resumable upload. While it is open, nothing of it is visible as an object. */
export class ResumableSession {
  readonly uploadId = randomBytes(ID_BYTES).toString('base64url');
  readonly destination: Destination;
  /** What the sender announced the object to have, in bytes; `undefined` where it did not. */
  readonly announcedSize: number | undefined;
  #chunks: Buffer[] = [];
  #persisted = 0;
  #object: StoredObject | undefined;
  #isGone = false;

  constructor(destination: Destination, announcedSize: number | undefined) {
    this.destination = destination;
    this.announcedSize = announcedSize;
  }

  /** How many bytes, from the first, have arrived for good. */
  get persisted(): number {
    return this.#persisted;
  }

  /** What the upload became. */
  get object(): StoredObject | undefined {
    return this.#object;
  }

  get isOpen(): boolean {
    return this.#object === undefined && !this.#isGone;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * Adds bytes, passing over those that had arrived before.
   *
   * @throws GoogleError 503 `backendError` where bytes before them are missing, as Cloud Storage answers it
   */
  append(start: number, bytes: Buffer): void {
    if (start > this.#persisted) {
      throw new GoogleError(
        503,
        'backendError',
        `Invalid request. According to the Content-Range header, the upload offset is ${start} byte(s), which exceeds already uploaded size of ${this.#persisted} byte(s).`,
      );
    }
    const fresh = bytes.subarray(this.#persisted - start);
    this.#chunks.push(fresh);
    this.#persisted += fresh.length;
  }

  /** Everything that has arrived. */
  content(): Buffer {
    return Buffer.concat(this.#chunks, this.#persisted);
  }

  complete(object: StoredObject): void {
    this.#object = object;
    this.#chunks = [];
  }

  /** Ends the upload without an object. */
  discard(): void {
    this.#isGone = true;
    this.#chunks = [];
  }
}

/** Every upload that was started; those that ended are still known as such. */
export class ResumableSessions {
  readonly #sessions = new Map<string, ResumableSession>();

  start(destination: Destination, announcedSize: number | undefined): ResumableSession {
    const session = new ResumableSession(destination, announcedSize);
    this.#sessions.set(session.uploadId, session);
    return session;
  }

  /** @throws GoogleError 404 `notFound` for an id that was never given, 410 `gone` for an upload without a future */
  get(bucket: string, uploadId: string | null): ResumableSession {
    const session = this.#sessions.get(uploadId ?? '');
    if (session?.destination.bucket !== bucket) throw notFound(`No such upload: ${String(uploadId)}`);
    if (session.isGone) throw new GoogleError(410, 'gone', 'The upload was cancelled or has failed.');
    return session;
  }

  /** In the order of their start. */
  open(): ResumableSession[] {
    return [...this.#sessions.values()].filter(({ isOpen }) => isOpen);
  }
}
