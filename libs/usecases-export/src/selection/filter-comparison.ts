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
      return any((value) => value > wanted);
    case 'GreaterThanEqual':
      return any((value) => value >= wanted);
    case 'LessThan':
      return any((value) => value < wanted);
    case 'LessThanEqual':
      return any((value) => value <= wanted);
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
