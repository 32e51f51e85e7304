import { type MessageInit, NullValue, toInt64, weaviate } from '@weaviate-export/weaviate-protocol';
import { describe, expect, it } from 'vitest';
import { IntegerText } from './integer-text.ts';
import { PropertyJson } from './property-json.ts';
import { planProperties, propertiesRequest } from './property-plan.ts';

type Value = MessageInit<'Value'>;

const entries = (fields: Record<string, Value>) => ({
  fields: Object.entries(fields).map(([key, value]) => ({ key, value })),
});

function written(fields: Record<string, Value>, nested: Parameters<typeof planProperties>[0] = []): string {
  const known = new Set(nested.map(({ name }) => name));
  const plan = planProperties([
    ...nested,
    ...Object.keys(fields)
      .filter((name) => !known.has(name))
      .map((name) => ({ name, dataType: ['text'] })),
  ]);
  const bytes = weaviate.Properties.encode(entries(fields));
  const integers = new IntegerText();
  integers.habit = 'exact';
  return Buffer.from(new PropertyJson(integers).write(bytes, 0, bytes.length, plan)).toString();
}

const doubles = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);
const integers = (...values: bigint[]) => new Uint8Array(BigInt64Array.from(values).buffer);

describe('properties of gRPC as the JSON of REST', () => {
  it.each<[string, Value, string]>([
    [
      'text',
      { textValue: 'a"\\\u0000\n\u001f é 😀 \u2028<&>' },
      JSON.stringify('a"\\\u0000\n\u001f é 😀 \u2028<&>'),
    ],
    ['empty text', { textValue: '' }, '""'],
    ['int', { intValue: toInt64(-42) }, '-42'],
    ['int of zero', { intValue: toInt64(0) }, '0'],
    ['int beyond 2^53', { intValue: toInt64(9007199254740993n) }, '9007199254740993'],
    ['least int', { intValue: toInt64(-(2n ** 63n)) }, '-9223372036854775808'],
    ['number', { numberValue: 0.1 }, '0.1'],
    ['number of zero with a sign', { numberValue: -0 }, '-0'],
    ['large number', { numberValue: 1e21 }, '1e+21'],
    ['small number', { numberValue: 1e-7 }, '1e-7'],
    ['boolean', { boolValue: false }, 'false'],
    ['date', { dateValue: '2026-01-31T12:30:00.12Z' }, '"2026-01-31T12:30:00.12Z"'],
    ['uuid', { uuidValue: '73f2eb5f-5abf-447a-81ca-74b1dd168247' }, '"73f2eb5f-5abf-447a-81ca-74b1dd168247"'],
    ['blob', { blobValue: 'aGVsbG8=' }, '"aGVsbG8="'],
    [
      'geoCoordinates',
      { geoValue: { latitude: 52.366596, longitude: -0.00000001 } },
      '{"latitude":52.366596,"longitude":-1e-8}',
    ],
    ['geoCoordinates of zero', { geoValue: {} }, '{"latitude":0,"longitude":0}'],
    [
      'phoneNumber',
      {
        phoneValue: {
          valid: true,
          input: '020',
          countryCode: toInt64(31),
          national: toInt64(201234567),
          defaultCountry: 'NL',
          nationalFormatted: '020 123 4567',
          internationalFormatted: '+31 20 123 4567',
        },
      },
      '{"countryCode":31,"defaultCountry":"NL","input":"020","internationalFormatted":"+31 20 123 4567","national":201234567,"nationalFormatted":"020 123 4567","valid":true}',
    ],
    ['phoneNumber that is not valid', { phoneValue: { input: '1' } }, '{"input":"1"}'],
    ['text[]', { listValue: { textValues: { values: ['', 'b'] } } }, '["","b"]'],
    [
      'int[]',
      { listValue: { intValues: { values: integers(1n, -2n, 9007199254740993n) } } },
      '[1,-2,9007199254740993]',
    ],
    ['number[]', { listValue: { numberValues: { values: doubles(0.5, -0, 5e-324) } } }, '[0.5,-0,5e-324]'],
    ['boolean[]', { listValue: { boolValues: { values: [true, false] } } }, '[true,false]'],
    [
      'date[]',
      { listValue: { dateValues: { values: ['2026-01-31T12:30:00Z'] } } },
      '["2026-01-31T12:30:00Z"]',
    ],
    ['uuid[]', { listValue: { uuidValues: { values: [] } } }, '[]'],
    ['an empty list of no kind', { listValue: {} }, '[]'],
    ['an empty int[]', { listValue: { intValues: {} } }, '[]'],
  ])('writes %s', (_type, value, expected) => {
    expect(written({ p: value })).toBe(`{"p":${expected}}`);
  });

  it('writes members in order of name, and leaves out nulls', () => {
    const nothing = { nullValue: NullValue.NULL_VALUE };
    expect(written({ b: { textValue: 'x' }, c: nothing, a: { boolValue: true } })).toBe('{"a":true,"b":"x"}');
    expect(written({ c: nothing })).toBe('{}');
    expect(written({})).toBe('{}');
  });

  it('writes objects in objects, with their nulls', () => {
    const inner = {
      name: 'inner',
      dataType: ['object[]'],
      nestedProperties: [{ name: 't', dataType: ['text'] }],
    };
    const definition = [
      { name: 'o', dataType: ['object'], nestedProperties: [{ name: 'n', dataType: ['int'] }, inner] },
    ];
    const items = [{ t: { textValue: 'x' } }, {}, { t: { nullValue: NullValue.NULL_VALUE } }];
    const value = {
      objectValue: entries({
        n: { intValue: toInt64(1) },
        inner: { listValue: { objectValues: { values: items.map((item) => entries(item as never)) } } },
      }),
    };
    expect(written({ o: value }, definition)).toBe('{"o":{"inner":[{"t":"x"},{},{"t":null}],"n":1}}');
    expect(written({ o: { objectValue: {} } }, definition)).toBe('{"o":{}}');
  });

  it('grows with what it writes', () => {
    const text = 'é"'.repeat(100_000);
    expect(JSON.parse(written({ p: { textValue: text } }))).toEqual({ p: text });
  });

  it('asks for each property but references by name, blobs in objects as well', () => {
    const blob = { name: 'b', dataType: ['blob'] };
    const request = propertiesRequest([
      { name: 't', dataType: ['text'] },
      { name: 'r', dataType: ['Article', 'Book'] },
      blob,
      { name: 'o', dataType: ['object'], nestedProperties: [blob] },
    ]);
    expect(request).toEqual({
      nonRefProperties: ['t', 'b'],
      objectProperties: [{ propName: 'o', primitiveProperties: ['b'], objectProperties: [] }],
    });
  });
});
