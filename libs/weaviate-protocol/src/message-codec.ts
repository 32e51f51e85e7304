import { isUtf8 } from 'node:buffer';
import { ExportError } from '@weaviate-export/entities-export';
import protobuf from 'protobufjs';

const REPLACEMENT = '\uFFFD';

/** Reads and writes one kind of message; names are in camel case. */
export interface MessageCodec<Init, Message> {
  /**
   * Absent fields have the defaults of proto3: zero, '', false, no elements; absent messages are null, absent bytes an
   * array of no elements that has none of a Uint8Array's own methods. Unknown fields are skipped.
   * @throws ExportError MESSAGE_MALFORMED
   */
  readonly decode: (bytes: Uint8Array) => Message;
  readonly encode: (message: Init) => Buffer;
  /**
   * The numbers of the fields that a message has, in no order; known or not.
   * @throws ExportError MESSAGE_MALFORMED
   */
  readonly fieldNumbers: (bytes: Uint8Array) => Set<number>;
}

/**
 * protobufjs takes a text that the end of the message cuts off for the whole, and replaces what is no UTF-8 without a
 * word. Half a surrogate pair is read as such: who takes the text can say where it is.
 */
class WholeTextReader extends protobuf.BufferReader {
  override string(): string {
    const start = this.pos;
    const length = this.uint32();
    if (length > this.len - this.pos)
      throw new RangeError(`a text of ${length} bytes is cut off after ${this.len - this.pos}`);
    const bytes = this.buf.subarray(this.pos, this.pos + length);
    this.pos = start;
    const text = super.string();
    if (!text.includes(REPLACEMENT) || isUtf8(bytes)) return text;
    const halves = protobuf.util.utf8.read(bytes, 0, length);
    if (halves.isWellFormed()) throw new RangeError('a text is not UTF-8');
    return halves;
  }
}

/** protobufjs writes half a surrogate pair as bytes that no client reads. */
class WellFormedWriter extends protobuf.BufferWriter {
  override string(value: string): this {
    super.string(value.toWellFormed());
    return this;
  }
}

function readerOf({ buffer, byteOffset, byteLength }: Uint8Array): protobuf.Reader {
  return new WholeTextReader(Buffer.from(buffer, byteOffset, byteLength));
}

/** The codec of a type; `Init` and `Message` say what is written and what is read. */
export function messageCodec<Init, Message>(type: protobuf.Type): MessageCodec<Init, Message> {
  const read = <Result>(bytes: Uint8Array, by: (reader: protobuf.Reader) => Result): Result => {
    try {
      return by(readerOf(bytes));
    } catch (error) {
      throw new ExportError('MESSAGE_MALFORMED', [type.fullName.slice(1), String(error)], { cause: error });
    }
  };
  return {
    decode: (bytes) => read(bytes, (reader) => type.decode(reader) as unknown as Message),
    // Node's writer of protobufjs makes buffers.
    encode: (message) => type.encode(message as object, new WellFormedWriter()).finish() as Buffer,
    fieldNumbers: (bytes) => read(bytes, fieldNumbers),
  };
}

function fieldNumbers(reader: protobuf.Reader): Set<number> {
  const numbers = new Set<number>();
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    numbers.add(tag >>> 3);
    reader.skipType(tag & 7);
  }
  return numbers;
}
