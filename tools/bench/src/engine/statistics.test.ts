import { describe, expect, it } from 'vitest';
import { delaysOf, median, percentile } from './statistics.ts';

describe('statistics', () => {
  it('takes the middle value as the median, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([8, 1, 3, 5])).toBe(4);
  });

  it('takes a percentile that is one of the values, at least that many of which do not exceed it', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentile(values, 99)).toBe(198);
    expect(percentile(values, 50)).toBe(100);
    expect(percentile([7], 99)).toBe(7);
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    expect(delaysOf(values)).toEqual({ p50: 2, p99: 3, max: 3 });
    expect(values).toEqual([3, 1, 2]);
  });

  it('has nothing to say of no values', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});
