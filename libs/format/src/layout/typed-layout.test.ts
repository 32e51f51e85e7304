import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClassDefinition, PropertyDefinition, ExportObject } from '@weaviate-export/entities-export';
import { idOf } from '@weaviate-export/generated-objects';
import { encodedFile } from '../parquet/encoded-file.fixture.ts';
import { asyncBuffer, DuckDb, HYPARQUET, readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';
import {
  propertySamples,
  readTypedWithDuckDb,
  readTypedWithHyparquet,
  schemas,
  type TypedValue,
} from './typed-values.fixture.ts';

const SEED = 20_261_122;
const UUID = '123e4567-e89b-12d3-a456-426614174000';

const property = (
  name: string,
  type: string,
  nestedProperties?: PropertyDefinition[],
): PropertyDefinition => ({
  name,
  dataType: [type],
  ...(nestedProperties !== undefined && { nestedProperties }),
});

function object(index: number, properties: ExportObject['properties']): ExportObject {
  return {
    id: idOf(index),
    creationTime: 1_700_000_000_000 + index,
    updateTime: 1_700_000_000_500 + index,
    vector: null,
    namedVectors: null,
    properties,
  };
}

async function typedFile(
  properties: PropertyDefinition[] | undefined,
  json: readonly ExportObject['properties'][],
  rowGroup = 10_000,
): Promise<Uint8Array> {
  const definition: ClassDefinition = { class: 'Doc', ...(properties !== undefined && { properties }) };
  const objects = json.map((one, index) => object(index, one));
  return (await encodedFile({ definition, objects, layout: 'typed', rowGroup })).file;
}

let duckDb: DuckDb;
beforeAll(async () => {
  duckDb = await DuckDb.start();
});
afterAll(() => duckDb[Symbol.asyncDispose]());

/** What both readers find in the properties of one type, one object a value. */
async function readValues(type: PropertyDefinition, json: readonly string[]): Promise<TypedValue[]> {
  const rows = json.map((value) => `{"${type.name}":${value}}`);
  const file = await typedFile([type], rows, 2);
  const read = await readTypedWithHyparquet(file, [type]);
  expect(await readTypedWithDuckDb(duckDb, file)).toEqual(read);
  return read.map((row) => (row as TypedValue[])[0]!);
}

describe('a property of the typed layout gives back, in DuckDB and hyparquet', () => {
  it.each<[string, string[], TypedValue[]]>([
    ['text', ['""', '"a\\n😀\\u0000"', '"日本語"', 'null'], ['', 'a\n😀\0', '日本語', null]],
    ['string', ['"older schemas"'], ['older schemas']],
    [
      'int',
      [
        '0',
        '-5',
        '9223372036854775000',
        '10000000000000000',
        '9007199254740993',
        '9223372036854775807',
        '-9223372036854775808',
        'null',
        '5.0',
        '1e3',
        '-0',
      ],
      [
        0n,
        -5n,
        9223372036854775000n,
        10n ** 16n,
        9007199254740993n,
        2n ** 63n - 1n,
        -(2n ** 63n),
        null,
        5n,
        1000n,
        0n,
      ],
    ],
    [
      'number',
      [
        '0.1',
        '-0',
        '5e-324',
        '1.7976931348623157e308',
        '12345678901234567890',
        'null',
        '0.10000000000000000555',
      ],
      [0.1, -0, 5e-324, Number.MAX_VALUE, 12345678901234567890, null, 0.1],
    ],
    ['boolean', ['true', 'false', 'null', 'true'], [true, false, null, true]],
    [
      'date',
      ['"2026-01-31T12:30:00.123456+01:00"', '"1969-12-31T23:59:59.9Z"', 'null', '"0001-01-01T00:00:00Z"'],
      [1_769_859_000_123_456n, -100_000n, null, -62_135_596_800_000_000n],
    ],
    ['uuid', [`"${UUID}"`, `"${UUID.toUpperCase()}"`, 'null'], [UUID, UUID.toUpperCase(), null]],
    ['blob', ['""', '"AP+A"', '"aGVsbG8="', 'null'], ['0x', '0x00ff80', '0x68656c6c6f', null]],
    ['geoCoordinates', ['{"latitude":52.5,"longitude":-13.25}', 'null'], [[52.5, -13.25], null]],
    [
      'phoneNumber',
      [
        '{"input":"020 1234567","defaultCountry":"nl"}',
        '{"input":"1","internationalFormatted":"+31 1","nationalFormatted":"01","national":1,"countryCode":31,"defaultCountry":"NL","valid":true}',
      ],
      [
        ['020 1234567', null, null, null, null, 'nl', null],
        ['1', '+31 1', '01', 1n, 31n, 'NL', true],
      ],
    ],
    ['text[]', ['[]', '["a","",null]', 'null', '["b"]'], [[], ['a', '', null], null, ['b']]],
    ['int[]', ['[1,9223372036854775807]', '[]'], [[1n, 2n ** 63n - 1n], []]],
    ['number[]', ['[0.1,-0,1e-7,2]'], [[0.1, -0, 1e-7, 2]]],
    ['boolean[]', ['[true,false,null]', '[false]'], [[true, false, null], [false]]],
    ['date[]', ['["1970-01-01T00:00:00.000001Z"]'], [[1n]]],
    ['uuid[]', [`["${UUID}"]`, '[]'], [[UUID], []]],
    [
      'object',
      ['{"a":[1.0,12345678901234567890]}', '{"b":[1.0,1e2,-0]}', '{}', 'null'],
      ['{"a":[1.0,12345678901234567890]}', '{"b":[1.0,1e2,-0]}', '{}', null],
    ],
    ['object[]', ['[{"b":null},null]', '[]'], [['{"b":null}', null], []]],
    [
      'Author',
      [`[{"beacon":"weaviate://localhost/Author/${UUID}","href":"/x"}]`, '[]', 'null'],
      [[`weaviate://localhost/Author/${UUID}`], [], null],
    ],
  ])('%s', async (type, json, values) => {
    expect(await readValues(property('p', type), json)).toEqual(values);
  });

  it('objects within objects, alone and in arrays', async () => {
    const nested = property('p', 'object', [
      property('city', 'text'),
      property('inner', 'object', [property('n', 'int'), property('tags', 'text[]')]),
      property('rooms', 'object[]', [property('size', 'number'), property('doors', 'int[]')]),
    ]);
    const json = [
      '{"city":"Köln","inner":{"n":1,"tags":["a"]},"rooms":[{"size":1.5,"doors":[1,2]},{},null]}',
      '{"rooms":[]}',
      'null',
      '{"inner":null}',
      '{}',
    ];
    expect(await readValues(nested, json)).toEqual([
      ['Köln', [1n, ['a']], [[1.5, [1n, 2n]], [null, null], null]],
      [null, null, []],
      null,
      [null, null, null],
      [null, null, null],
    ]);
  });

  it('any object of any class, in row groups of any size', async () => {
    const classes = schemas(2)
      .filter((properties) => properties.length > 0)
      .chain((properties) =>
        fc.record({
          properties: fc.constant(properties),
          samples: fc.array(fc.option(propertySamples(properties), { freq: 6 }), {
            minLength: 1,
            maxLength: 12,
          }),
          rowGroup: fc.integer({ min: 1, max: 12 }),
          asBytes: fc.boolean(),
        }),
      );
    await fc.assert(
      fc.asyncProperty(classes, async ({ properties, samples, rowGroup, asBytes }) => {
        const json = samples.map((sample) => sample?.json ?? null);
        const given = asBytes ? json.map((text) => (text === null ? null : Buffer.from(text))) : json;
        const file = await typedFile(properties, given, rowGroup);
        const expected = samples.map((sample) => sample?.value ?? null);
        expect(await readTypedWithHyparquet(file, properties)).toEqual(expected);
        expect(await readTypedWithDuckDb(duckDb, file)).toEqual(expected);
      }),
      { seed: SEED, numRuns: 60 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });
});

describe('the typed layout', () => {
  it('lets SQL reach properties by their names, and filter and sum by them', async () => {
    const file = await typedFile(
      [
        property('price', 'number'),
        property('address', 'object', [property('city', 'text')]),
        property('when', 'date'),
        property('tags', 'text[]'),
      ],
      [
        '{"price":1.5,"address":{"city":"Köln"},"when":"2026-01-01T00:00:00Z","tags":["a","b"]}',
        '{"price":2,"address":{"city":"Bonn"},"when":"2025-01-01T00:00:00Z","tags":[]}',
        '{}',
      ],
    );
    const select = (sql: string): Promise<unknown> => duckDb.query(file, `${sql} FROM read_parquet(FILE)`);
    expect(await select('SELECT properties.price, properties.address.city')).toEqual([
      [1.5, 'Köln'],
      [2, 'Bonn'],
      [null, null],
    ]);
    expect(await select('SELECT sum(properties.price), max(len(properties.tags))')).toEqual([[3.5, 2n]]);
    expect(
      await duckDb.query(
        file,
        "SELECT properties.price FROM read_parquet(FILE) WHERE properties.when > TIMESTAMPTZ '2025-06-01 00:00:00Z'",
      ),
    ).toEqual([[1.5]]);
  });

  it('keeps apart properties whose names differ in case alone, hold dots, or are what Parquet and JavaScript use', async () => {
    const names = ['name', 'Name', 'a.b', 'list', 'element', 'key_value', 'constructor', 'toString', 'it"s'];
    const properties = [
      ...names.map((name) => property(name, 'text[]')),
      property('a', 'object', [property('b', 'text[]')]),
    ];
    const file = await typedFile(properties, [
      `{${names.map((name) => `${JSON.stringify(name)}:[${JSON.stringify(name)}]`).join(',')},"a":{"b":["a/b"]}}`,
    ]);
    const { row_groups } = parquetMetadata(await asyncBuffer(file).slice(0), HYPARQUET);
    const paths = row_groups[0]!.columns.map((chunk) => chunk.meta_data!.path_in_schema);
    expect(paths.filter(([root]) => root === 'properties')).toEqual([
      ...names.map((name) => ['properties', name, 'list', 'element']),
      ['properties', 'a', 'b', 'list', 'element'],
    ]);
    const values = [...names.map((name) => [name]), [['a/b']]];
    expect(await readTypedWithDuckDb(duckDb, file)).toEqual([values]);
    expect(
      await duckDb.query(file, 'SELECT properties.a.b, properties."a.b" FROM read_parquet(FILE)'),
    ).toMatchObject([[{ items: ['a/b'] }, { items: ['a.b'] }]]);
  });

  it('reads a property that is called __proto__ (in DuckDB; hyparquet cannot)', async () => {
    const file = await typedFile(
      [property('__proto__', 'int'), property('b', 'int')],
      ['{"__proto__":1,"b":2}'],
    );
    expect(
      await duckDb.query(file, 'SELECT properties."__proto__", properties.b FROM read_parquet(FILE)'),
    ).toEqual([[1n, 2n]]);
  });

  it.each([
    ['defines none', undefined],
    ['defines an empty list', []],
  ])('has a NULL column of text for the properties of a class that %s', async (_what, properties) => {
    const file = await typedFile(properties, ['{}', null, '{"gone":null}']);
    const rows = await duckDb.query(file, 'SELECT properties, typeof(properties) FROM read_parquet(FILE)');
    expect(rows).toEqual([
      [null, 'VARCHAR'],
      [null, 'VARCHAR'],
      [null, 'VARCHAR'],
    ]);
  });

  it('has every other column as the standard layout has it', async () => {
    const floats = (...values: number[]): Float32Array => Float32Array.from(values);
    const definition = {
      class: 'Doc',
      vectorConfig: { a: {}, many: { vectorIndexConfig: { multivector: { enabled: true } } } },
    };
    const objects = [
      { ...object(1, null), namedVectors: { a: floats(1, 2), many: [floats(3), floats(4, 5)] } },
      { ...object(2, null), namedVectors: { a: floats(6) } },
      object(3, null),
    ];
    for (const filled of [
      { definition, objects },
      {
        definition: { class: 'Doc' },
        objects: [1, 2, 3].map((index) => ({ ...object(index, null), vector: floats(1, index) })),
        dimensions: { '': 2 },
      },
    ]) {
      const { file, vectors } = await encodedFile({ ...filled, layout: 'typed' });
      const expected = rowsOf(filled.objects, 'Doc', vectors);
      expect(await readWithHyparquet(file, vectors)).toEqual(expected);
      expect(await duckDb.read(file, vectors)).toEqual(expected);
      const standard = await encodedFile(filled);
      expect(await duckDb.read(standard.file, vectors)).toEqual(expected);
      const schema = 'SELECT path_in_schema, type, encodings, compression FROM parquet_metadata(FILE)';
      expect(await duckDb.query(file, schema)).toEqual(await duckDb.query(standard.file, schema));
    }
  });
});

describe('a value that does not fit its type fails the typed layout, naming class, object and property:', () => {
  const int = 'an integer of 64 bits is allowed';
  const date = 'a date of RFC 3339';
  it.each<[string, PropertyDefinition, string, string, string, string]>([
    ['a number for text', property('p', 'text'), '5', 'p', '5', 'a text is allowed'],
    ['half a surrogate pair', property('p', 'text'), '"\ud800"', 'p', '"\\ud800"', 'well-formed Unicode'],
    ['text for an integer', property('p', 'int'), '"5"', 'p', '"5"', int],
    ['a fraction', property('p', 'int'), '1.5', 'p', '1.5', int],
    ['2^63', property('p', 'int'), '9223372036854775808', 'p', '9223372036854775808', int],
    ['below -2^63', property('p', 'int'), '-9223372036854775809', 'p', '-9223372036854775809', int],
    ['an integer that is rounded', property('p', 'int'), '1e18', 'p', '1000000000000000000', int],
    ['a rounded integer', property('p', 'int'), '9007199254740993.0', 'p', '9007199254740993.0', int],
    ['an object for an integer', property('p', 'int'), '{"rawJSON":"5"}', 'p', 'an object', int],
    ['a number beyond a double', property('p', 'number'), '1e400', 'p', 'Infinity', 'range of a double'],
    ['a long one', property('p', 'number'), '9'.repeat(400), 'p', '9'.repeat(100), 'range of a double'],
    ['text for a number', property('p', 'number'), '"1"', 'p', '"1"', 'range of a double'],
    ['1 for true', property('p', 'boolean'), '1', 'p', '1', 'true or false is allowed'],
    [
      'a date without an offset',
      property('p', 'date'),
      '"2026-01-31T00:00:00"',
      'p',
      '"2026-01-31T00:00:00"',
      date,
    ],
    ['nanoseconds', property('p', 'date'), '"2026-01-31T00:00:00.1234567Z"', 'p', '.1234567Z', date],
    ['a number for a date', property('p', 'date'), '0', 'p', '0', date],
    ['text that is no UUID', property('p', 'uuid'), '"x"', 'p', '"x"', 'a UUID is allowed'],
    ['base64 without padding', property('p', 'blob'), '"aGVsbG8"', 'p', '"aGVsbG8"', 'base64'],
    ['base64 for addresses', property('p', 'blob'), '"a_-="', 'p', '"a_-="', 'base64'],
    ['bytes for a blob', property('p', 'blob'), '[1]', 'p', 'an array', 'base64'],
    ['an array for coordinates', property('p', 'geoCoordinates'), '[1,2]', 'p', 'an array', 'an object'],
    [
      'text for a coordinate',
      property('p', 'geoCoordinates'),
      '{"latitude":"1"}',
      'p.latitude',
      '"1"',
      'a number',
    ],
    [
      'a third coordinate',
      property('p', 'geoCoordinates'),
      '{"altitude":1}',
      'p.altitude',
      '1',
      'no such property',
    ],
    ['text for a code', property('p', 'phoneNumber'), '{"countryCode":"31"}', 'p.countryCode', '"31"', int],
    ['text for an array', property('p', 'text[]'), '"a"', 'p', '"a"', 'an array is allowed'],
    ['an element', property('p', 'int[]'), '[1,2,"x"]', 'p[2]', '"x"', int],
    ['an element behind null', property('p', 'date[]'), '[null,"x"]', 'p[1]', '"x"', date],
    ['an object for references', property('p', 'Author'), '{"beacon":"x"}', 'p', 'an object', 'an array'],
    ['a reference without beacon', property('p', 'Author'), '[{"id":"x"}]', 'p[0]', 'an object', '"beacon"'],
    ['a beacon that is none', property('p', 'Author'), '[{"beacon":5}]', 'p[0]', '5', '"beacon"'],
    ['text for free JSON', property('p', 'object'), '"{}"', 'p', '"{}"', 'an object is allowed'],
    [
      'a value in an object in an array',
      property('p', 'object[]', [property('inner', 'object', [property('ns', 'int[]')])]),
      '[{},{"inner":{"ns":[1,1.5]}}]',
      'p[1].inner.ns[1]',
      '1.5',
      int,
    ],
    [
      'a property that is not there',
      property('q', 'int'),
      '5',
      'p',
      '5',
      'the class defines no such property',
    ],
    [
      'a nested one',
      property('p', 'object', [property('a', 'int')]),
      '{"a":1,"b":{}}',
      'p.b',
      'an object',
      'no such property',
    ],
    ['a long text', property('p', 'int'), `"${'x'.repeat(1_000_000)}"`, 'p', `"${'x'.repeat(100)}…"`, int],
  ])('%s', async (_what, definition, json, path, value, allowed) => {
    const error: unknown = await typedFile([definition], ['{}', `{"p":${json}}`]).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code: 'PROPERTY_MISFIT' });
    const { message } = error as Error;
    expect(message).toContain(`class "Doc", object "${idOf(1)}": property "${path}" is `);
    expect(message).toContain(value);
    expect(message).toContain(allowed);
    expect(message.length).toBeLessThan(400);
  });

  it.each<[string, string | Uint8Array]>([
    ['no JSON', '{"p":'],
    ['nothing', ''],
    ['a byte order mark', Buffer.from('\ufeff{}')],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)],
    ['JSON nested deeper than the stack', `{"q":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
  ])('%s', async (_what, json) => {
    const properties = [property('p', 'int'), property('q', 'object')];
    const failing = expect(typedFile(properties, ['{}', json])).rejects;
    await failing.toMatchObject({ code: 'OBJECT_INVALID', cause: expect.any(Error) as Error });
  });

  it.each(['[]', '5', '"text"', '9007199254740993'])('properties that are %s', async (json) => {
    const error: unknown = await typedFile([property('p', 'int')], [json]).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'PROPERTY_MISFIT' });
    expect((error as Error).message).toContain(
      `property "properties" is ${json === '[]' ? 'an array' : json}: an object`,
    );
  });

  it('properties of a class that defines none', async () => {
    await expect(typedFile([], ['{"p":5}'])).rejects.toThrow('property "p" is 5: the class defines no such');
  });
});

describe('a property that nests deep', () => {
  const nested = (type: string, depth: number, leaf: string): PropertyDefinition =>
    depth === 0 ? property('p', leaf) : property('p', type, [nested(type, depth - 1, leaf)]);

  it.each([
    ['object', 59, 'int'],
    ['object', 58, 'int[]'],
    ['object[]', 29, 'int[]'],
  ])('of %s, %d times, around %s, is as deep as a file holds', async (type, depth, leaf) => {
    // Encoded, and not read: hyparquet takes minutes for 30 lists in each other.
    expect((await typedFile([nested(type, depth, leaf)], ['{"p":null}'])).length).toBeGreaterThan(0);
  });

  it.each([
    ['object', 60, 'int'],
    ['object', 59, 'int[]'],
    ['object[]', 30, 'int'],
  ])(
    'of %s, %d times, around %s, is refused, naming class, property and what is allowed',
    async (type, depth, leaf) => {
      await expect(readValues(nested(type, depth, leaf), ['null'])).rejects.toMatchObject({
        code: 'CLASS_MISFIT',
      });
    },
  );
});
