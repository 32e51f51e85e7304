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

/** Adds what another part saw. */
export function mergeLengths(
  into: Record<string, VectorLengths>,
  more: Readonly<Record<string, VectorLengths>>,
): void {
  for (const [name, { nulls, length }] of Object.entries(more)) {
    const seen = (into[name] ??= { nulls: 0, length: null });
    seen.nulls += nulls;
    if (length !== null) seeVector(seen, length);
  }
}
