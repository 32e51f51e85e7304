import { uuidNumber, uuidOf } from '@weaviate-export/entities-export';
import { HIGHEST } from './id-number.ts';

/** Tells ids of a shard. */
export interface IdProbe {
  /** The first ids behind one, in order, so many at the most; absent: the first of all. */
  idsAfter(after: string | undefined, limit: number): Promise<readonly string[]>;
}

/** Ids from one to another, both among them, and how many there should be. */
export interface Stretch {
  readonly first: string;
  readonly last: string;
  readonly objects: number;
}

/** As numbers. */
interface Interval {
  readonly from: bigint;
  readonly to: bigint;
  readonly objects: number;
}

/** Places at which a stretch is looked at, and ids that are asked for at each: their number is known to a tenth. */
const PLACES = 16;
const SAMPLE = 100;
/** How far samples may be from what is even: more than three times what chance does to them. */
const UNEVEN = 0.35;
/** How far all samples together may be from the number that is known: beyond, something lies between the places. */
const UNEXPLAINED = 0.25;
/** How often a stretch is looked at more closely before its ids are walked. */
const DEEPEST = 4;
/** Ids that are asked for at a time where they are walked. */
const WALK = 10_000;

/**
 * Cuts the ids of a shard into stretches of about as many objects, without asking for them all: how close they lie is looked at in
 * some places, and where they lie evenly, as random and rising ids do, the line is cut evenly. Where what is seen does not
 * explain how many there are, the ids are walked. Stretches cover all ids from the lowest to the highest.
 * @param objects of the shard
 * @param most objects of a stretch, about
 */
export async function cutByDensity(probe: IdProbe, objects: number, most: number): Promise<Stretch[]> {
  const [lowest] = await probe.idsAfter(undefined, 1);
  if (lowest === undefined) return [];
  if (objects <= most) return [{ first: lowest, last: uuidOf(HIGHEST), objects: Math.max(1, objects) }];
  const highest = await highestId(probe, uuidNumber(lowest));
  const whole = { from: uuidNumber(lowest), to: highest, objects };
  return [...merged(await cut(probe, whole, most, 0), most)].map((interval) => ({
    first: uuidOf(interval.from),
    last: uuidOf(interval.to),
    objects: Math.ceil(interval.objects),
  }));
}

/** The highest id, by halves. */
async function highestId(probe: IdProbe, lowest: bigint): Promise<bigint> {
  let found = lowest;
  for (let step = 2n ** 127n; step > 0n; step /= 2n) {
    const at = found + step;
    if (at >= 2n ** 128n) continue;
    const [next] = await probe.idsAfter(uuidOf(at - 1n), 1);
    if (next !== undefined) found = uuidNumber(next);
  }
  return found;
}

async function cut(probe: IdProbe, whole: Interval, most: number, depth: number): Promise<Interval[]> {
  const { from, to, objects } = whole;
  const length = to - from + 1n;
  if (objects <= most || length <= BigInt(PLACES)) return [whole];
  const parts = divided(whole, PLACES);
  const seen = await Promise.all(parts.map((part) => look(probe, part)));
  const sum = seen.reduce((total, { objects: one }) => total + one, 0);
  if (Math.abs(sum - objects) > UNEXPLAINED * objects || depth === DEEPEST) return walk(probe, whole, most);
  const share = objects / PLACES;
  if (seen.every(({ objects: one }) => Math.abs(one - share) <= UNEVEN * share))
    return divided(whole, Math.ceil(objects / most));
  const cuts = await Promise.all(seen.map((part) => cut(probe, part, most, depth + 1)));
  return cuts.flat();
}

/** Parts of the same length. */
function divided({ from, to, objects }: Interval, count: number): Interval[] {
  const length = to - from + 1n;
  const bound = (index: number): bigint => from + (length * BigInt(index)) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    from: bound(index),
    to: bound(index + 1) - 1n,
    objects: objects / count,
  }));
}

/** The part with as many objects as its beginning tells of; all of them counted, where there are few. */
async function look(probe: IdProbe, { from, to }: Interval): Promise<Interval> {
  const ids = await probe.idsAfter(from === 0n ? undefined : uuidOf(from - 1n), SAMPLE);
  const numbers = ids.map(uuidNumber).filter((number) => number <= to);
  if (numbers.length < SAMPLE) return { from, to, objects: numbers.length };
  // In thousandths, since what is longer than 2^53 is no number.
  const times = Number(((to - from + 1n) * 1000n) / (numbers.at(-1)! - from + 1n)) / 1000;
  return { from, to, objects: SAMPLE * times };
}

/** Cuts by asking for every id. */
async function walk(probe: IdProbe, { from, to }: Interval, most: number): Promise<Interval[]> {
  const intervals: Interval[] = [];
  let [begin, count, last] = [from, 0, from];
  for (let after = from === 0n ? undefined : uuidOf(from - 1n); ;) {
    const ids = await probe.idsAfter(after, WALK);
    for (const number of ids.map(uuidNumber)) {
      if (number > to) break;
      if (count >= most) {
        intervals.push({ from: begin, to: number - 1n, objects: count });
        [begin, count] = [number, 0];
      }
      count += 1;
      last = number;
    }
    after = ids.at(-1);
    if (ids.length < WALK || last !== uuidNumber(after!)) break;
  }
  return [...intervals, { from: begin, to, objects: count }];
}

/** Neighbours that are no more than one together, as one. */
function* merged(intervals: readonly Interval[], most: number): Generator<Interval> {
  let [held] = intervals;
  for (const next of intervals.slice(1)) {
    if (held!.objects + next.objects <= most)
      held = { from: held!.from, to: next.to, objects: held!.objects + next.objects };
    else {
      yield held!;
      held = next;
    }
  }
  if (held !== undefined) yield held;
}
