/** A run of the hybrid encoding begins with its length, shifted by the bit that tells it from packed bits. */
const RUN_SHIFT = 1;
const VARINT_BITS = 7;
const VARINT_MORE = 0x80;
/** Levels of a vector fit in a byte, which is what the value of a run takes. */
const LENGTH_BYTES = 4;

/**
 * Levels of a data page, as runs of Parquet's RLE and bit-packing hybrid encoding, with the length in front that pages of
 * version 1 have. Vectors are long runs.
 * Source: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export class LevelRuns {
  readonly #bytes: number[] = [];
  #level = 0;
  #count = 0;

  /** Adds a level so many times. */
  add(level: number, count: number): void {
    if (level !== this.#level) this.#flush();
    this.#level = level;
    this.#count += count;
  }

  /** All that was added since the last call, encoded. */
  take(): Uint8Array {
    this.#flush();
    const encoded = new Uint8Array(LENGTH_BYTES + this.#bytes.length);
    new DataView(encoded.buffer).setUint32(0, this.#bytes.length, true);
    encoded.set(this.#bytes, LENGTH_BYTES);
    this.#bytes.length = 0;
    return encoded;
  }

  #flush(): void {
    if (this.#count === 0) return;
    let header = this.#count << RUN_SHIFT;
    while (header >= VARINT_MORE) {
      this.#bytes.push((header & (VARINT_MORE - 1)) | VARINT_MORE);
      header >>>= VARINT_BITS;
    }
    this.#bytes.push(header, this.#level);
    this.#count = 0;
  }
}
