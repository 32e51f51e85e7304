import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteStreamSplit } from './byte-stream-split.ts';

it('the bytes of floats are sorted by their place, bit for bit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(9), (random, start) => {
      const bytes = random.slice(0, random.length - (random.length % 4));
      const count = bytes.length / 4;
      const out = new Uint8Array(start + bytes.length + 3).fill(0xaa);
      byteStreamSplit(new Float32Array(bytes.buffer), out, start);
      const expected = [0, 1, 2, 3].flatMap((place) =>
        Array.from({ length: count }, (_, at) => bytes[4 * at + place]),
      );
      expect([...out.subarray(start, start + bytes.length)]).toEqual(expected);
      expect([...out.subarray(0, start), ...out.subarray(start + bytes.length)]).toEqual(
        new Array(start + 3).fill(0xaa),
      );
    }),
    { seed: 20_261_125, numRuns: 300 },
  );
});
