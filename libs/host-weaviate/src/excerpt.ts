/** How much of a caller's value a message may hold: beyond, writing it out would cost more than it tells. */
const EXCERPT_CHARACTERS = 200;
const EXCERPT_MEMBERS = 10;
const EXCERPT_DEPTH = 3;

/** A small copy of a caller's value, however large or deep that is, for an error message to show; JSON can say all of it. */
export function excerpt(value: unknown, depth = EXCERPT_DEPTH): unknown {
  if (typeof value === 'string') return value.slice(0, EXCERPT_CHARACTERS);
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)))
    return String(value).slice(0, EXCERPT_CHARACTERS);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) {
    return value.slice(0, EXCERPT_MEMBERS).map((inner: unknown) => excerpt(inner, depth - 1));
  }
  const members = Object.entries(value).slice(0, EXCERPT_MEMBERS);
  return Object.fromEntries(
    members.map(([name, inner]) => [name.slice(0, EXCERPT_CHARACTERS), excerpt(inner, depth - 1)]),
  );
}
