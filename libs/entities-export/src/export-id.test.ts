import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPORT_ID_MAX_LENGTH, parseExportId } from './export-id.ts';

const codeOf = (id: unknown): string => {
  try {
    parseExportId(id);
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the id of an export', () => {
  it.each(['a', '0', '_', '-', 'nightly-2026-01-02', 'a_b', '--', 'x'.repeat(128)])('may be %j', (id) => {
    expect(parseExportId(id)).toBe(id);
  });

  it.each<[unknown, string]>([
    [undefined, 'ID_MISSING'],
    [null, 'ID_MISSING'],
    ['', 'ID_MISSING'],
    ['A', 'ID_MALFORMED'],
    ['my export', 'ID_MALFORMED'],
    ['a.b', 'ID_MALFORMED'],
    ['..', 'ID_MALFORMED'],
    ['a/b', 'ID_MALFORMED'],
    ['a\\b', 'ID_MALFORMED'],
    ['a\n', 'ID_MALFORMED'],
    ['a\u0000', 'ID_MALFORMED'],
    ['é', 'ID_MALFORMED'],
    ['ı', 'ID_MALFORMED'],
    [' a', 'ID_MALFORMED'],
    [7, 'ID_MALFORMED'],
    [true, 'ID_MALFORMED'],
    [['a'], 'ID_MALFORMED'],
    [{}, 'ID_MALFORMED'],
    ['x'.repeat(129), 'ID_TOO_LONG'],
  ])('may not be %j: %s', (id, code) => {
    expect(codeOf(id)).toBe(code);
  });

  it('is told with its length and the limit when it is too long', () => {
    expect(() => parseExportId('x'.repeat(200))).toThrow(
      'invalid id of 200 characters: at most 128 are allowed',
    );
  });

  it('is taken exactly when it is 1 to 128 of a-z, 0-9, _ and -', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'az09_-A. ') })), (id) => {
        const allowed = [...id].every((character) =>
          'abcdefghijklmnopqrstuvwxyz0123456789_-'.includes(character),
        );
        expect(codeOf(id) === 'taken').toBe(allowed && id.length > 0 && id.length <= EXPORT_ID_MAX_LENGTH);
      }),
      { seed: 1 },
    );
  });
});
