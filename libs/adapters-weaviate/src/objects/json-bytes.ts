import { FLOAT32_TEXT_BYTES, writeFloat32 } from '@weaviate-export/entities-export';

const FIRST_BYTES = 16 * 1024;
/** Most bytes of a number's text: `-1.7976931348623157e+308` has 24. */
const NUMBER_BYTES = 32;
/** A byte as `\u00xx`. */
const ESCAPED_BYTES = 6;

const [QUOTE, BACKSLASH, SPACE] = [0x22, 0x5c, 0x20];
/** What follows the backslash of the control characters that have a letter. */
const LETTERS = new Map([
  [0x08, 0x62],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0c, 0x66],
  [0x0d, 0x72],
]);

/** JSON in the making, as UTF-8, in memory that is used again. */
export class JsonBytes {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** What has been written: a view, until it is cleared. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = code;
  }

  /** Text of ASCII, as it is. */
  ascii(text: string): void {
    this.#reserve(text.length);
    const bytes = this.#bytes;
    let at = this.length;
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
    this.length = at;
  }

  /** A string of the UTF-8 between two positions of a buffer. */
  string(source: Buffer, start: number, end: number): void {
    this.#reserve((end - start) * ESCAPED_BYTES + 2);
    const bytes = this.#bytes;
    let at = this.length;
    bytes[at++] = QUOTE;
    for (let index = start; index < end; index++) {
      const byte = source[index]!;
      if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) bytes[at++] = byte;
      else {
        bytes[at++] = BACKSLASH;
        const letter = byte < SPACE ? LETTERS.get(byte) : byte;
        if (letter !== undefined) bytes[at++] = letter;
        else at += bytes.write(`u00${byte.toString(16).padStart(2, '0')}`, at, 'latin1');
      }
    }
    bytes[at++] = QUOTE;
    this.length = at;
  }

  /** As JavaScript and Go write it; zero keeps its sign, as in Go. */
  double(value: number): void {
    this.ascii(Object.is(value, -0) ? '-0' : String(value));
  }

  float32(value: number): void {
    this.#reserve(FLOAT32_TEXT_BYTES + NUMBER_BYTES);
    this.length = writeFloat32(this.#bytes, this.length, value);
  }

  #reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }
}
