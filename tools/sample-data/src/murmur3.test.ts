import { describe, expect, it } from 'vitest';
import { murmur3 } from './murmur3.ts';

const utf8 = new TextEncoder();

describe('murmur3', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['aa', 0x9747b28c, 0x5d211726],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['test', 0, 0xba6bd213],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('gives the published hash of "%s" with seed %i', (text, seed, hash) => {
    expect(murmur3(utf8.encode(text), seed)).toBe(hash);
  });

  it('reads only the bytes of a view into a larger buffer', () => {
    expect(murmur3(utf8.encode('xxtestxx').subarray(2, 6))).toBe(0xba6bd213);
  });
});
