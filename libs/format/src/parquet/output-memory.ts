/**
 * Memory for encoded files, which are written one after the other: in the memory given, each behind the one before, or
 * in memory of their own where that is full.
 */
export class OutputMemory {
  #rest: Uint8Array;

  /** @param given absent, every file has memory of its own */
  constructor(given = new SharedArrayBuffer(0)) {
    this.#rest = new Uint8Array(given);
  }

  /** Memory for so many bytes with anything in it. Asked again for the same file, it begins at the same place. */
  readonly allocate = (bytes: number): Uint8Array =>
    bytes <= this.#rest.length ? this.#rest.subarray(0, bytes) : new Uint8Array(bytes);

  /** Keeps a file that is whole: the next one begins behind it. */
  keep(file: Uint8Array): void {
    if (file.buffer === this.#rest.buffer) this.#rest = this.#rest.subarray(file.length);
  }
}
