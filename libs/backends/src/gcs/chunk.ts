import { Buffer } from 'node:buffer';

/** Pieces below this are copied, so that a chunk does not keep many small buffers, and what they are cut from, in memory. */
const KEPT_BYTES = 16 * 1024;

/** What copies are collected in, and all that a small file takes. */
const BLOCK_BYTES = 64 * 1024;

/** A piece of an object, from the pieces that were written: those that are large enough are kept and not copied. */
export class Chunk {
  /** Offset of its first byte in the object. */
  readonly start: number;
  readonly #limit: number;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;
  #block = Buffer.alloc(0);
  /** Bytes of the block that are used, and those of them that are among the pieces. */
  #used = 0;
  #listed = 0;

  /** @param limit bytes that it holds at most */
  constructor(start: number, limit: number) {
    this.start = start;
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#length === this.#limit;
  }

  /** Offset of the byte after its last one in the object. */
  get end(): number {
    return this.start + this.#length;
  }

  /** Takes what fits; answers how many bytes that were. The bytes are not to change afterwards. */
  fill(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#limit - this.#length);
    if (taken.length < KEPT_BYTES) this.#copy(taken);
    else {
      this.#listCopied();
      this.#pieces.push(taken);
    }
    this.#length += taken.length;
    return taken.length;
  }

  /** Its bytes from that offset in the object on. */
  piecesFrom(offset: number): Uint8Array[] {
    this.#listCopied();
    const rest: Uint8Array[] = [];
    let skipped = offset - this.start;
    for (const piece of this.#pieces) {
      if (skipped < piece.length) rest.push(piece.subarray(skipped));
      skipped = Math.max(0, skipped - piece.length);
    }
    return rest;
  }

  #copy(bytes: Uint8Array): void {
    if (this.#used + bytes.length > this.#block.length) {
      this.#listCopied();
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.#used = this.#listed = 0;
    }
    this.#block.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #listCopied(): void {
    if (this.#listed < this.#used) this.#pieces.push(this.#block.subarray(this.#listed, this.#used));
    this.#listed = this.#used;
  }
}
