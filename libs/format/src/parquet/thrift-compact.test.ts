import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExportError } from '@weaviate-export/entities-export';
import {
  readThriftStruct,
  ThriftType,
  ThriftWriter,
  writeThriftStruct,
  type ThriftField,
  type ThriftStruct,
  type ThriftValue,
} from './thrift-compact.ts';

const SEED = 20_261_122;
const invalid = expect.objectContaining({ code: 'PARQUET_INVALID' }) as Error;

const i64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, -1n, 0n, 1n, -64n, 63n, 64n),
);
const VALUES: Record<number, fc.Arbitrary<ThriftValue>> = {
  [ThriftType.TRUE]: fc.boolean(),
  [ThriftType.BYTE]: fc.integer({ min: -128, max: 127 }),
  [ThriftType.I16]: fc.bigInt({ min: -(2n ** 15n), max: 2n ** 15n - 1n }),
  [ThriftType.I32]: fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n }),
  [ThriftType.I64]: i64,
  [ThriftType.DOUBLE]: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  [ThriftType.BINARY]: fc.uint8Array({ maxLength: 200 }),
};
const SCALARS = Object.keys(VALUES).map(Number);
const NESTED = [ThriftType.LIST, ThriftType.SET, ThriftType.MAP, ThriftType.STRUCT];

const typeAt = (depth: number): fc.Arbitrary<number> =>
  fc.constantFrom(...(depth === 0 ? SCALARS : [...SCALARS, ...NESTED]));

function valueOf(type: number, depth: number): fc.Arbitrary<ThriftValue> {
  switch (type) {
    case ThriftType.LIST:
    case ThriftType.SET:
      return typeAt(depth - 1).chain((elementType) =>
        fc.array(valueOf(elementType, depth - 1), { maxLength: 40 }).map((items) => ({ elementType, items })),
      );
    case ThriftType.MAP:
      return fc.tuple(typeAt(0), typeAt(depth - 1)).chain(([keyType, valueType]) =>
        fc
          .array(fc.tuple(valueOf(keyType, 0), valueOf(valueType, depth - 1)), { maxLength: 20 })
          // The types of an empty map are not on the wire.
          .map((entries) =>
            entries.length === 0 ? { keyType: 0, valueType: 0, entries } : { keyType, valueType, entries },
          ),
      );
    case ThriftType.STRUCT:
      return structAt(depth - 1);
    default:
      return VALUES[type]!;
  }
}

function structAt(depth: number): fc.Arbitrary<ThriftStruct> {
  const field: fc.Arbitrary<ThriftField> = typeAt(depth).chain((type) =>
    valueOf(type, depth).map((value) => ({
      type: typeof value === 'boolean' ? (value ? ThriftType.TRUE : ThriftType.FALSE) : type,
      value,
    })),
  );
  const id = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: -32_768, max: 32_767 }));
  return fc
    .uniqueArray(fc.tuple(id, field), { selector: ([number]) => number, maxLength: 12 })
    .map((fields) => new Map(fields));
}

const field = (type: number, ...value: number[]): Uint8Array => Uint8Array.of(0x10 | type, ...value, 0);
const read = (bytes: Uint8Array): ThriftValue | undefined => readThriftStruct(bytes).struct.get(1)?.value;
const written = (type: number, value: ThriftValue): Uint8Array =>
  writeThriftStruct(new Map([[1, { type, value }]]));

describe('the compact protocol', () => {
  it('gives back every struct that was written, with every field and type, and its end', () => {
    fc.assert(
      fc.property(structAt(3), fc.uint8Array({ maxLength: 5 }), (struct, behind) => {
        const bytes = writeThriftStruct(struct);
        const result = readThriftStruct(Uint8Array.from([...bytes, ...behind]));
        expect(result.end).toBe(bytes.length);
        expect([...result.struct]).toEqual([...struct]);
        expect(writeThriftStruct(result.struct)).toEqual(bytes);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('begins to read where it is told to', () => {
    const bytes = Buffer.concat([Uint8Array.of(1, 2, 3), field(ThriftType.I32, 0x02)]);
    expect(readThriftStruct(bytes, 3)).toEqual({ struct: new Map([[1, { type: 5, value: 1n }]]), end: 6 });
  });

  // From the protocol's specification.
  it.each([
    ['varint of a length, 50399', ThriftType.BINARY, new Uint8Array(50_399), [0xdf, 0x89, 0x03]],
    ['zigzag of 0', ThriftType.I32, 0n, [0x00]],
    ['zigzag of -1', ThriftType.I32, -1n, [0x01]],
    ['zigzag of 1', ThriftType.I32, 1n, [0x02]],
    ['zigzag of -2', ThriftType.I32, -2n, [0x03]],
    ['zigzag of 2147483647', ThriftType.I32, 2_147_483_647n, [0xfe, 0xff, 0xff, 0xff, 0x0f]],
    ['zigzag of -2147483648', ThriftType.I32, -2_147_483_648n, [0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['highest 64-bit integer', ThriftType.I64, 2n ** 63n - 1n, [0xfe, ...Array<number>(8).fill(0xff), 0x01]],
    ['lowest 64-bit integer', ThriftType.I64, -(2n ** 63n), [...Array<number>(9).fill(0xff), 0x01]],
    ['byte of -1', ThriftType.BYTE, -1, [0xff]],
    ['empty list of i32', ThriftType.LIST, { elementType: ThriftType.I32, items: [] }, [0x05]],
    [
      'list header of one byte, 14 elements',
      ThriftType.LIST,
      { elementType: ThriftType.I32, items: Array<bigint>(14).fill(0n) },
      [0xe5, 0x00],
    ],
    [
      'list header of two bytes, 15 elements',
      ThriftType.LIST,
      { elementType: ThriftType.I32, items: Array<bigint>(15).fill(0n) },
      [0xf5, 0x0f, 0x00],
    ],
    [
      'list of booleans: 1 is true, 2 is false',
      ThriftType.LIST,
      { elementType: ThriftType.TRUE, items: [true, false] },
      [0x21, 0x01, 0x02],
    ],
    ['empty map', ThriftType.MAP, { keyType: 0, valueType: 0, entries: [] }, [0x00]],
    [
      'map of binary to i32',
      ThriftType.MAP,
      { keyType: ThriftType.BINARY, valueType: ThriftType.I32, entries: [[Uint8Array.of(0x61), 1n]] },
      [0x01, 0x85, 0x01, 0x61, 0x02],
    ],
  ] as [string, number, ThriftValue, number[]][])('writes and reads the %s', (_name, type, value, bytes) => {
    expect([...written(type, value).subarray(1, 1 + bytes.length)]).toEqual(bytes);
    expect(read(written(type, value))).toEqual(value);
  });

  it.each([
    ['1 behind 0: short', [1], [0x15]],
    ['15 apart: short', [1, 16], [0x15, 0x00, 0xf5]],
    ['16 apart: long', [1, 17], [0x15, 0x00, 0x05, 0x22]],
    ['falling: long', [2, 1], [0x25, 0x00, 0x05, 0x02]],
    ['negative: long', [-1], [0x05, 0x01]],
  ])('writes the header of a field id that is %s', (_name, ids, bytes) => {
    const struct: ThriftStruct = new Map(ids.map((id) => [id, { type: ThriftType.I32, value: 0n }]));
    expect([...writeThriftStruct(struct)]).toEqual([...bytes, 0x00, 0x00]);
    expect([...readThriftStruct(writeThriftStruct(struct)).struct.keys()]).toEqual(ids);
  });

  it('reads 0 in a list of booleans as false, as older writers mean it', () => {
    expect(read(field(ThriftType.LIST, 0x22, 0x01, 0x00))).toMatchObject({ items: [true, false] });
  });

  it('has the value of a boolean field in the type of the field', () => {
    expect([...written(ThriftType.TRUE, false)]).toEqual([0x12, 0x00]);
    expect(read(Uint8Array.of(0x11, 0x00))).toBe(true);
    expect(read(Uint8Array.of(0x12, 0x00))).toBe(false);
  });

  it('writes values of any size one behind the other', () => {
    const writer = new ThriftWriter();
    const long = new Uint8Array(5_000).fill(7);
    writer.raw(Uint8Array.of(1));
    writer.raw(long);
    writer.raw(Uint8Array.of(2));
    expect(writer.bytes()).toEqual(Uint8Array.from([1, ...long, 2]));
  });
});

describe('bytes that are not a struct', () => {
  it('are refused wherever a struct is cut off', () => {
    fc.assert(
      fc.property(structAt(2), fc.nat(), (struct, at) => {
        const bytes = writeThriftStruct(struct);
        expect(() => readThriftStruct(bytes.slice(0, at % bytes.length))).toThrow(invalid);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('never end in anything but a struct or PARQUET_INVALID, whatever they are', () => {
    const onlyExportErrors = (bytes: Uint8Array): void => {
      try {
        readThriftStruct(bytes);
      } catch (error) {
        if (!isExportError(error, 'PARQUET_INVALID')) throw error;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), onlyExportErrors), {
      seed: SEED,
      numRuns: 3_000,
    });
    fc.assert(
      fc.property(structAt(2), fc.nat(), fc.nat(255), (struct, at, value) => {
        const bytes = writeThriftStruct(struct);
        bytes[at % bytes.length] = value;
        onlyExportErrors(bytes);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  const varint = (value: bigint): number[] =>
    value < 0x80n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...varint(value >> 7n)];
  const deep = (...bytes: number[]): Uint8Array => Buffer.alloc(1_000_000, Uint8Array.from(bytes));

  it.each([
    ['nothing', new Uint8Array()],
    ['a byte that is missing', Uint8Array.of(0x13)],
    ['a double that is cut off', Uint8Array.of(0x17, 1, 2, 3)],
    ['an unknown type', field(13, 0)],
    ['an unknown type of elements', field(ThriftType.LIST, 0x1d, 0)],
    ['the type 0 with a field id', Uint8Array.of(0x10, 0)],
    ['a text of 2^31 bytes', field(ThriftType.BINARY, ...varint(2n ** 31n))],
    ['a text of 2^64 - 1 bytes', field(ThriftType.BINARY, ...varint(2n ** 64n - 1n))],
    ['a list of 2^31 integers', field(ThriftType.LIST, 0xf5, ...varint(2n ** 31n), 1, 2, 3)],
    ['a list of 2^64 - 1 booleans', field(ThriftType.LIST, 0xf1, ...varint(2n ** 64n - 1n), 1)],
    ['a list of 2^31 structs', field(ThriftType.LIST, 0xfc, ...varint(2n ** 31n))],
    ['a list of 2^31 empty maps', field(ThriftType.LIST, 0xfb, ...varint(2n ** 31n))],
    ['a map of 2^31 entries', field(ThriftType.MAP, ...varint(2n ** 31n), 0x11, 1, 1)],
    ['an integer of 65 bits', field(ThriftType.I64, ...varint(2n ** 64n))],
    ['an integer that does not end', field(ThriftType.I64, ...Array<number>(20).fill(0xff))],
    ['a million structs inside one another', deep(0x1c)],
    ['a million lists inside one another', Buffer.concat([Uint8Array.of(0x19), deep(0x19)])],
    ['a million sets inside one another', Buffer.concat([Uint8Array.of(0x1a), deep(0x1a)])],
    ['a million maps inside one another', Buffer.concat([Uint8Array.of(0x1b), deep(0x01, 0xbb)])],
  ])('%s: is refused at once', (_name, bytes) => {
    const heap = process.memoryUsage().rss;
    const begun = performance.now();
    expect(() => readThriftStruct(bytes)).toThrow(invalid);
    // A reader that believes such a length takes minutes and gigabytes.
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(process.memoryUsage().rss - heap).toBeLessThan(200_000_000);
  });

  it('an unknown type is not written either', () => {
    expect(() => written(13, 0n)).toThrow(invalid);
  });
});
