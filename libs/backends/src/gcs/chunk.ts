import { PartBuffer } from '../part-buffer.ts';

/** What a chunk begins with, and all that a small file takes. */
const FIRST_BUFFER_BYTES = 64 * 1024;

/** A piece of an object, collected from the pieces that were written. */
export class Chunk {
  /** Offset of its first byte in the object. */
  readonly start: number;
  readonly #buffer: PartBuffer;

  /** @param limit bytes that it holds at most */
  constructor(start: number, limit: number) {
    this.start = start;
    this.#buffer = new PartBuffer(limit, FIRST_BUFFER_BYTES);
  }

  get isFull(): boolean {
    return this.#buffer.isFull;
  }

  /** Offset of the byte after its last one in the object. */
  get end(): number {
    return this.start + this.#buffer.view().length;
  }

  /** Copies what fits; answers how many bytes that were. */
  fill(bytes: Uint8Array): number {
    return this.#buffer.fill(bytes);
  }

  /** Its bytes from that offset in the object on. */
  from(offset: number): Uint8Array {
    return this.#buffer.view().subarray(offset - this.start);
  }
}
