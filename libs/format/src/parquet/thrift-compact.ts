import { ExportError } from '@weaviate-export/entities-export';

/**
 * Reader and writer of Thrift's compact protocol that keeps every field, known or not, so that a footer can be changed
 * in one place and stays as it was in all others.
 * Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

/** Type codes of the compact protocol. In a struct, a boolean's value is its type: TRUE or FALSE. */
export const ThriftType = {
  TRUE: 1,
  FALSE: 2,
  BYTE: 3,
  I16: 4,
  I32: 5,
  I64: 6,
  DOUBLE: 7,
  BINARY: 8,
  LIST: 9,
  SET: 10,
  MAP: 11,
  STRUCT: 12,
} as const;

/** An integer that is not known yet, since it tells a position in a file: the writer leaves it out. */
export class OpenInteger {
  /** What it is counted from. */
  readonly base: number;
  /** How far it lies from there. */
  readonly distance: number;

  constructor(base: number, distance: number) {
    this.base = base;
    this.distance = distance;
  }
}

/** Integers are bigints, doubles their 8 bytes, strings their UTF-8 bytes. */
export type ThriftValue =
  boolean | number | bigint | OpenInteger | Uint8Array | ThriftList | ThriftMap | ThriftStruct;

export interface ThriftField {
  type: number;
  value: ThriftValue;
}

/** Fields by id, in the order read. */
export type ThriftStruct = Map<number, ThriftField>;

/** A list or a set. */
export interface ThriftList {
  elementType: number;
  items: ThriftValue[];
}

export interface ThriftMap {
  keyType: number;
  valueType: number;
  entries: [ThriftValue, ThriftValue][];
}

const STOP = 0;
/** Bits of an integer that four bytes of it hold, which fit a number's bitwise operators. */
const SMALL_BITS = 28;
const LARGEST_SMALL = 2n ** BigInt(SMALL_BITS - 1) - 1n;
/** Deepest nesting that is read: Parquet's metadata needs six; a hostile file must not exhaust the stack. */
const MAX_DEPTH = 32;

/**
 * Reads the struct that begins at an offset.
 * @returns the struct and the offset behind it
 * @throws ExportError PARQUET_INVALID where the bytes end too soon or hold an unknown type
 */
export function readThriftStruct(bytes: Uint8Array, offset = 0): { struct: ThriftStruct; end: number } {
  let position = offset;

  const byte = (): number => {
    const value = bytes[position++];
    if (value === undefined) throw new ExportError('PARQUET_INVALID', ['the metadata ends too soon']);
    return value;
  };
  /** Most are of a few bytes, for which numbers are several times as fast as bigints. */
  const varint = (): number | bigint => {
    let small = 0;
    for (let shift = 0; shift < SMALL_BITS; shift += 7) {
      const next = byte();
      small |= (next & 0x7f) << shift;
      if (next < 0x80) return small;
    }
    let result = BigInt(small);
    for (let shift = BigInt(SMALL_BITS); shift < 70n; shift += 7n) {
      const next = byte();
      if (shift === 63n && next > 1) break;
      result |= BigInt(next & 0x7f) << shift;
      if (next < 0x80) return result;
    }
    throw new ExportError('PARQUET_INVALID', ['the metadata holds an integer of more than 64 bits']);
  };
  const zigzag = (): bigint => {
    const value = varint();
    if (typeof value === 'number') return BigInt((value >>> 1) ^ -(value & 1));
    return (value >> 1n) ^ -(value & 1n);
  };
  const take = (length: number): Uint8Array => {
    if (position + length > bytes.length)
      throw new ExportError('PARQUET_INVALID', ['the metadata ends too soon']);
    position += length;
    return bytes.subarray(position - length, position);
  };
  const value = (type: number, depth: number): ThriftValue => {
    if (depth > MAX_DEPTH) throw new ExportError('PARQUET_INVALID', ['the metadata is nested too deeply']);
    switch (type) {
      case ThriftType.TRUE:
      case ThriftType.FALSE:
        return byte() === ThriftType.TRUE;
      case ThriftType.BYTE:
        return (byte() << 24) >> 24;
      case ThriftType.I16:
      case ThriftType.I32:
      case ThriftType.I64:
        return zigzag();
      case ThriftType.DOUBLE:
        return take(8);
      case ThriftType.BINARY:
        return take(Number(varint()));
      case ThriftType.LIST:
      case ThriftType.SET: {
        const header = byte();
        const length = header >> 4 === 15 ? Number(varint()) : header >> 4;
        const elementType = header & 0x0f;
        const items: ThriftValue[] = [];
        for (let index = 0; index < length; index++) items.push(value(elementType, depth + 1));
        return { elementType, items };
      }
      case ThriftType.MAP: {
        const length = Number(varint());
        const types = length === 0 ? 0 : byte();
        const [keyType, valueType] = [types >> 4, types & 0x0f];
        const entries: [ThriftValue, ThriftValue][] = [];
        for (let index = 0; index < length; index++) {
          entries.push([value(keyType, depth + 1), value(valueType, depth + 1)]);
        }
        return { keyType, valueType, entries };
      }
      case ThriftType.STRUCT:
        return struct(depth + 1);
      default:
        throw new ExportError('PARQUET_INVALID', [`the metadata holds the unknown type ${type}`]);
    }
  };
  const struct = (depth: number): ThriftStruct => {
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (;;) {
      const header = byte();
      if (header === STOP) return fields;
      const type = header & 0x0f;
      id = header >> 4 === 0 ? Number(zigzag()) : id + (header >> 4);
      const isBoolean = type === ThriftType.TRUE || type === ThriftType.FALSE;
      fields.set(id, { type, value: isBoolean ? type === ThriftType.TRUE : value(type, depth) });
    }
  };

  return { struct: struct(0), end: position };
}

/** The bytes of a struct; fields are written in the order of the map, which is best the order of their ids. */
export function writeThriftStruct(fields: ThriftStruct): Uint8Array {
  const writer = new ThriftWriter();
  writer.struct(fields);
  return writer.bytes();
}

/** Bytes that the writer reserves at first; it doubles from there. */
const INITIAL_CAPACITY = 1024;

/** Of Node's pool, with anything in it: a tiny part takes some forty writers, whose own memory would have to be collected. */
function pooled(bytes: number): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset } = Buffer.allocUnsafe(bytes);
  return new Uint8Array(buffer, byteOffset, bytes);
}

/** Writes values one behind the other, for metadata whose row groups are too many to hold as structs. */
export class ThriftWriter {
  /** The integers left out so far, each at the length that the bytes had. */
  readonly open: { readonly position: number; readonly integer: OpenInteger }[] = [];
  #buffer = pooled(INITIAL_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** As a copy, with memory of its own. */
  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The header of the field that follows one with the id `previous` (0 for the first). */
  fieldHeader(id: number, previous: number, type: number): void {
    const delta = id - previous;
    if (delta > 0 && delta <= 15) {
      this.#byte((delta << 4) | type);
    } else {
      this.#byte(type);
      this.#zigzag(BigInt(id));
    }
  }

  listHeader(length: number, elementType: number): void {
    if (length < 15) {
      this.#byte((length << 4) | elementType);
    } else {
      this.#byte(0xf0 | elementType);
      this.#varint(length);
    }
  }

  stop(): void {
    this.#byte(STOP);
  }

  integer(value: number): void {
    this.#zigzag(BigInt(value));
  }

  struct(fields: ThriftStruct): void {
    this.fields(fields);
    this.stop();
  }

  /** The fields of a struct that does not end with them. */
  fields(fields: Iterable<readonly [number, ThriftField]>, before = 0): void {
    let previous = before;
    for (const [id, { type, value }] of fields) {
      const isBoolean = typeof value === 'boolean';
      this.fieldHeader(id, previous, isBoolean ? (value ? ThriftType.TRUE : ThriftType.FALSE) : type);
      if (!isBoolean) this.value(type, value);
      previous = id;
    }
  }

  value(type: number, value: ThriftValue): void {
    switch (type) {
      case ThriftType.TRUE:
      case ThriftType.FALSE:
        return this.#byte(value ? ThriftType.TRUE : ThriftType.FALSE);
      case ThriftType.BYTE:
        return this.#byte((value as number) & 0xff);
      case ThriftType.I16:
      case ThriftType.I32:
      case ThriftType.I64:
        if (!(value instanceof OpenInteger)) return this.#zigzag(value as bigint);
        this.open.push({ position: this.#length, integer: value });
        return;
      case ThriftType.DOUBLE:
        return this.raw(value as Uint8Array);
      case ThriftType.BINARY:
        this.#varint((value as Uint8Array).length);
        return this.raw(value as Uint8Array);
      case ThriftType.LIST:
      case ThriftType.SET: {
        const { elementType, items } = value as ThriftList;
        this.listHeader(items.length, elementType);
        for (const item of items) this.value(elementType, item);
        return;
      }
      case ThriftType.MAP: {
        const { keyType, valueType, entries } = value as ThriftMap;
        this.#varint(entries.length);
        if (entries.length > 0) this.#byte((keyType << 4) | valueType);
        for (const [key, item] of entries) {
          this.value(keyType, key);
          this.value(valueType, item);
        }
        return;
      }
      case ThriftType.STRUCT:
        return this.struct(value as ThriftStruct);
      default:
        throw new ExportError('PARQUET_INVALID', [`the metadata holds the unknown type ${type}`]);
    }
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  #varint(value: number | bigint): void {
    if (typeof value === 'number') {
      let rest = value;
      while (rest >= 0x80) {
        this.#byte((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      return this.#byte(rest);
    }
    let rest = value;
    while (rest >= 0x80n) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  #zigzag(value: bigint): void {
    if (value >= -LARGEST_SMALL && value <= LARGEST_SMALL) {
      const small = Number(value);
      this.#varint((small << 1) ^ (small >> 31));
    } else this.#varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + bytes));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
