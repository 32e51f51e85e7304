/**
 * What was seen of one vector over many rows: whether a row had none, and the one length that all had. The
 * class's unnamed vector has the empty name.
 */
export interface VectorLengths {
  nulls: number;
  /** null until a vector is seen, and NaN once two lengths were. */
  length: number | null;
}

export function seeVector(seen: VectorLengths, length: number): void {
  if (seen.length === null) seen.length = length;
  else if (seen.length !== length) seen.length = Number.NaN;
}

/** Adds what another part saw; both are by name. */
export function mergeLengths(
  into: Map<string, VectorLengths>,
  more: ReadonlyMap<string, VectorLengths>,
): void {
  for (const [name, { nulls, length }] of more) {
    const seen = into.get(name) ?? { nulls: 0, length: null };
    into.set(name, seen);
    seen.nulls += nulls;
    if (length !== null) seeVector(seen, length);
  }
}
