import { randomUUID } from 'node:crypto';

/**
 * JSON in which integers beyond 2^53 stay exact: they become bigint when parsed, and digits again when written.
 * JavaScript's own JSON.parse rounds them, and to ask it for the source text of a number
 * (https://tc39.es/proposal-json-parse-with-source/) takes a call for each element of each vector. So they are made
 * strings that begin with a mark before the text is parsed, and bigints afterwards.
 */

/** A value as `parseExactJson` gives it. */
export type ExactJson =
  null | boolean | number | bigint | string | ExactJson[] | { [name: string]: ExactJson };

/** Fewest characters of an integer beyond 2^53. */
const SHORTEST_LONG_INTEGER = 16;
/**
 * A value, not a member's name, that is an integer of 16 digits or more; with more than 400, it is beyond every type,
 * and left to JSON.parse, which makes it Infinity: to read millions of digits as a bigint takes seconds.
 */
const LONG_INTEGER = /((?:^|[[:,])\s*)(-?[1-9]\d{15,399})(?=\s*(?:[,\]}]|$))/g;

/**
 * Parses JSON text. Numbers that overflow become Infinity, as JSON.parse has it.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): ExactJson {
  // Another one each time, and so none that the text could hold.
  const mark = randomUUID();
  const marked = markLongIntegers(text, mark);
  if (marked === undefined) return JSON.parse(text) as ExactJson;
  try {
    return unmark(JSON.parse(marked) as ExactJson, mark);
  } catch (error) {
    // Says what is wrong with the text that was sent.
    if (error instanceof SyntaxError) JSON.parse(text);
    throw error;
  }
}

/** The text with a string of mark and digits for each integer beyond 2^53; undefined where there is none. */
function markLongIntegers(text: string, mark: string): string | undefined {
  const pieces: string[] = [];
  let copied = 0;
  for (let start = 0; start < text.length;) {
    const quote = text.indexOf('"', start);
    const end = quote < 0 ? text.length : quote;
    if (end - start >= SHORTEST_LONG_INTEGER) {
      const between = text.slice(start, end);
      for (const { index, 1: before = '', 2: digits = '' } of between.matchAll(LONG_INTEGER)) {
        if (Number.isSafeInteger(Number(digits))) continue;
        const first = start + index + before.length;
        pieces.push(text.slice(copied, first), `"${mark}${digits}"`);
        copied = first + digits.length;
      }
    }
    start = endOfString(text, end);
  }
  return copied === 0 ? undefined : pieces.join('') + text.slice(copied);
}

/** Where the string that begins at `start` has ended; the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = quote;
    while (text[escapes - 1] === '\\') escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
  }
  return text.length;
}

/** The value, changed in place, with bigints for marked strings; without recursion, as values may be of any depth. */
function unmark(root: ExactJson, mark: string): ExactJson {
  const pending: (ExactJson[] | Record<string, ExactJson>)[] = [];
  const exact = (value: ExactJson): ExactJson => {
    if (typeof value === 'string' && value.startsWith(mark)) return BigInt(value.slice(mark.length));
    if (typeof value === 'object' && value !== null) pending.push(value);
    return value;
  };
  const result = exact(root);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (Array.isArray(next))
      for (let index = 0; index < next.length; index++) next[index] = exact(next[index] as ExactJson);
    else for (const [name, value] of Object.entries(next)) next[name] = exact(value);
  }
  return result;
}

/**
 * Writes JSON text without blanks, members in the order they have. Null members of objects are left out: they mean
 * that there is no value.
 */
export function writeExactJson(value: ExactJson): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value)
        ? `[${value.map(writeExactJson).join(',')}]`
        : writeMembers(Object.entries(value));
  }
}

/** As `writeExactJson`, of an object whose members come as pairs. */
export function writeMembers(members: Iterable<readonly [string, ExactJson]>): string {
  const written: string[] = [];
  for (const [name, member] of members) {
    if (member !== null) written.push(`${JSON.stringify(name)}:${writeExactJson(member)}`);
  }
  return `{${written.join(',')}}`;
}
