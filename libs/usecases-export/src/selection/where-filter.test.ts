import type { ClassDefinition, Json } from '@weaviate-export/entities-export';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilteredObject } from './filter-target.ts';
import { likePattern } from './like.ts';
import { parseWhere } from './where-filter.ts';

const ID = 'a0000000-0000-4000-8000-00000000000a';
const OTHER_ID = 'b0000000-0000-4000-8000-00000000000b';

const property = (name: string, ...dataType: string[]) => ({ name, dataType });
const A: ClassDefinition = {
  class: 'A',
  properties: [
    property('text', 'text'),
    property('int', 'int'),
    property('number', 'number'),
    property('boolean', 'boolean'),
    property('date', 'date'),
    property('uuid', 'uuid'),
    property('texts', 'text[]'),
    property('ints', 'int[]'),
    property('place', 'geoCoordinates'),
    property('to', 'B'),
    {
      ...property('parts', 'object[]'),
      nestedProperties: [
        property('n', 'int'),
        { ...property('deep', 'object'), nestedProperties: [property('t', 'text[]')] },
      ],
    },
  ],
};

const FULL: FilteredObject = {
  id: ID,
  creationTime: Date.UTC(2026, 0, 1),
  updateTime: Date.UTC(2026, 0, 2),
  properties: {
    text: 'Hello World',
    int: 9_007_199_254_740_993n,
    number: 1.5,
    boolean: false,
    date: '2026-01-31T12:30:00.1234567+01:00',
    uuid: ID,
    texts: ['x', 'y'],
    ints: [1, 7],
    place: { latitude: 1, longitude: 2 },
    to: [{ beacon: 'weaviate://localhost/B/x' }],
    parts: [{ n: 1 }, { n: 2, deep: { t: ['p', 'q'] } }],
  },
};
const EMPTY: FilteredObject = {
  id: OTHER_ID,
  creationTime: 0,
  updateTime: 0,
  properties: { texts: [], text: '' },
};

const where = (path: string, operator: string, value: object) => ({ path: [path], operator, ...value });
const geoRange = (latitude: number, longitude: number, max: number) => ({
  valueGeoRange: { geoCoordinates: { latitude, longitude }, distance: { max } },
});
const matchesOf = (filter: Json<bigint> | object): boolean[] => {
  const { matches } = parseWhere(filter as Json<bigint>, A, 'where');
  return [FULL, EMPTY].map(matches);
};

describe('a where filter', () => {
  it.each([
    // path, operator, value, and whether it lets the full object and the empty one through
    ['text', 'Equal', { valueText: 'Hello World' }, true, false],
    ['text', 'Equal', { valueString: 'Hello World' }, true, false],
    ['text', 'Equal', { valueText: 'hello world' }, false, false],
    ['text', 'Equal', { valueText: 'Hello' }, false, false],
    ['text', 'NotEqual', { valueText: 'Hello World' }, false, true],
    ['text', 'GreaterThan', { valueText: 'Hello' }, true, false],
    ['place', 'WithinGeoRange', geoRange(1, 2, 0), true, false],
    // A degree of a great circle is 111.195 km.
    ['place', 'WithinGeoRange', geoRange(1, 3, 111_178), true, false],
    ['place', 'WithinGeoRange', geoRange(1, 3, 111_177), false, false],
    ['place', 'WithinGeoRange', geoRange(2, 2, 111_195), true, false],
    ['place', 'WithinGeoRange', geoRange(2, 2, 111_194), false, false],
    ['place', 'WithinGeoRange', geoRange(-1, -178, 20_015_087), true, false],
    ['text', 'Like', { valueText: 'Hel*' }, true, false],
    ['text', 'Like', { valueText: '*o W?rld' }, true, false],
    ['text', 'Like', { valueText: 'hel*' }, false, false],
    ['text', 'Like', { valueText: '*' }, true, true],
    ['text', 'ContainsAny', { valueTextArray: ['a', 'Hello World'] }, true, false],
    ['int', 'Equal', { valueInt: 9_007_199_254_740_993n }, true, false],
    ['int', 'Equal', { valueInt: 9_007_199_254_740_992n }, false, false],
    ['int', 'GreaterThan', { valueInt: 9_007_199_254_740_992n }, true, false],
    ['int', 'LessThan', { valueInt: 5 }, false, false],
    ['int', 'NotEqual', { valueInt: 5 }, true, true],
    ['int', 'ContainsAny', { valueIntArray: [5, 9_007_199_254_740_993n] }, true, false],
    ['number', 'GreaterThanEqual', { valueNumber: 1.5 }, true, false],
    ['number', 'LessThan', { valueInt: 2 }, true, false],
    ['boolean', 'Equal', { valueBoolean: false }, true, false],
    ['date', 'Equal', { valueDate: '2026-01-31T11:30:00.12345670Z' }, true, false],
    ['date', 'Equal', { valueText: '2026-01-31T11:30:00.1234567Z' }, true, false],
    ['date', 'GreaterThan', { valueDate: '2026-01-31T11:30:00.1234566Z' }, true, false],
    ['date', 'LessThanEqual', { valueDate: '2026-01-31T11:30:00.123456Z' }, false, false],
    ['uuid', 'Equal', { valueText: ID.replaceAll('-', '').toUpperCase() }, true, false],
    ['id', 'Equal', { valueText: ID.toUpperCase() }, true, false],
    ['_id', 'NotEqual', { valueText: ID }, false, true],
    ['id', 'GreaterThan', { valueText: ID }, false, true],
    ['id', 'Like', { valueText: 'a0000000-*' }, true, false],
    ['_creationTimeUnix', 'Equal', { valueDate: '2026-01-01T00:00:00Z' }, true, false],
    ['_creationTimeUnix', 'LessThan', { valueText: '1000' }, false, true],
    ['_lastUpdateTimeUnix', 'GreaterThan', { valueText: '2026-01-01T23:59:59.999Z' }, true, false],
    ['texts', 'Equal', { valueText: 'y' }, true, false],
    ['texts', 'NotEqual', { valueText: 'y' }, false, true],
    ['texts', 'ContainsAll', { valueTextArray: ['y', 'x'] }, true, false],
    ['texts', 'ContainsAll', { valueTextArray: ['y', 'z'] }, false, false],
    ['texts', 'ContainsNone', { valueTextArray: ['y', 'z'] }, false, true],
    ['texts', 'Like', { valueText: '?' }, true, false],
    ['ints', 'GreaterThan', { valueInt: 6 }, true, false],
    ['len(texts)', 'Equal', { valueInt: 2 }, true, false],
    ['len(texts)', 'LessThan', { valueInt: 1 }, false, true],
    ['len(text)', 'Equal', { valueInt: 11 }, true, false],
    ['len(ints)', 'Equal', { valueInt: 0 }, false, true],
    ['parts.n', 'Equal', { valueInt: 2 }, true, false],
    ['parts.deep.t', 'Equal', { valueText: 'q' }, true, false],
    ['parts.deep', 'IsNull', { valueBoolean: true }, false, true],
    ['int', 'IsNull', { valueBoolean: true }, false, true],
    ['text', 'IsNull', { valueBoolean: true }, false, true],
    ['texts', 'IsNull', { valueBoolean: false }, true, false],
    ['place', 'IsNull', { valueBoolean: false }, true, false],
    ['to', 'IsNull', { valueBoolean: true }, false, true],
  ] as const)('%s %s %o', (path, operator, value, full, empty) => {
    const filter = where(path, operator, value);
    expect(matchesOf(filter)).toEqual([full, empty]);
    expect(matchesOf({ operator: 'Not', operands: [filter] })).toEqual([!full, !empty]);
  });

  it('combines others, with what clients send as null', () => {
    const five = { ...where('int', 'Equal', { valueInt: 5 }), operands: null, valueText: null };
    const text = { ...where('text', 'Like', { valueText: 'H*' }), operands: null };
    expect(matchesOf({ operator: 'And', operands: [five, text], path: null })).toEqual([false, false]);
    expect(matchesOf({ operator: 'Or', operands: [five, text] })).toEqual([true, false]);
  });

  it('names the ids that it lets through, where these are just some', () => {
    const idsOf = (filter: object) => {
      const { ids } = parseWhere(filter as Json<bigint>, A, 'where');
      return ids === undefined ? undefined : [...ids];
    };
    const one = where('id', 'Equal', { valueText: ID.toUpperCase() });
    const both = where('id', 'ContainsAny', { valueTextArray: [ID, OTHER_ID] });
    const text = where('text', 'Equal', { valueText: 'x' });
    expect(idsOf(one)).toEqual([ID]);
    expect(idsOf(both)).toEqual([ID, OTHER_ID]);
    expect(idsOf(where('id', 'NotEqual', { valueText: ID }))).toBeUndefined();
    expect(idsOf(where('uuid', 'Equal', { valueText: ID }))).toBeUndefined();
    expect(idsOf({ operator: 'And', operands: [text, both, one] })).toEqual([ID]);
    expect(idsOf({ operator: 'Or', operands: [one, both] })).toEqual([ID, OTHER_ID]);
    expect(idsOf({ operator: 'Or', operands: [one, text] })).toBeUndefined();
    expect(idsOf({ operator: 'Not', operands: [one] })).toBeUndefined();
  });

  it.each([
    [null, 'where', 'it must be {"operator"'],
    [[], 'where', 'it must be'],
    [{}, 'where.operator', 'allowed are And, Or, Not'],
    [where('int', 'WithinGeoRange', {}), 'where.operator', 'allowed are'],
    [{ operator: 'And' }, 'where.operands', 'one operand or more'],
    [{ operator: 'And', operands: [] }, 'where.operands', 'one operand or more'],
    [{ operator: 'Not', operands: [{}, {}] }, 'where.operands', 'just one operand'],
    [{ operator: 'And', operands: [{}], path: ['int'] }, 'where.path', 'operands alone'],
    [
      { operator: 'Or', operands: [where('int', 'Equal', { valueInt: 'x' })] },
      'where.operands[0].valueInt',
      '64 bits',
    ],
    [{ operator: 'Equal', valueInt: 1 }, 'where.path', 'an array'],
    [{ operator: 'Equal', path: 'int', valueInt: 1 }, 'where.path', 'an array'],
    [{ operator: 'Equal', path: [5], valueInt: 1 }, 'where.path', 'nothing of this name'],
    [{ operator: 'Equal', path: ['to', 'B', 'n'], valueInt: 1 }, 'where.path', 'references'],
    [where('missing', 'Equal', { valueInt: 1 }), 'where.path', 'class A has nothing of this name'],
    [where('constructor', 'Equal', { valueInt: 1 }), 'where.path', 'nothing of this name'],
    [where('parts.x', 'Equal', { valueInt: 1 }), 'where.path', 'nothing of this name'],
    [where('len(int)', 'Equal', { valueInt: 1 }), 'where.path', 'nothing of this name'],
    [where('int', 'Equal', {}), 'where', 'its value must be valueInt'],
    [where('int', 'Equal', { valueNumber: 1 }), 'where', '"valueNumber": its value must be valueInt'],
    [where('int', 'Equal', { valueInt: 1, valueText: 'x' }), 'where', 'valueInt, valueText'],
    [where('int', 'Equal', { valueIntArray: [1] }), 'where', 'its value must be valueInt'],
    [where('int', 'ContainsAny', { valueInt: 1 }), 'where', 'its value must be valueIntArray'],
    [where('int', 'ContainsAny', { valueIntArray: [] }), 'where.valueIntArray', 'one value or more'],
    [where('int', 'ContainsAny', { valueIntArray: [1, 'x'] }), 'where.valueIntArray[1]', '64 bits'],
    [where('int', 'Equal', { valueInt: 1.5 }), 'where.valueInt', '64 bits'],
    [where('int', 'Equal', { valueInt: 2n ** 63n }), 'where.valueInt', '64 bits'],
    [where('int', 'Like', { valueInt: 1 }), 'where.operator', 'int is no text'],
    [where('int', 'WithinGeoRange', geoRange(1, 2, 3)), 'where.operator', 'int is no place'],
    [where('place', 'WithinGeoRange', {}), 'where', 'its value must be valueGeoRange'],
    [
      where('place', 'WithinGeoRange', { valueGeoRange: 5 }),
      'where.valueGeoRange.geoCoordinates',
      'latitude',
    ],
    [where('place', 'WithinGeoRange', geoRange(91, 0, 1)), 'where.valueGeoRange.geoCoordinates', '-90 to 90'],
    [
      where('place', 'WithinGeoRange', geoRange(0, 181, 1)),
      'where.valueGeoRange.geoCoordinates',
      '-180 to 180',
    ],
    [where('place', 'WithinGeoRange', geoRange(0, 0, -1)), 'where.valueGeoRange.distance.max', '0 or more'],
    [where('boolean', 'LessThan', { valueBoolean: true }), 'where.operator', 'no order'],
    [where('text', 'Like', { valueText: 5 }), 'where.valueText', 'a text'],
    [where('date', 'Equal', { valueDate: 'x' }), 'where.valueDate', 'RFC 3339'],
    [where('uuid', 'Equal', { valueText: 'x' }), 'where.valueText', 'a UUID'],
    [where('id', 'Equal', { valueText: 'x' }), 'where.valueText', 'a UUID'],
    [where('id', 'IsNull', { valueBoolean: true }), 'where.operator', 'every object has id'],
    [where('text', 'IsNull', { valueText: 'x' }), 'where', 'its value must be valueBoolean'],
    [where('place', 'Equal', { valueText: 'x' }), 'where.operator', 'for place, allowed is IsNull'],
    [where('to', 'Equal', { valueInt: 1 }), 'where.operator', 'for to, allowed is IsNull'],
  ] as const)('%o is refused by its place', (filter, place, message) => {
    const parse = () => parseWhere(filter as unknown as Json<bigint>, A, 'where');
    expect(parse).toThrow(expect.objectContaining({ code: 'FIELD_INVALID' }) as Error);
    expect(parse).toThrow(`invalid ${place} `);
    expect(parse).toThrow(message);
  });

  it('orders texts as their UTF-8 is ordered', () => {
    const character = fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\uffff', '😀', '😁');
    const text = fc.array(character, { maxLength: 4 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(text, text, (value, wanted) => {
        const order = Buffer.compare(Buffer.from(value), Buffer.from(wanted));
        for (const [operator, expected] of [
          ['LessThan', order < 0],
          ['LessThanEqual', order <= 0],
          ['GreaterThan', order > 0],
          ['GreaterThanEqual', order >= 0],
        ] as const) {
          const { matches } = parseWhere(where('text', operator, { valueText: wanted }), A, 'where');
          expect(matches({ ...EMPTY, properties: { text: value } })).toBe(expected);
        }
      }),
      { seed: 15, numRuns: 300 },
    );
  });

  it('that lies too deep is refused', () => {
    let filter: object = where('int', 'Equal', { valueInt: 1 });
    for (let depth = 0; depth < 100_000; depth++) filter = { operator: 'Not', operands: [filter] };
    expect(() => parseWhere(filter as Json<bigint>, A, 'where')).toThrow('at most 50 filters');
  });

  it('finds just what a filter of JavaScript finds, for any integers', () => {
    const int = fc.oneof(
      fc.integer({ min: -3, max: 3 }).map(BigInt),
      fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    );
    const asJson = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
    const operators: Record<string, (a: bigint, b: bigint) => boolean> = {
      Equal: (a, b) => a === b,
      GreaterThan: (a, b) => a > b,
      GreaterThanEqual: (a, b) => a >= b,
      LessThan: (a, b) => a < b,
      LessThanEqual: (a, b) => a <= b,
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(operators)),
        int,
        fc.array(int),
        (operator, wanted, values) => {
          const { matches } = parseWhere(where('ints', operator, { valueInt: asJson(wanted) }), A, 'where');
          const object = { ...EMPTY, properties: { ints: values.map(asJson) } };
          expect(matches(object)).toBe(values.some((value) => operators[operator]?.(value, wanted)));
        },
      ),
      { seed: 12 },
    );
  });
});

describe('a pattern of Like', () => {
  it('describes what a regular expression with its characters does', () => {
    const character = fc.constantFrom('a', 'b', '😀', '.', '\n');
    const pattern = fc.array(fc.oneof(character, fc.constantFrom('*', '?')), { maxLength: 8 });
    fc.assert(
      fc.property(pattern, fc.array(character, { maxLength: 12 }), (wanted, text) => {
        const source = wanted
          .map(
            (one) =>
              (({ '*': '.*', '?': '.' }) as Record<string, string>)[one] ?? (one === '.' ? '\\.' : one),
          )
          .join('');
        const expected = new RegExp(`^${source}$`, 'su').test(text.join(''));
        expect(likePattern(wanted.join(''))(text.join(''))).toBe(expected);
      }),
      { seed: 12, numRuns: 2_000 },
    );
  });

  it('takes no longer for many stars', () => {
    expect(likePattern(`${'*a'.repeat(50)}*b`)('a'.repeat(5_000))).toBe(false);
  });
});
