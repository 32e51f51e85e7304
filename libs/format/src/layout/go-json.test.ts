import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goJson } from './go-json.ts';

const SEED = 20_261_130;

describe('JSON in the form of Go', () => {
  // Each as Go 1.26 writes it, but for the integers beyond 2^53.
  it.each([
    ['{"b":1,"a":{"z":[{"y":2,"x":1}],"m":null}}', '{"a":{"m":null,"z":[{"x":1,"y":2}]},"b":1}'],
    ['{"10":1,"9":2,"a":3}', '{"10":1,"9":2,"a":3}'],
    ['{"\u{1f600}":1,"\uffee":2}', '{"\uffee":2,"\u{1f600}":1}'],
    ['{"a":"<b> & \u2028\u2029\u007f"}', String.raw`{"a":"\u003cb\u003e \u0026 \u2028\u2029${'\u007f'}"}`],
    ['{"<":"\\u0001\\b\\f\\n\\/"}', String.raw`{"\u003c":"\u0001\b\f\n/"}`],
    [' [ 1.50 , 1e2, 1E-7 , 1e21, 1e20 ] ', '[1.5,100,1e-7,1e+21,100000000000000000000]'],
    ['[9007199254740993,-9223372036854775808]', '[9007199254740993,-9223372036854775808]'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"__proto__":{"b":1,"a":2}}', '{"__proto__":{"a":2,"b":1}}'],
    ['true', 'true'],
  ])('%s is %s', (json, expected) => {
    expect(goJson(json)).toBe(expected);
    expect(goJson(Buffer.from(json))).toBe(expected);
  });

  it('says the same, and has its members in order of their UTF-8, at any depth', () => {
    const orders = (value: unknown): boolean => {
      if (typeof value !== 'object' || value === null) return true;
      const names = Array.isArray(value) ? [] : namesIn(value);
      return (
        names.every(
          (name, at) => at === 0 || Buffer.compare(Buffer.from(names[at - 1]!), Buffer.from(name)) < 0,
        ) && Object.values(value).every(orders)
      );
    };
    // Names that are no numbers keep their place in an object of JavaScript.
    const namesIn = (value: object): string[] => Object.keys(value).filter((name) => !/^\d+$/.test(name));
    fc.assert(
      fc.property(fc.json(), (json) => {
        const written = goJson(json);
        expect(JSON.parse(written)).toEqual(JSON.parse(json));
        expect(orders(JSON.parse(written))).toBe(true);
        expect(written).not.toMatch(/[<>&\u2028\u2029]/);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it.each(['', '{', '{"a":}', 'NaN'])('is not made of %j', (json) => {
    expect(() => goJson(json)).toThrow(SyntaxError);
  });
});
