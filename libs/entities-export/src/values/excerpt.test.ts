import { expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';

it.each([
  ['a', '"a"'],
  [{ a: [1, null, true] }, '{"a":[1,null,true]}'],
  [12345678901234567890n, '"12345678901234567890"'],
  [Infinity, '"Infinity"'],
  [undefined, 'undefined'],
  ['x'.repeat(70_000), `"${'x'.repeat(99)}…`],
  [Array.from({ length: 1_000_000 }, () => 1), `[${'1,'.repeat(49)}1…`],
])('shows the beginning of a value (%#)', (value, text) => {
  expect(excerpt(value)).toBe(text);
});

it('shows a value of any depth', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 200_000; level++) deep = [deep];
  expect(excerpt(deep)).toBe(`${'['.repeat(100)}…`);
});
