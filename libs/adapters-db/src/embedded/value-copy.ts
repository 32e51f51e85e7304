/**
 * Copies values out of lmdb's buffer, which any read on the thread overwrites, into memory of its own, which the next
 * copy overwrites. With new memory for every value of 3 kB a scan took four times as long.
 */
export class ValueCopy {
  #bytes = new Uint8Array(0);

  take(value: Uint8Array): Uint8Array {
    const { length } = value;
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(2 * length);
    // lmdb's buffer is longer than the value; its `length` is set to the value's.
    this.#bytes.set(value.subarray(0, length));
    return this.#bytes;
  }
}
