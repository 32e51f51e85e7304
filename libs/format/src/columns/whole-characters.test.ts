import { describe, expect, it } from 'vitest';
import { inWholeCharacters } from './whole-characters.ts';

const CASES: readonly [what: string, json: string, whole: string, replaced: number][] = [
  ['nothing of the kind', '{"a":"ü😀\\n"}', '{"a":"ü😀\\n"}', 0],
  ['a pair as escapes', '{"a":"\\ud83d\\uDE00"}', '{"a":"\\ud83d\\uDE00"}', 0],
  ['another escape', '{"a":"\\u00e9\\ud7ff\\ue000"}', '{"a":"\\u00e9\\ud7ff\\ue000"}', 0],
  ['a backslash before u', '{"a":"\\\\ud83d"}', '{"a":"\\\\ud83d"}', 0],
  ['the first half', '{"a":"ü \\ud83d"}', '{"a":"ü \ufffd"}', 1],
  ['the second half, in capitals', '{"a":"\\uDE00x"}', '{"a":"\ufffdx"}', 1],
  ['both the wrong way round', '{"a":"\\ude00\\ud83d"}', '{"a":"\ufffd\ufffd"}', 2],
  ['a half before a pair', '{"a":"\\ud83d\\ud83d\\ude00"}', '{"a":"\ufffd\\ud83d\\ude00"}', 1],
  ['a half behind a backslash', '{"a":"\\\\\\ud83d"}', '{"a":"\\\\\ufffd"}', 1],
  ['halves in names and at depth', '{"\\udfff":{"b":["\\ud800",1]}}', '{"\ufffd":{"b":["\ufffd",1]}}', 2],
  ['both halves, in two texts', '["\\ud83d","\\ude00"]', '["\ufffd","\ufffd"]', 2],
];

/** The value with U+FFFD for halves in all of its texts and names. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.toWellFormed(), wellFormed(inner)]),
  );
}

describe('JSON in whole characters', () => {
  it.each(CASES)('has U+FFFD for halves of surrogate pairs alone: %s', (_what, json, whole, replaced) => {
    expect(inWholeCharacters(json)).toEqual({ json: whole, replaced });
    const bytes = Buffer.from(json);
    const { json: written, ...rest } = inWholeCharacters(bytes);
    expect([Buffer.from(written).toString(), rest]).toEqual([whole, { replaced }]);
    if (replaced === 0) expect(written).toBe(bytes);
    expect(JSON.parse(whole)).toEqual(wellFormed(JSON.parse(json)));
  });

  it('is found in a view as well, and beside it nothing is read', () => {
    const around = Buffer.from('\\ud800{"a":"\\ud801"}\\ud802');
    const view = new Uint8Array(around.buffer, around.byteOffset + 6, around.length - 12);
    const { json, replaced } = inWholeCharacters(view);
    expect([Buffer.from(json).toString(), replaced]).toEqual(['{"a":"\ufffd"}', 1]);
  });
});
