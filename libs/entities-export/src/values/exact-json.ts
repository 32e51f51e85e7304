/**
 * JSON whose numbers keep their text where JavaScript would change it: integers beyond 2^53 stay exact.
 * Source: https://tc39.es/proposal-json-parse-with-source/
 */
const { parse, rawJSON, isRawJSON } = JSON as unknown as {
  parse: (
    text: string,
    reviver?: (key: string, value: unknown, context: { source?: string }) => unknown,
  ) => Json;
  rawJSON: (text: string) => RawNumber;
  isRawJSON: (value: unknown) => value is RawNumber;
};

/** The text of a number. JSON.stringify writes it as it is. */
export interface RawNumber {
  readonly rawJSON: string;
}

export type Json =
  null | boolean | number | string | RawNumber | readonly Json[] | { readonly [name: string]: Json };

/**
 * What an integer beyond 2^53 begins with, in front of which JSON has nothing else. Only where a text has it is asked for
 * the text of each number, which takes ten times as long.
 */
const LONG_INTEGER = /(?:^|[-:,[\s])\d{16}/;

/** JSON as bytes, which must be UTF-8; a byte order mark is no JSON. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses JSON, text or UTF-8. Integers beyond 2^53 become RawNumber; with `everyNumber` so does each number that
 * JavaScript writes in another way.
 * @throws SyntaxError, or TypeError for bytes that are not UTF-8
 */
export function parseExactJson(json: string | Uint8Array, everyNumber: boolean): Json {
  const text = typeof json === 'string' ? json : utf8.decode(json);
  return everyNumber || LONG_INTEGER.test(text) ? parse(text, keepText) : parse(text);
}

export function isRawNumber(value: Json): value is RawNumber {
  return isRawJSON(value);
}

function keepText(_name: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== 'number') return value;
  // JavaScript may write a rounded integer in the very digits of another one.
  const isExact = Number.isSafeInteger(value) || !Number.isInteger(value);
  return isExact && String(value) === source ? value : rawJSON(source!);
}
