import { ExportError } from '@weaviate-export/entities-export';

/** How a field is written: https://protobuf.dev/programming-guides/encoding/#structure */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
export const FIXED32 = 5;

/** A field's number and how it is written, in one integer, as the wire has them. */
export const tagOf = (field: number, type: number): number => (field << 3) | type;

/** Walks over the fields of protobuf messages in a buffer, and reads just those that it is asked for. */
export class WireReader {
  readonly bytes: Buffer;
  position: number;
  /** Of the last `varint64`: its lower and upper 32 bits, unsigned. */
  low = 0;
  high = 0;

  constructor(bytes: Buffer, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  /** An integer below 2^53: a tag, a length, a time. */
  varint(): number {
    const { bytes } = this;
    let value = bytes[this.position++]!;
    if (value < 0x80) return value;
    value &= 0x7f;
    for (let scale = 0x80; ; scale *= 0x80) {
      const byte = bytes[this.position++];
      if (byte === undefined) throw cutOff();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  /** Reads 64 bits into `low` and `high`. */
  varint64(): void {
    let [low, high] = [0, 0];
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) throw cutOff();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) break;
    }
    this.low = low >>> 0;
    this.high = high >>> 0;
  }

  /** Reads a length, and gives the position at which what has it ends. */
  end(): number {
    const length = this.varint();
    const end = this.position + length;
    if (end > this.bytes.length) throw cutOff();
    return end;
  }

  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        while (this.bytes[this.position++]! >= 0x80);
        return;
      case FIXED64:
        this.position += 8;
        return;
      case LENGTH:
        this.position = this.end();
        return;
      case FIXED32:
        this.position += 4;
        return;
      default:
        throw new ExportError('MESSAGE_MALFORMED', ['SearchReply', `a field has the unknown tag ${tag}`]);
    }
  }
}

function cutOff(): ExportError {
  return new ExportError('MESSAGE_MALFORMED', ['SearchReply', 'it is cut off']);
}
