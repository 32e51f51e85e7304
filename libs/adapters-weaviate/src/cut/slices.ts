import { uuidNumber, uuidOf } from '@weaviate-export/entities-export';
import type { Stretch } from './density-cut.ts';

/** How far the first ids of a range may be from what is even, to be taken for chance. */
const UNEVEN = 0.35;

/**
 * Divides a range into slices of about as many objects, which cover it, to be read side by side.
 * @param firstIds some of the first ids of the range, in order, which tell how close the others lie: all over the range, as random
 * ids do, or close together at its beginning
 * @param count of slices; 1 or more
 */
export function slicesOf(range: Stretch, firstIds: readonly string[], count: number): Stretch[] {
  const [from, to] = [uuidNumber(range.first), uuidNumber(range.last)];
  const seen = firstIds.map(uuidNumber).filter((number) => number <= to);
  const reached = seen.at(-1);
  if (reached === undefined || count === 1) return [range];
  const length = to - from + 1n;
  const dense = ((reached - from + 1n) * BigInt(Math.ceil(range.objects))) / BigInt(seen.length);
  const isEven = Number((dense * 100n) / length) / 100 > 1 - UNEVEN;
  const divided = isEven ? length : dense;
  if (divided < BigInt(count)) return [range];
  const bound = (index: number): bigint => from + (divided * BigInt(index)) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    first: uuidOf(bound(index)),
    last: index === count - 1 ? range.last : uuidOf(bound(index + 1) - 1n),
    objects: Math.ceil(range.objects / count),
  }));
}
