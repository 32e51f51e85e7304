import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExactJson, parseExactJson, writeExactJson } from './exact-json.ts';

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(exactNumber),
  fc.maxSafeInteger(),
  fc.bigInt(-(2n ** 64n), 2n ** 64n).map(exactInteger),
);
const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'toString', ''));
const { json } = fc.letrec<{ json: ExactJson }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('json')),
    fc.array(fc.tuple(name, tie('json'))).map((members): ExactJson => Object.fromEntries(members)),
  ),
}));

/** What the parser makes of an integer's digits. */
function exactInteger(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** A double beyond 2^53 that is written in digits alone comes back as bigint. */
function exactNumber(value: number): number | bigint {
  return /^-?\d+$/.test(String(value)) && !Number.isSafeInteger(value) ? BigInt(value) : value;
}

describe('JSON with exact integers', () => {
  it('gives back what was written, whatever it is', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(parseExactJson(writeExactJson(value))).toStrictEqual(value);
      }),
      { seed: 2 },
    );
  });

  it('writes what was parsed as JSON.stringify does, but for what that would round', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const dropped = JSON.parse(text, (_, value: unknown) =>
          Object.is(value, -0) ? 0 : value,
        ) as ExactJson;
        expect(JSON.parse(writeExactJson(dropped))).toStrictEqual(withoutNulls(dropped));
      }),
      { seed: 2 },
    );
  });

  it.each([
    '9223372036854775807',
    '-9223372036854775808',
    '9007199254740993',
    '-9007199254740993',
    '9007199254740991',
    '[9007199254740993]',
    '[1,9007199254740993]',
    '{"a":9007199254740993,"b":{"c":[18446744073709551616]}}',
    '-0',
    '[-0]',
    '{"a":-0}',
    '0.1',
    '1e-7',
    '1.7976931348623157e+308',
    '5e-324',
    '"1234567890123456789"',
    '"\\"a\\":12345678901234567890"',
    '{"z":1,"a":2,"_":3}',
    '"\\ud800"',
    '"\\u0000"',
    '"äöü😀"',
  ])('keeps %s to the letter', (text) => {
    expect(writeExactJson(parseExactJson(text))).toBe(text);
  });

  it('finds long integers behind blanks and line ends', () => {
    expect(parseExactJson('{"a" :\n\t 9007199254740993 , "b":[ -9007199254740993 ]}')).toEqual({
      a: 9007199254740993n,
      b: [-9007199254740993n],
    });
  });

  it.each([
    ['"1234567890123456789,:[12345678901234567890"', '1234567890123456789,:[12345678901234567890'],
    ['"\\\\",', undefined],
    ['["\\\\",12345678901234567890]', ['\\', 12345678901234567890n]],
    ['["\\\\\\"",12345678901234567890]', ['\\"', 12345678901234567890n]],
    ['["\\",:12345678901234567890"]', ['",:12345678901234567890']],
    [
      '[1.12345678901234567,12345678901234567e1,-12345678901234567.5]',
      [1.12345678901234567, 123456789012345670, -12345678901234568],
    ],
    [`[${'9'.repeat(308)}]`, [BigInt('9'.repeat(308))]],
    [`[${'9'.repeat(401)},-${'9'.repeat(4_000_000)}]`, [Infinity, -Infinity]],
  ])('tells integers from texts and fractions in %.60s', (text, value) => {
    if (value === undefined) expect(() => parseExactJson(text)).toThrow(SyntaxError);
    else expect(parseExactJson(text)).toStrictEqual(value);
  });

  it('is the same as what JSON.parse makes of each number by its source', () => {
    const blank = fc.stringMatching(/^[ \n]?$/);
    const token = fc.oneof(
      fc.constantFrom(
        '1234567890123456789',
        '-9007199254740993',
        '1.2345678901234567',
        '1e16',
        '0',
        '[',
        ']',
        '{',
        '}',
        ',',
        ':',
        '"',
        '\\',
      ),
      fc.constantFrom(
        '[1234567890123456789,',
        '"a":1234567890123456789',
        '{"a":',
        '"\\"',
        '"x"',
        'null',
        '01234567890123456',
      ),
    );
    const parsed = (parse: (text: string) => unknown, text: string) => {
      try {
        return parse(text);
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(token, blank), { maxLength: 8 }), (tokens) => {
        for (const [open, close] of [
          ['', ''],
          ['[', ']'],
          ['{"a":', '}'],
          ['{', ':1}'],
        ]) {
          const text = `${open}${tokens.flat().join('')}${close}`;
          expect(parsed(parseExactJson, text)).toStrictEqual(parsed(parseBySource, text));
        }
      }),
      { seed: 3, numRuns: 3000 },
    );
  });

  it('parses values that are nested deeper than the stack', () => {
    const text = `${'['.repeat(200_000)}9007199254740993${']'.repeat(200_000)}`;
    expect(() => parseExactJson(text)).not.toThrow();
  });

  it('leaves null members out, and null elements in', () => {
    expect(writeExactJson({ a: null, b: [null, { c: null }] })).toBe('{"b":[null,{}]}');
  });

  it.each(['', '{', '{"a":1,}', "{'a':1}", '01', '[1 2]', 'NaN', '{"a":12345678901234567890'])(
    'does not parse %s',
    (text) => {
      expect(() => parseExactJson(text)).toThrow(SyntaxError);
    },
  );
});

function parseBySource(text: string): unknown {
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ) => unknown;
  return parse(text, (_key, value, { source = '' }) =>
    /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? BigInt(source) : value,
  );
}

function withoutNulls(value: ExactJson): ExactJson {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]));
}
