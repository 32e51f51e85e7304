/** How the escapes of surrogates begin; `\u` alone begins all. */
const ESCAPE = Buffer.from('\\u');
const SURROGATES = [Buffer.from('\\ud'), Buffer.from('\\uD')];

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
/** Digits of an escape, behind its `\u`. */
const DIGITS = 4;

/** Any escape of JSON, so that what follows `\\` is none: both halves together, half of a pair, or another. */
const ANY_ESCAPE =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|[^])/g;

const REPLACEMENT = '\ufffd';
/** Its UTF-8, a character a byte. */
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT).toString('latin1');

/** A Buffer's search, which takes any bytes: to make one over each JSON would take as long as to search it. */
const { indexOf: search } = Buffer.prototype as {
  readonly indexOf: (this: Uint8Array, bytes: Uint8Array, from: number) => number;
};

/** JSON in whole characters, and how many halves of surrogate pairs are U+FFFD in it instead. */
export interface WholeCharacters<Text extends string | Uint8Array> {
  readonly json: Text;
  readonly replaced: number;
}

/**
 * Writes U+FFFD for each half of a surrogate pair that JSON holds as an escape; nothing else in UTF-8 can hold one. Readers
 * refuse it, some of them the whole column, but it may lie in older stores. What has none is given back as it is: most JSON
 * is searched for `\u`, by Node, and not gone through.
 */
export function inWholeCharacters<Text extends string | Uint8Array>(json: Text): WholeCharacters<Text>;
export function inWholeCharacters(json: string | Uint8Array): WholeCharacters<string | Uint8Array> {
  if (typeof json === 'string') return json.includes('\\u') ? replaceHalves(json, REPLACEMENT) : none(json);
  if (!hasHalf(json)) return none(json);
  // A character a byte: escapes are ASCII, and all else stays as it is.
  const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString('latin1');
  const { json: whole, replaced } = replaceHalves(text, REPLACEMENT_BYTES);
  return { json: Buffer.from(whole, 'latin1'), replaced };
}

function none<Text extends string | Uint8Array>(json: Text): WholeCharacters<Text> {
  return { json, replaced: 0 };
}

/** True where some half of a pair has not the other one beside it. */
function hasHalf(json: Uint8Array): boolean {
  const first = search.call(json, ESCAPE, 0);
  if (first < 0 || SURROGATES.every((escape) => search.call(json, escape, first) < 0)) return false;
  // Its backslash may be one that another escapes.
  let start = first;
  while (json[start - 1] === BACKSLASH) start -= 1;
  for (let at = start; at < json.length; at++) {
    if (json[at] !== BACKSLASH) continue;
    at += 1;
    if (json[at] !== LOWER_U) continue;
    const unit = unitAt(json, at + 1);
    at += DIGITS;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const isFirst = unit < 0xdc00 && json[at + 1] === BACKSLASH && json[at + 2] === LOWER_U;
    const second = isFirst ? unitAt(json, at + 3) : 0;
    if (second < 0xdc00 || second > 0xdfff) return true;
    at += 2 + DIGITS;
  }
  return false;
}

/** The UTF-16 unit that four hexadecimal digits tell. */
function unitAt(json: Uint8Array, start: number): number {
  let unit = 0;
  for (let at = start; at < start + DIGITS; at++) {
    const byte = json[at] ?? 0;
    // Of a letter in either case the lowest four bits count from 1, for ten.
    unit = unit * 16 + (byte & 15) + (byte >> 6) * 9;
  }
  return unit;
}

function replaceHalves(json: string, replacement: string): WholeCharacters<string> {
  let replaced = 0;
  const whole = json.replace(ANY_ESCAPE, (escape: string, half: string | undefined) => {
    if (half === undefined) return escape;
    replaced += 1;
    return replacement;
  });
  return { json: whole, replaced };
}
