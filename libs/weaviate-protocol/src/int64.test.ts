import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromInt64, toInt64 } from './int64.ts';
import { weaviate } from './messages.ts';

const EDGES = [0n, 1n, -1n, 2n ** 31n, -(2n ** 31n), 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)];

it('integers of 64 bits are as exact behind the wire as before it, packed ones too', () => {
  const check = (integer: bigint) => {
    const bytes = weaviate.IntArrayProperties.encode({ values: [toInt64(integer), toInt64(7)] });
    const [value, seven] = weaviate.IntArrayProperties.decode(bytes).values.map(fromInt64);
    expect(BigInt(value!)).toBe(integer);
    expect(typeof value).toBe(
      BigInt(Number(integer)) === integer && Number.isSafeInteger(Number(integer)) ? 'number' : 'bigint',
    );
    expect(seven).toBe(7);
  };
  EDGES.forEach(check);
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), check), { seed: 20_261_130 });
});
