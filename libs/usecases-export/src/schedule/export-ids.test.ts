import { describe, expect, it } from 'vitest';
import { DEFAULT_ID_TEMPLATE, exportIdOf, parseIdTemplate } from './export-ids.ts';

const values = { name: 'nightly', wall: new Date(Date.UTC(2026, 10, 30, 20, 45, 7, 89)), n: 12 };

describe('the id of a run', () => {
  it.each([
    [DEFAULT_ID_TEMPLATE, 'nightly-20261130-204507'],
    ['{n}', '12'],
    ['a_{name}{name}-{n}', 'a_nightlynightly-12'],
    ['{date}', '20261130'],
  ])('is made of %s: %s', (template, id) => {
    expect(exportIdOf(parseIdTemplate(template, 'nightly'), values)).toBe(id);
  });

  it.each([
    '',
    'nightly',
    '{name}',
    '{Date}',
    '{n',
    '{n}/x',
    'A{n}',
    '{n}'.padEnd(120, 'x'),
    '{}{n}',
    '{constructor}{n}',
  ])('is not made of %s', (template) => {
    expect(() => parseIdTemplate(template, 'nightly')).toThrow(
      expect.objectContaining({
        code: 'FIELD_INVALID',
        message: expect.stringContaining('invalid idTemplate') as unknown,
      }),
    );
  });
});
