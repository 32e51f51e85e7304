/** Neighbouring objects of one shard, in order of id; both ends are in it. Plain JSON. */
export interface KeyRange {
  readonly first: string;
  readonly last: string;
  readonly objects: number;
  /** Sum of `exportObjectBytes` over its objects, or more, where the source need not look at each. */
  readonly bytes: number;
  /**
   * True where a source can only estimate `objects` and `bytes`, as one whose objects change: a range may hold more or
   * fewer, or none. What is beyond the limits of a row group is cut anew (`cutRest`) into row groups of its own.
   */
  readonly isEstimate?: boolean;
  /** These of its objects are asked for alone, in order: a source need not give others. Their number is `objects`. */
  readonly ids?: readonly string[];
  /** Of an estimate that is the end of what was cut anew: the ranges that were cut before it. */
  readonly cutBefore?: number;
}

/** How many times its estimated bytes a range may have before its scan stops, and that many in any case. */
const [ESTIMATE_MARGIN, LEAST_BOUND_BYTES] = [4, 1024 * 1024];

/** The most bytes that one scan of a range takes, and an object: what it is to have room for. */
export function bytesBound({ bytes, isEstimate }: KeyRange): number {
  return isEstimate === true ? Math.max(LEAST_BOUND_BYTES, ESTIMATE_MARGIN * bytes) : bytes;
}

/** Where a range ends: at whichever limit is reached first. A range holds at least one object, however large. */
export interface RangeLimits {
  readonly objects: number;
  /** Sum of `exportObjectBytes`. */
  readonly bytes: number;
}

/** An object as it is cut: its id is asked for where a range begins or ends, and not otherwise. */
export interface SizedObject {
  readonly id: string;
  /** Its `exportObjectBytes`. */
  readonly bytes: number;
}

/**
 * Cuts objects, given in order of id, into ranges that are each as long as the limits allow: a range ends before the
 * object that would take it over one of them.
 */
export function* cutRanges(objects: Iterable<SizedObject>, limits: RangeLimits): Generator<KeyRange> {
  let first: SizedObject | undefined;
  let last: SizedObject | undefined;
  let [count, bytes] = [0, 0];
  for (const object of objects) {
    if (first !== undefined && (count >= limits.objects || bytes + object.bytes > limits.bytes)) {
      yield { first: first.id, last: last!.id, objects: count, bytes };
      first = undefined;
      [count, bytes] = [0, 0];
    }
    first ??= object;
    last = object;
    count += 1;
    bytes += object.bytes;
  }
  if (first !== undefined) yield { first: first.id, last: last!.id, objects: count, bytes };
}
