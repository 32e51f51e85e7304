import { Buffer } from 'node:buffer';

/** Collects small pieces into one buffer of a part's size. */
export class PartBuffer {
  readonly #limit: number;
  #bytes: Buffer;
  #filled = 0;

  /**
   * @param limit bytes of the part
   * @param firstBytes to begin with, less where the part may well stay small
   */
  constructor(limit: number, firstBytes = limit) {
    this.#limit = limit;
    this.#bytes = Buffer.allocUnsafeSlow(firstBytes);
  }

  get isFull(): boolean {
    return this.#filled === this.#limit;
  }

  /** Copies what fits; answers how many bytes that were. */
  fill(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#limit - this.#filled);
    this.#reserve(this.#filled + taken);
    this.#bytes.set(bytes.subarray(0, taken), this.#filled);
    this.#filled += taken;
    return taken;
  }

  /** The bytes so far, not copied. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#filled);
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.min(this.#limit, Math.max(bytes, 2 * this.#bytes.length)));
    grown.set(this.view());
    this.#bytes = grown;
  }
}
