import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRawNumber, parseBigIntJson, parseRawJson } from './exact-json.ts';

const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

describe('JSON with exact integers', () => {
  it('finds long integers behind blanks and line ends', () => {
    expect(parseBigIntJson('{"a" :\n\t 9007199254740993 , "b":[ -9007199254740993 ]}')).toEqual({
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
    if (value === undefined) expect(() => parseBigIntJson(text)).toThrow(SyntaxError);
    else expect(parseBigIntJson(text)).toStrictEqual(value);
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
          expect(parsed(parseBigIntJson, text)).toStrictEqual(parsed(parseBySource, text));
        }
      }),
      { seed: 3, numRuns: 3000 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });

  it('parses values that are nested deeper than the stack', () => {
    const text = `${'['.repeat(200_000)}9007199254740993${']'.repeat(200_000)}`;
    expect(() => parseBigIntJson(text)).not.toThrow();
  });

  it.each(['', '{', '{"a":1,}', "{'a':1}", '01', '[1 2]', 'NaN', '{"a":12345678901234567890'])(
    'does not parse %s',
    (text) => {
      expect(() => parseBigIntJson(text)).toThrow(SyntaxError);
    },
  );

  it.each([
    ['{"a":1.0,"b":[1,-0,1e3,0.1,1E+2],"c":"1.0"}'],
    ['[9007199254740993,1.00,-1.5e300,123456789012345678]'],
    [' 1.50 '],
    ['[0.0]'],
    [`[${'9'.repeat(401)}]`],
  ])('keeps the text of every number of %.60s where it is asked to', (text) => {
    expect(JSON.stringify(parseRawJson(text, true))).toBe(text.trim());
  });

  it('is, of every number, what the source says', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.integer().map((value) => `${value}.0`),
      fc.bigInt(-(2n ** 70n), 2n ** 70n).map(String),
      fc.stringMatching(/^-?[0-9]{1,3}(\.[0-9]{1,3})?([eE][-+]?[0-9]{1,2})?$/),
    );
    const text = fc.array(fc.oneof(number, fc.json())).map((parts) => `[${parts.join(', ')}]`);
    fc.assert(
      fc.property(text, (json) => {
        let expected: unknown;
        try {
          expected = JSON.parse(json);
        } catch {
          expect(() => parseRawJson(json, true)).toThrow(SyntaxError);
          return;
        }
        const parsed = parseRawJson(json, true);
        expect(JSON.parse(JSON.stringify(parsed))).toStrictEqual(expected);
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(bySource(json)));
      }),
      { seed: 4, numRuns: 3000 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });

  it('tells raw numbers from all else', () => {
    expect([rawJSON('1.0'), 1, '1.0', {}, null].map((value) => isRawNumber(value))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
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

/** What to keep of a text in which each number is to stay. */
function bySource(text: string): unknown {
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ) => unknown;
  return parse(text, (_key, value, { source = '' }) => (typeof value === 'number' ? rawJSON(source) : value));
}
