import { ExportError, isExportError } from '@weaviate-export/entities-export';
import { type UploadReceipt } from '@weaviate-export/usecases-export';
import { randomUUID } from 'node:crypto';
import { type SinkTarget } from '../guarded-sink.ts';
import { createFile, deleteOwn } from './create.ts';
import { withGrace } from './grace.ts';
import { PartBuffer } from './part-buffer.ts';
import { sizeOfPart } from './part-size.ts';
import { attempt, unaborted, type CloudLocation, type CloudStore } from './store.ts';
import { alreadyExists, CloudUpload } from './upload.ts';

/**
 * A sink holds the parts on their way and the one that is being filled. Where a file needs larger parts than usual,
 * fewer are on their way, so that they stay below this, or one part where that is larger.
 */
const MAX_BYTES_IN_FLIGHT = 128 * 1024 * 1024;

/** What a sink's first buffer begins with, so that thousands of small files do not take a whole part each. */
const FIRST_BUFFER_BYTES = 64 * 1024;

/** A file in the making: parts of an upload, or one request where it is no larger than a part. */
export class UploadSink implements SinkTarget {
  readonly #store: CloudStore;
  readonly #location: CloudLocation;
  readonly #maxBytes: number | undefined;
  readonly #stop: AbortSignal;
  readonly #writeId = randomUUID();
  readonly #receipts: UploadReceipt[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #bytesInFlight = 0;
  #number = 1;
  #part: PartBuffer;
  #upload: CloudUpload | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** There is a file of that name: no part is sent, and the rest of the bytes goes nowhere. */
  #isTaken = false;
  /** Of the one request of a small file. */
  #mayBePublished = false;

  /**
   * @param maxBytes upper bound of the file, where known
   * @param stop ends the running step; requests may have a little longer
   */
  constructor(store: CloudStore, location: CloudLocation, maxBytes: number | undefined, stop: AbortSignal) {
    this.#store = store;
    this.#location = location;
    this.#maxBytes = maxBytes;
    this.#stop = stop;
    const bytes = this.#sizeOfNext();
    this.#part = new PartBuffer(bytes, Math.min(bytes, FIRST_BUFFER_BYTES));
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0 && !this.#isTaken;) {
      // A full part waits for the byte after it: the last one is never empty, and a small file needs no upload.
      if (this.#part.isFull) await this.#sendPart(false);
      rest = rest.subarray(this.#part.fill(rest));
    }
    this.#throwIfFailed();
  }

  async publish(): Promise<void> {
    if (this.#upload === undefined) {
      if (this.#isTaken || !(await this.#createWhole())) throw alreadyExists(this.#store, this.#location);
      return;
    }
    await this.#sendPart(true);
    await Promise.all(this.#inFlight);
    this.#throwIfFailed();
    await this.#upload.complete(this.#receipts, this.#stop);
  }

  async discard(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.#upload?.abort();
    if (!this.#mayBePublished) return;
    await attempt(this.#store, 'remove', this.#location, unaborted(), () =>
      deleteOwn(this.#store, this.#location, this.#writeId),
    );
  }

  #createWhole(): Promise<boolean> {
    this.#mayBePublished = true;
    return withGrace(this.#stop, (cut) =>
      attempt(this.#store, 'publish', this.#location, cut, () =>
        createFile(this.#store, this.#location, this.#part.view(), this.#writeId, cut),
      ),
    );
  }

  /** Sends the part on its way, once there is room for it, and begins the next. */
  async #sendPart(isLast: boolean): Promise<void> {
    const upload = (this.#upload ??= await this.#begin());
    if (upload === undefined) return;
    const number = this.#number++;
    if (number > this.#store.parts.maxParts) throw this.#tooManyParts();
    const bytes = this.#part.view();
    await this.#roomFor(bytes.length);
    this.#bytesInFlight += bytes.length;
    const sent = upload
      .put(number, bytes, this.#stop, isLast)
      .then(
        (receipt) => void this.#receipts.push(receipt),
        (error: unknown) => void (this.#failure ??= { error }),
      )
      .finally(() => {
        this.#bytesInFlight -= bytes.length;
        this.#inFlight.delete(sent);
      });
    this.#inFlight.add(sent);
    if (!isLast) this.#part = new PartBuffer(this.#sizeOfNext());
  }

  async #begin(): Promise<CloudUpload | undefined> {
    try {
      return await CloudUpload.begin(this.#store, this.#location, this.#writeId, this.#stop);
    } catch (error) {
      if (!isExportError(error, 'FILE_ALREADY_EXISTS')) throw error;
      this.#isTaken = true;
      return undefined;
    }
  }

  async #roomFor(bytes: number): Promise<void> {
    const { concurrency, usualBytes } = this.#store.parts;
    const most = Math.max(MAX_BYTES_IN_FLIGHT, concurrency * usualBytes);
    while (
      this.#inFlight.size >= concurrency ||
      (this.#inFlight.size > 0 && this.#bytesInFlight + bytes > most)
    ) {
      await Promise.race(this.#inFlight);
      this.#throwIfFailed();
      this.#stop.throwIfAborted();
    }
  }

  #sizeOfNext(): number {
    return sizeOfPart(this.#number, this.#maxBytes, this.#store.parts);
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #tooManyParts(): ExportError {
    const reason = `it is larger than the ${String(this.#maxBytes)} bytes that it was to have at most`;
    const where = this.#store.addressOf(this.#location);
    return new ExportError('BACKEND_FAILED', [this.#store.name, 'write', where, reason]);
  }
}
