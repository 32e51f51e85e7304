/** Longest piece of a caller's value that a message repeats, in characters. */
const SHOWN_CHARACTERS = 100;

/** A caller's value as a message shows it, however large or deep that is: JSON, cut when long. */
export function excerpt(value: unknown): string {
  const text = writeStart(value, SHOWN_CHARACTERS);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/**
 * A value as JSON; where that is longer than `room` characters, its first ones and whatever follows. Each level writes
 * a character before it goes deeper, so that a value of any size and depth costs no more than the room.
 */
function writeStart(value: unknown, room: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room));
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)))
    return `"${value}"`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const isArray = Array.isArray(value);
  let text = isArray ? '[' : '{';
  for (const [name, member] of Object.entries(isArray ? value.slice(0, room) : value)) {
    if (text.length > room) break;
    if (text.length > 1) text += ',';
    if (!isArray) text += `${writeStart(name, room)}:`;
    text += writeStart(member, Math.max(0, room - text.length));
  }
  return text + (isArray ? ']' : '}');
}
