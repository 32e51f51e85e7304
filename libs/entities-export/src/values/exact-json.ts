import { randomUUID } from 'node:crypto';

/**
 * JSON whose numbers stay what they are where JavaScript would change them. Its own JSON.parse rounds integers beyond
 * 2^53, and to ask it for the source text of a number takes a call for each element of each vector, ten times as long. So
 * such numbers are made strings that begin with a mark before the text is parsed, and what they are to be afterwards.
 */

/** The text of a number. JSON.stringify writes it as it is (https://tc39.es/proposal-json-parse-with-source/). */
export interface RawNumber {
  readonly rawJSON: string;
}

/** What a text of JSON says, with `Exact` for the numbers that JavaScript would change. */
export type Json<Exact = RawNumber> =
  null | boolean | number | Exact | string | Json<Exact>[] | { [name: string]: Json<Exact> };

const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON: (text: string) => RawNumber;
  isRawJSON: (value: unknown) => value is RawNumber;
};
export { isRawJSON as isRawNumber };

/** Fewest characters of an integer beyond 2^53. */
const SHORTEST_LONG_INTEGER = 16;
/** What an integer beyond 2^53 begins with; in front of that, JSON has nothing else. Tells most texts from the few. */
const MAYBE_LONG_INTEGER = /(?:^|[-:,[\s])\d{16}/;
/**
 * A value, not a member's name, that is an integer of 16 digits or more; with more than 400, it is beyond every type,
 * and left to JSON.parse, which makes it Infinity: to read millions of digits as a bigint takes seconds.
 */
const LONG_INTEGER = /((?:^|[[:,])\s*)(-?[1-9]\d{15,399})(?=\s*(?:[,\]}]|$))/g;
const NUMBER = /((?:^|[[:,])\s*)(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?=\s*(?:[,\]}]|$))/g;

/** JSON as bytes, which must be UTF-8; a byte order mark is no JSON. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses JSON, text or UTF-8. Integers beyond 2^53 become RawNumber, and so may other numbers where there are such; with
 * `everyNumber` each does that JavaScript writes in another way.
 * @throws SyntaxError, or TypeError for bytes that are not UTF-8
 */
export function parseRawJson(json: string | Uint8Array, everyNumber: boolean): Json {
  const text = typeof json === 'string' ? json : utf8.decode(json);
  return everyNumber || MAYBE_LONG_INTEGER.test(text)
    ? parseMarked(text, NUMBER, 1, rawJSON)
    : (JSON.parse(text) as Json);
}

/**
 * Parses JSON. Integers beyond 2^53 become bigint; other numbers are as JSON.parse has them, also where they overflow.
 * @throws SyntaxError
 */
export function parseBigIntJson(text: string): Json<bigint> {
  return MAYBE_LONG_INTEGER.test(text)
    ? parseMarked(text, LONG_INTEGER, SHORTEST_LONG_INTEGER, BigInt)
    : (JSON.parse(text) as Json<bigint>);
}

/** The same, with each bigint as what JSON.stringify writes as a number. */
export function writableJson(value: Json<bigint>): Json {
  if (typeof value === 'bigint') return rawJSON(String(value));
  if (Array.isArray(value)) return value.map(writableJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, writableJson(member)]));
}

/**
 * @param pattern finds numbers, with what lies in front of them
 * @param shortest fewest characters of what it finds
 * @param exact makes what stands for a number of its text
 */
function parseMarked<Exact>(
  text: string,
  pattern: RegExp,
  shortest: number,
  exact: (text: string) => Exact,
): Json<Exact> {
  // Another one each time, and so none that the text could hold.
  const mark = randomUUID();
  const marked = markNumbers(text, mark, pattern, shortest);
  if (marked === undefined) return JSON.parse(text) as Json<Exact>;
  try {
    return unmark(JSON.parse(marked) as Json<Exact>, mark, exact);
  } catch (error) {
    // Says what is wrong with the text that was given.
    if (error instanceof SyntaxError) JSON.parse(text);
    throw error;
  }
}

/**
 * The text with a string of mark and number for each that a pattern finds, and JavaScript would change; undefined where
 * there is none.
 */
function markNumbers(text: string, mark: string, pattern: RegExp, shortest: number): string | undefined {
  const pieces: string[] = [];
  let copied = 0;
  for (let start = 0; start < text.length;) {
    const quote = text.indexOf('"', start);
    const end = quote < 0 ? text.length : quote;
    if (end - start >= shortest) {
      const between = text.slice(start, end);
      for (const { index, 1: before = '', 2: number = '' } of between.matchAll(pattern)) {
        if (isExact(number)) continue;
        const first = start + index + before.length;
        pieces.push(text.slice(copied, first), `"${mark}${number}"`);
        copied = first + number.length;
      }
    }
    start = endOfString(text, end);
  }
  return copied === 0 ? undefined : pieces.join('') + text.slice(copied);
}

/** Whether JavaScript holds the number, and writes it so. */
function isExact(text: string): boolean {
  const number = Number(text);
  // It may write a rounded integer in the very digits of another one.
  return (Number.isSafeInteger(number) || !Number.isInteger(number)) && String(number) === text;
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

/** The value, changed in place, with numbers for marked strings; without recursion, as values may be of any depth. */
function unmark<Exact>(root: Json<Exact>, mark: string, exact: (text: string) => Exact): Json<Exact> {
  const pending: (Json<Exact>[] | Record<string, Json<Exact>>)[] = [];
  const unmarked = (value: Json<Exact>): Json<Exact> => {
    if (typeof value === 'string' && value.startsWith(mark)) return exact(value.slice(mark.length));
    if (typeof value === 'object' && value !== null) pending.push(value as Record<string, Json<Exact>>);
    return value;
  };
  const result = unmarked(root);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (Array.isArray(next))
      for (let index = 0; index < next.length; index++) next[index] = unmarked(next[index]!);
    else for (const [name, value] of Object.entries(next)) next[name] = unmarked(value);
  }
  return result;
}
