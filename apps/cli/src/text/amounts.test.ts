import { describe, expect, it } from 'vitest';
import { bytesText, spanText } from './amounts.ts';

describe('amounts for people', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [41_234_567, '41.2 MB'],
    [412_345_678, '412 MB'],
    [5e15, '5000 TB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  it.each([
    [400, '0.4 s'],
    [12_345, '12 s'],
    [59_700, '1 min 0 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
  ])('%d milliseconds are %s', (milliseconds, text) => {
    expect(spanText(milliseconds)).toBe(text);
  });
});
