import { ExportError } from '@weaviate-export/entities-export';
import protobuf from 'protobufjs';
import { HEALTH_PROTO, WEAVIATE_PROTO } from './weaviate-proto.ts';

const root = new protobuf.Root();
protobuf.parse(WEAVIATE_PROTO, root);
protobuf.parse(HEALTH_PROTO, root);

/** Reads and writes one kind of message; `Message` says what of it this server uses, its names in camel case. */
export interface MessageCodec<Message extends object> {
  /**
   * Absent fields have the defaults of proto3: zero, '', false, no elements; absent messages are null, absent bytes an
   * array of no elements that has none of a Uint8Array's own methods.
   * @throws ExportError MESSAGE_MALFORMED
   */
  decode(bytes: Uint8Array): Message;
  encode(message: Partial<Message>): Uint8Array;
  /**
   * The numbers of the fields that a message has, in no order; known or not.
   * @throws ExportError MESSAGE_MALFORMED
   */
  fieldNumbers(bytes: Uint8Array): Set<number>;
}

/** protobufjs takes a text that the end of the message cuts off for the whole. */
class WholeTextReader extends protobuf.BufferReader {
  override string(): string {
    const start = this.pos;
    const length = this.uint32();
    if (length > this.len - this.pos)
      throw new RangeError(`a text of ${length} bytes is cut off after ${this.len - this.pos}`);
    this.pos = start;
    return super.string();
  }
}

function readerOf({ buffer, byteOffset, byteLength }: Uint8Array): protobuf.Reader {
  return new WholeTextReader(Buffer.from(buffer, byteOffset, byteLength));
}

/** @param name with its package, such as `weaviate.v1.SearchRequest` */
export function messageCodec<Message extends object>(name: string): MessageCodec<Message> {
  const type = root.lookupType(name);
  const read = <Result>(bytes: Uint8Array, by: (reader: protobuf.Reader) => Result): Result => {
    try {
      return by(readerOf(bytes));
    } catch (error) {
      throw new ExportError('MESSAGE_MALFORMED', [name, String(error)], { cause: error });
    }
  };
  return {
    decode: (bytes) => read(bytes, (reader) => type.decode(reader) as unknown as Message),
    encode: (message) => type.encode(message).finish(),
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

/** An integer of 64 bits as protobufjs reads and writes it. */
export interface Int64 {
  /** The lower 32 bits, and the higher ones, with their signs. */
  readonly low: number;
  readonly high: number;
}

/** A number where that is exact, else a bigint. */
export function fromInt64({ low, high }: Int64): number | bigint {
  const number = high * 2 ** 32 + (low >>> 0);
  return Number.isSafeInteger(number) ? number : (BigInt(high) << 32n) | BigInt(low >>> 0);
}

/** @param integer of 64 bits */
export function toInt64(integer: number | bigint): Int64 {
  const bits = BigInt(integer);
  return { low: Number(BigInt.asIntN(32, bits)), high: Number(BigInt.asIntN(32, bits >> 32n)) };
}
