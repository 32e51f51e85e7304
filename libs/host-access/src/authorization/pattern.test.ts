import fc from 'fast-check';
import { expect, it } from 'vitest';
import { patternCovers } from './pattern.ts';

it.each([
  ['*', 'Article', true],
  ['*', '', true],
  ['Article', 'Article', true],
  ['Article', 'article', false],
  ['Article', 'Articles', false],
  ['Article*', 'Article', true],
  ['Article*', 'ArticleDraft', true],
  ['Art*Draft', 'ArticleDraftDraft', true],
  ['Art*Draft', 'ArticleDrafts', false],
  ['A*b*c', 'AxxbyybzzC', false],
  ['A.', 'Ab', false],
  ['(a|b)+', '(a|b)+', true],
  ['', 'A', false],
  // A pattern covers another one where every name of the other is its own.
  ['A*', 'A*', true],
  ['A*', 'Ab*', true],
  ['*', 'A*', true],
  ['Ab*', 'A*', false],
  ['A', '*', false],
  ['A*z', 'A*', false],
])('%j covers %j: %s', (pattern, name, expected) => {
  expect(patternCovers(pattern, name)).toBe(expected);
});

const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });

it('agrees with a regular expression', () => {
  fc.assert(
    fc.property(text, text, (pattern, name) => {
      const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
      expect(patternCovers(pattern, name)).toBe(new RegExp(`^${parts.join('[^]*')}$`).test(name));
    }),
    { seed: 7, numRuns: 5_000 },
  );
});

it('covers no pattern that stands for a name of its own', () => {
  fc.assert(
    fc.property(text, text, text, (wide, narrow, name) => {
      if (patternCovers(wide, narrow) && patternCovers(narrow, name)) {
        expect(patternCovers(wide, name)).toBe(true);
      }
    }),
    { seed: 7, numRuns: 20_000 },
  );
});

it('takes no longer for patterns made to take long', () => {
  const started = performance.now();
  expect(patternCovers(`${'*a'.repeat(120)}b`, 'a'.repeat(256))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_000);
});
