import type { KeyRange } from './key-range.ts';
import { uuidNumber, uuidOf } from './values/uuid.ts';

/** What a scan has found of a range before a row group was full. */
export interface ScannedStretch {
  readonly objects: number;
  readonly bytes: number;
  readonly firstId: string;
}

/** How far a row group is to be filled, in hundredths: by chance a range holds a few objects more than another. */
const FULL = 95n;

/** Ranges that a rest is cut into at first: what was seen tells of what is next to it, and less of what is farther. */
const FIRST_RANGES = 4;

/** Ranges that a rest is cut into at the most: as many are read in vain where the objects end. */
const MOST_RANGES = 64;

/**
 * Cuts what a scan has left of a range that was an estimate, so that it is scanned by many. Ranges are as long as the stretch that
 * filled a row group, and what is behind them is one range more: where that is too much again, twice as many are cut of it. Depends on
 * what was found alone.
 * @param next id of the first object that is left
 * @returns estimates, one behind the other, from `next` to the end of the range
 */
export function cutRest(range: KeyRange, seen: ScannedStretch, next: string): KeyRange[] {
  const [from, to] = [uuidNumber(next), uuidNumber(range.last)];
  const [length, seenLength] = [to - from + 1n, from - uuidNumber(seen.firstId)];
  const full = max(1n, (seenLength * FULL) / 100n);
  const wanted = (length + full - 1n) / full;
  const most = Math.min(MOST_RANGES, 2 * (range.cutBefore ?? FIRST_RANGES / 2));
  const isAll = wanted <= BigInt(most);
  const count = isAll ? Number(wanted) : most;
  const cutTo = isAll ? to : from + full * BigInt(count) - 1n;
  const bound = (index: number): bigint => from + ((cutTo - from + 1n) * BigInt(index)) / BigInt(count);
  const share = Number(((bound(1) - from) * 1_000_000n) / seenLength) / 1_000_000;
  const objects = Math.max(1, Math.round(seen.objects * share));
  const bytes = Math.max(1, Math.round(seen.bytes * share));
  const ranges = Array.from({ length: count }, (_, index): KeyRange => ({
    first: uuidOf(bound(index)),
    last: uuidOf(bound(index + 1) - 1n),
    objects,
    bytes,
    isEstimate: true,
  }));
  if (isAll) return ranges;
  // Nothing is known of it but that it may fill a row group.
  const end = { first: uuidOf(cutTo + 1n), last: range.last, objects: seen.objects, bytes: seen.bytes };
  return [...ranges, { ...end, isEstimate: true, cutBefore: count }];
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
