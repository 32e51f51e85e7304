import type { Comparable } from './filter-values.ts';

export const ORDERING: readonly string[] = ['GreaterThan', 'GreaterThanEqual', 'LessThan', 'LessThanEqual'];
export const CONTAINING: readonly string[] = ['ContainsAny', 'ContainsAll', 'ContainsNone'];

/** What an object has at a path; undefined are values that are none of the type. */
type Held = readonly (Comparable | undefined)[];

/** Whether one value of an object compares so with the one wanted. */
export function comparisonOf(operator: string, wanted: Comparable): (held: Held) => boolean {
  const any = (fits: (value: Comparable) => boolean) => (held: Held) =>
    held.some((value) => value !== undefined && fits(value));
  switch (operator) {
    case 'GreaterThan':
      return any((value) => isLess(wanted, value));
    case 'GreaterThanEqual':
      return any((value) => value === wanted || isLess(wanted, value));
    case 'LessThan':
      return any((value) => isLess(value, wanted));
    case 'LessThanEqual':
      return any((value) => value === wanted || isLess(value, wanted));
    case 'NotEqual':
      return (held) => !held.includes(wanted);
    default:
      return (held) => held.includes(wanted);
  }
}

/** Whether the values of an object are among those wanted, or all of these among them. */
export function containmentOf(operator: string, wanted: readonly Comparable[]): (held: Held) => boolean {
  const set = new Set<Comparable | undefined>(wanted);
  switch (operator) {
    case 'ContainsAll':
      return (held) => {
        const there = new Set(held);
        return wanted.every((one) => there.has(one));
      };
    case 'ContainsNone':
      return (held) => !held.some((value) => set.has(value));
    default:
      return (held) => held.some((value) => set.has(value));
  }
}

/** Texts in the order of their characters' numbers, as UTF-8 has it; JavaScript's own is that of UTF-16. */
function isLess(a: Comparable, b: Comparable): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return a < b;
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return rankOf(one) < rankOf(other);
  }
  return a.length < b.length;
}

const [FIRST_SURROGATE, BEHIND_SURROGATES, UNITS] = [0xd800, 0xe000, 0x10000];

/** A UTF-16 unit's place: surrogates make characters behind all others. */
function rankOf(unit: number): number {
  return unit >= FIRST_SURROGATE && unit < BEHIND_SURROGATES ? unit + UNITS : unit;
}
