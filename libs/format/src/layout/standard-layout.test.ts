import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClassDefinition, ExportObject } from '@weaviate-export/entities-export';
import { idOf } from '@weaviate-export/generated-objects';
import { encodedFile, type FilledClass } from '../parquet/encoded-file.fixture.ts';
import { bits, DuckDb, readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';
import { ColumnsBuilder } from './columns-builder.ts';
import { classLayout } from './layout.ts';
import { STANDARD } from './standard-layout.ts';

const SEED = 20_261_122;
const multi = { vectorIndexConfig: { multivector: { enabled: true } } };

/** An object with nothing but an id, and what is given. */
function object(index: number, more: Partial<ExportObject> = {}): ExportObject {
  return {
    id: idOf(index),
    creationTime: 1_700_000_000_000 + index,
    updateTime: 1_700_000_000_500 + index,
    vector: null,
    namedVectors: null,
    properties: null,
    ...more,
  };
}
const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const fromBits = (...values: number[]): Float32Array => new Float32Array(Uint32Array.from(values).buffer);
const named = (...names: string[]): ClassDefinition => ({
  class: 'Doc',
  vectorConfig: Object.fromEntries(names.map((name) => [name, {}])),
});

let duckDb: DuckDb;
beforeAll(async () => {
  duckDb = await DuckDb.start();
});
afterAll(() => duckDb[Symbol.asyncDispose]());

/** Holds what both readers find in the file against the objects, bit for bit. */
async function expectReadBack(filled: FilledClass): Promise<Uint8Array> {
  const { file, vectors } = await encodedFile(filled);
  const expected = rowsOf(filled.objects, filled.definition.class, vectors);
  expect(await readWithHyparquet(file, vectors)).toEqual(expected);
  expect(await duckDb.read(file, vectors)).toEqual(expected);
  return file;
}

describe('a file of the standard layout gives back, in DuckDB and hyparquet', () => {
  it.each<[string, ClassDefinition, ExportObject[]]>([
    ['objects without vectors', { class: 'Doc' }, [object(1, { properties: '{"a":1}' }), object(2)]],
    ['objects without properties', { class: 'Doc' }, [object(1, { vector: floats(1, 2) })]],
    ['a single object with nothing at all', { class: 'Doc' }, [object(1)]],
    [
      'vectors of one length',
      { class: 'Doc' },
      [1, 2, 3].map((index) => object(index, { vector: floats(index, 0.1, -index) })),
    ],
    [
      'vectors of several lengths, none and an empty one',
      { class: 'Doc' },
      [
        object(1, { vector: floats(1) }),
        object(2, { vector: floats(1, 2, 3) }),
        object(3),
        object(4, { vector: floats() }),
        object(5, { vector: floats(4, 5) }),
      ],
    ],
    [
      'named vectors, of which rows lack some or all',
      named('title', 'body'),
      [
        object(1, { namedVectors: { title: floats(1, 2), body: floats(3, 4, 5) } }),
        object(2, { namedVectors: { title: floats(6, 7) } }),
        object(3, { namedVectors: null }),
        object(4, { namedVectors: {} }),
        object(5, { namedVectors: { body: floats(8, 9, 10) } }),
      ],
    ],
    [
      'named vectors that no row has',
      named('title', 'body'),
      [object(1), object(2, { namedVectors: { body: floats(1) } })],
    ],
    [
      'named vectors with odd names',
      named('a.b', 'a', 'list', 'element', 'id', 'ünïcödé 😀', 'constructor', 'toString', 'it\'s "quoted"'),
      [
        object(1, {
          namedVectors: {
            'a.b': floats(1),
            a: floats(2),
            list: floats(3),
            element: floats(4),
            id: floats(5),
            'ünïcödé 😀': floats(6),
            constructor: floats(7),
            toString: floats(8),
            'it\'s "quoted"': floats(9),
          },
        }),
        object(2, { namedVectors: { id: floats(10) } }),
        object(3),
      ],
    ],
    [
      'multi-vectors: many vectors, one, none, and no multi-vector',
      { class: 'Doc', vectorConfig: { colbert: multi, plain: {} } },
      [
        object(1, {
          namedVectors: { colbert: [floats(1, 2), floats(3, 4), floats(5, 6)], plain: floats(7) },
        }),
        object(2, { namedVectors: { colbert: [floats(8, 9)] } }),
        object(3, { namedVectors: { colbert: [] } }),
        object(4, { namedVectors: { plain: floats(10) } }),
        object(5),
        object(6, { namedVectors: { colbert: [floats(), floats(11)] } }),
      ],
    ],
    [
      'text of any script, emoji, combining marks, quotes and control characters',
      { class: 'Doc' },
      [
        '{"a":"日本語 العربية ελληνικά"}',
        '{"a":"😀👩‍👩‍👧‍👦🏳️‍🌈"}',
        '{"a":"e\u0301 \u0928\u093f"}',
        '{"a":"\\u0000 and \\ud83d\\ude00"}',
        '{"a":"\\"\\\\\\n"}',
        '{}',
        '',
      ].map((properties, index) => object(index, { properties })),
    ],
    [
      'properties given as bytes',
      { class: 'Doc' },
      [object(1, { properties: new TextEncoder().encode('{"a":"ü😀"}') }), object(2, { properties: '{}' })],
    ],
    [
      'a text of 1 MB beside short ones',
      { class: 'Doc' },
      [
        object(1, { properties: '{}' }),
        object(2, { properties: JSON.stringify({ text: 'ä😀x'.repeat(150_000) }) }),
        object(3, { properties: '{"a":1}' }),
      ],
    ],
    [
      '64-bit integers in JSON, digit by digit',
      { class: 'Doc' },
      [
        '9223372036854775807',
        '-9223372036854775808',
        '9007199254740993',
        '1e400',
        '0.1000000000000000055',
      ].map((number, index) => object(index, { properties: `{"n":${number}}` })),
    ],
    [
      'NaNs with their payload, signed zeros, infinities, subnormals and limits, bit for bit',
      named('v'),
      [
        object(1, { namedVectors: { v: fromBits(0x7fc00000, 0xffc00000, 0x7fc12345, 0xffffffff) } }),
        object(2, { namedVectors: { v: floats(-0, 0, Infinity, -Infinity) } }),
        object(3, { namedVectors: { v: fromBits(1, 0x80000001, 0x007fffff, 0x00800000) } }),
        object(4, { namedVectors: { v: fromBits(0x7f7fffff, 0xff7fffff, 0x3f800001, 0x3dcccccd) } }),
      ],
    ],
    [
      'times before 1970 and beyond the year 2262, to the millisecond',
      { class: 'Doc' },
      [
        [0, -1],
        [Date.UTC(1900, 0, 1), Date.UTC(2262, 3, 12)],
        [Date.UTC(9999, 11, 31, 23, 59, 59, 999), 253_402_300_799_999],
        [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
      ].map(([creationTime, updateTime], index) =>
        object(index, { creationTime: creationTime!, updateTime: updateTime! }),
      ),
    ],
  ])('%s', async (_name, definition, objects) => {
    await expectReadBack({ definition, objects });
    await expectReadBack({ definition, objects, rowGroup: 1 });
  });

  it('any objects of any class, in row groups of any size', async () => {
    const vector = fc.float32Array({ maxLength: 6 });
    const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 3 });
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4, unit: 'grapheme' }), {
      maxLength: 4,
      // DuckDB takes the names of a struct's fields without regard to case, hyparquet cannot read `__proto__`.
      selector: (name) => name.toLowerCase().normalize(),
    });
    const filled = fc
      .array(
        fc.tuple(
          names.map((list) => list[0] ?? 'v'),
          fc.boolean(),
        ),
        { maxLength: 4 },
      )
      .map((list) => new Map(list.map(([name, many]) => [name.toLowerCase(), many])))
      .chain((vectors) => {
        const values = Object.fromEntries(
          [...vectors].map(([name, many]) => [name, many ? fc.array(vector, { maxLength: 3 }) : vector]),
        );
        const namedVectors = maybe(fc.record(values, { requiredKeys: [] })) as fc.Arbitrary<
          ExportObject['namedVectors']
        >;
        const one = fc.record({
          creationTime: fc.maxSafeInteger(),
          updateTime: fc.maxSafeInteger(),
          vector: vectors.size === 0 ? maybe(vector) : fc.constant(null),
          namedVectors: vectors.size === 0 ? fc.constant(null) : namedVectors,
          properties: maybe(fc.oneof(fc.json(), fc.string({ unit: 'binary' }))),
        });
        const config = [...vectors].map(([name, many]) => [name, many ? multi : {}] as const);
        return fc.record({
          definition: fc.constant({ class: 'Any', vectorConfig: Object.fromEntries(config) }),
          objects: fc
            .array(one, { minLength: 1, maxLength: 40 })
            .map((list) => list.map((more, index) => object(index, more))),
          rowGroup: fc.integer({ min: 1, max: 50 }),
        });
      });
    await fc.assert(
      fc.asyncProperty(filled, async (given) => {
        await expectReadBack(given);
      }),
      { seed: SEED, numRuns: 40 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });

  it('a vector that is called __proto__ (in DuckDB; hyparquet cannot)', async () => {
    const definition = JSON.parse(
      '{"class":"Doc","vectorConfig":{"__proto__":{},"other":{}}}',
    ) as ClassDefinition;
    const namedVectors = Object.fromEntries([['__proto__', floats(1, 2)]]);
    const objects = [object(1, { namedVectors }), object(2, { namedVectors: { other: floats(3) } })];
    const { file, vectors } = await encodedFile({ definition, objects });
    expect(vectors.map(({ name }) => name)).toEqual(['__proto__', 'other']);
    expect(await duckDb.read(file, vectors)).toEqual(rowsOf(objects, 'Doc', vectors));
  });

  it('one vector, where the class enables multi-vectors for its unnamed vector, which cannot hold them', async () => {
    const definition = { class: 'Doc', ...multi };
    await expectReadBack({ definition, objects: [object(1, { vector: floats(1) }), object(2)] });
  });
});

describe('ColumnsBuilder', () => {
  const layout = classLayout('standard', { class: 'Doc', vectorConfig: { one: {}, many: multi } });
  const expected = { objects: 10, bytes: 1_000 };

  it.each<[string, Partial<ExportObject>, string]>([
    ['an unnamed vector that the class does not define', { vector: floats(1) }, 'has an unnamed vector'],
    ['an unknown named vector', { namedVectors: { other: floats(1) } }, 'has the vector "other"'],
    [
      'a vector that only every object has',
      { namedVectors: { toString: floats(1) } },
      'the vector "toString"',
    ],
    ['one vector where many are defined', { namedVectors: { many: floats(1) } }, 'where a multi-vector is'],
    ['many vectors where one is defined', { namedVectors: { one: [floats(1)] } }, 'where one vector is'],
    ['a time between two milliseconds', { creationTime: 0.5 }, 'has the time 0.5'],
    ['a time that is no number', { updateTime: NaN }, 'has the time NaN'],
    ['a time beyond 2^53', { updateTime: 2 ** 53 }, 'has the time 9007199254740992'],
  ])('refuses %s, and names class and object', (_name, more, problem) => {
    const builder = new ColumnsBuilder(layout, expected);
    const call = (): void => builder.add(object(1, more));
    expect(call).toThrow(expect.objectContaining({ code: 'OBJECT_INVALID' }));
    expect(call).toThrow(`class "Doc", object "${idOf(1)}": `);
    expect(call).toThrow(problem);
  });

  it.each([[undefined], [[1, 2]]])('refuses an unnamed vector that is %j', (vector) => {
    const builder = new ColumnsBuilder(classLayout('standard', { class: 'Doc' }), expected);
    const call = (): void => builder.add(object(1, { vector: vector as never }));
    expect(call).toThrow('has an unnamed vector that is neither a Float32Array nor null');
  });

  it.each([
    ['falls', 1],
    ['comes twice', 2],
  ])('refuses an id that %s', (_name, second) => {
    const builder = new ColumnsBuilder(layout, expected);
    builder.add(object(2));
    expect(() => builder.add(object(second))).toThrow(
      expect.objectContaining({
        code: 'OBJECT_INVALID',
        message: expect.stringContaining('ids must rise') as string,
      }),
    );
  });

  it('tells rows, ids and lengths of what was added', () => {
    const builder = new ColumnsBuilder(layout, expected);
    builder.add(object(1, { namedVectors: { one: floats(1, 2), many: [floats(1), floats(1, 2)] } }));
    builder.add(object(2, { namedVectors: { one: floats(1, 2) } }));
    builder.add(object(3));
    expect(builder).toMatchObject({ rows: 3, firstId: idOf(1), lastId: idOf(3) });
    expect(Object.fromEntries(builder.lengths)).toEqual({
      one: { nulls: 1, length: 2 },
      many: { nulls: 2, length: NaN },
    });
  });

  it('copies a vector, since a source may use its array again', () => {
    const builder = new ColumnsBuilder(classLayout('standard', { class: 'Doc' }), expected);
    const vector = floats(1, 2);
    builder.add(object(1, { vector }));
    vector.fill(0);
    const column = builder.build().columns[STANDARD.columns.findIndex(({ name }) => name === 'vector')];
    expect(column!.children![0]!.values).toEqual(floats(1, 2));
    expect(bits(floats(1, 2))).toBe('0000803f00000040');
  });
});
