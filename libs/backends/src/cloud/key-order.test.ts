import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { collected } from '../conformance/index.ts';
import { inKeyOrder } from './key-order.ts';

const LETTERS = ['a', 'é', '日', '\u{e000}', '\u{ffff}', '\u{1f700}', '\u{10ffff}'];
const KEYS = LETTERS.flatMap((first) => LETTERS.map((second) => `${first}${second}/x`)).concat(LETTERS);

describe('inKeyOrder', () => {
  it.each<[string, (keys: string[]) => string[]]>([
    ['UTF-16', (keys) => keys.toSorted()],
    ['UTF-8', inUtf8Order],
  ])('gives keys in the order of UTF-8 that come in that of %s', async (_order, arrange) => {
    const files = arrange(KEYS).map((key) => ({ key, bytes: 1 }));
    const given = await collected(inKeyOrder(Readable.from(files)));
    expect(given.map(({ key }) => key)).toEqual(inUtf8Order(KEYS));
  });
});

function inUtf8Order(keys: string[]): string[] {
  return keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
