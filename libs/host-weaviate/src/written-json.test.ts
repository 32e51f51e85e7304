import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBigIntJson } from '@weaviate-export/entities-export';
import { type ExactJson, writeExactJson } from './written-json.ts';

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
        expect(parseBigIntJson(writeExactJson(value))).toStrictEqual(value);
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
    expect(writeExactJson(parseBigIntJson(text))).toBe(text);
  });

  it('leaves null members out, and null elements in', () => {
    expect(writeExactJson({ a: null, b: [null, { c: null }] })).toBe('{"b":[null,{}]}');
  });
});

function withoutNulls(value: ExactJson): ExactJson {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]));
}
