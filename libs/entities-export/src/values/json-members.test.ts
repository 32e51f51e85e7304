import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectMembers } from './json-members.ts';

const select = (json: string, ...names: string[]): string => selectMembers(json, new Set(names));

describe('the members of a JSON object', () => {
  it.each([
    ['{"a":1,"b":2}', ['b'], '{"b":2}'],
    [' { "a" : 1.0 , "b" :\n[ 1, {"a":"}"} ] ,"c":"" } ', ['b', 'c'], '{"b" :\n[ 1, {"a":"}"} ],"c":""}'],
    ['{"n":9007199254740993,"t":"\\"\\\\"}', ['n', 't'], '{"n":9007199254740993,"t":"\\"\\\\"}'],
    ['{"\\u0061":1,"a":2}', ['a'], '{"\\u0061":1,"a":2}'],
    ['{"a":1}', [], '{}'],
    ['{ }', ['a'], '{}'],
    ['{"constructor":1,"__proto__":2}', ['__proto__'], '{"__proto__":2}'],
  ])('%s keeps of %j what it wrote', (json, names, kept) => {
    expect(select(json, ...names)).toBe(kept);
    expect(Buffer.from(selectMembers(Buffer.from(json), new Set(names))).toString()).toBe(kept);
  });

  it.each(['[]', 'null', '', '{', '{"a"', '{"a":', '{"a":1', '{"a":"', '{"a":1,}', '{"a" 1}', '{a:1}'])(
    'that are not there are refused: %s',
    (json) => {
      expect(() => select(json, 'a')).toThrow(SyntaxError);
    },
  );

  it('are the ones that JSON.parse finds, as text and as UTF-8', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary', maxLength: 5 }), fc.jsonValue({ maxDepth: 1 })),
        fc.nat(3),
        (object, space) => {
          const names = Object.keys(object).filter((_, index) => index % 2 === 0);
          const json = JSON.stringify(object, null, space);
          const kept: unknown = JSON.parse(
            JSON.stringify(Object.fromEntries(names.map((name) => [name, object[name]]))),
          );
          expect(JSON.parse(select(json, ...names))).toEqual(kept);
          const bytes = selectMembers(Buffer.from(json), new Set(names));
          expect(JSON.parse(Buffer.from(bytes).toString())).toEqual(kept);
        },
      ),
      { seed: 15 },
    );
  });
});
