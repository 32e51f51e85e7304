import { createHash } from 'node:crypto';
import type { RandomAccess } from '@weaviate-export/format';
import { TimeSlice } from '@weaviate-export/waiting';

/** What is read at once where nothing but the hash needs it, in bytes. */
const READ_BYTES = 4 * 1024 * 1024;
/** Bytes hashed in one go: 1 MiB takes about half a millisecond of the main thread. */
const HASH_SLICE_BYTES = 1024 * 1024;

/**
 * A file that is read once for two ends: what is read in rising order is hashed on the way, and what lies in between is read
 * for the hash alone. So the bytes that were looked at are those that were hashed. One read at a time.
 */
export class HashedFile implements RandomAccess {
  readonly name: string;
  readonly bytes: number;
  readonly #source: RandomAccess;
  readonly #onRead: (bytes: number) => void;
  readonly #hash = createHash('sha256');
  readonly #slice = new TimeSlice();
  #position = 0;

  /** @param onRead told of the bytes as they are hashed */
  constructor(source: RandomAccess, onRead: (bytes: number) => void) {
    this.name = source.name;
    this.bytes = source.bytes;
    this.#source = source;
    this.#onRead = onRead;
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    if (start < this.#position) return this.#source.read(start, length);
    await this.#hashTo(start);
    return this.#readOn(length);
  }

  /** The sha256 of the whole file, in hexadecimal. */
  async finish(): Promise<string> {
    await this.#hashTo(this.bytes);
    return this.#hash.digest('hex');
  }

  async #hashTo(end: number): Promise<void> {
    while (this.#position < end) {
      const read = await this.#readOn(Math.min(READ_BYTES, end - this.#position));
      // It has become shorter since it was listed: the hash tells.
      if (read.length === 0) return;
    }
  }

  async #readOn(length: number): Promise<Uint8Array> {
    const bytes = await this.#source.read(this.#position, length);
    for (let from = 0; from < bytes.length; from += HASH_SLICE_BYTES) {
      this.#hash.update(bytes.subarray(from, from + HASH_SLICE_BYTES));
      await this.#slice.pause();
    }
    this.#position += bytes.length;
    this.#onRead(bytes.length);
    return bytes;
  }
}
