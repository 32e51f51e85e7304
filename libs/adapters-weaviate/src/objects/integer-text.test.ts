import { describe, expect, it } from 'vitest';
import { IntegerText } from './integer-text.ts';

function textOf(integers: IntegerText, value: bigint): string {
  return integers.of(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n)));
}

describe('integers of gRPC as REST writes them', () => {
  it('are never in doubt where JavaScript has them exactly', () => {
    const integers = new IntegerText();
    for (const value of [0n, -1n, 2n ** 53n - 1n, -(2n ** 53n) + 1n, 2n ** 53n, 2n ** 31n, -(2n ** 32n)])
      expect(textOf(integers, value)).toBe(String(value));
    expect(integers.takeDoubt()).toBe(false);
  });

  it('are those of doubles, once a server has shown that it keeps doubles', () => {
    const integers = new IntegerText();
    textOf(integers, 1234567890123456768n);
    expect(integers.takeDoubt()).toBe(true);
    integers.learn('{"n":1234567890123456800}');
    expect(textOf(integers, 1234567890123456768n)).toBe('1234567890123456800');
    expect(textOf(integers, 2n ** 63n - 1n)).toBe('9223372036854776000');
    expect(integers.takeDoubt()).toBe(false);
    // What does not fit into an integer becomes this one on some machines.
    textOf(integers, -(2n ** 63n));
    expect(integers.takeDoubt()).toBe(true);
  });

  it('are exact, once a server has shown that it keeps them so', () => {
    const integers = new IntegerText();
    textOf(integers, 1234567890123456789n);
    expect(integers.takeDoubt()).toBe(true);
    integers.learn('{"n":1234567890123456789}');
    for (const value of [1234567890123456768n, 2n ** 63n - 1n, -(2n ** 63n)])
      expect(textOf(integers, value)).toBe(String(value));
    expect(integers.takeDoubt()).toBe(false);
  });

  it('stay in doubt where the object has changed meanwhile', () => {
    const integers = new IntegerText();
    textOf(integers, 1234567890123456789n);
    integers.learn('{}');
    expect(integers.habit).toBe('unknown');
  });
});
