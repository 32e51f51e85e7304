import type { Delays } from './order.ts';

/** The middle value; the mean of the two in the middle where there is an even number. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values have no median');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The lowest value that at least so many percent of the values do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new RangeError('no values have no percentile');
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
}

export function delaysOf(milliseconds: readonly number[]): Delays {
  return {
    p50: percentile(milliseconds, 50),
    p99: percentile(milliseconds, 99),
    max: percentile(milliseconds, 100),
  };
}
