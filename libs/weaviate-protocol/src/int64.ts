import type { Int64 } from './exact.ts';

/** A number where that is exact, else a bigint. */
export function fromInt64({ low, high }: Int64): number | bigint {
  const number = high * 2 ** 32 + (low >>> 0);
  return Number.isSafeInteger(number) ? number : (BigInt(high) << 32n) | BigInt(low >>> 0);
}

/** @param integer of 64 bits */
export function toInt64(integer: number | bigint): Int64 {
  const bits = BigInt(integer);
  return { low: Number(BigInt.asIntN(32, bits)), high: Number(BigInt.asIntN(32, bits >> 32n)) };
}
