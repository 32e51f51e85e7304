import { parseBigIntJson, type Json } from '@weaviate-export/entities-export';

/** What Go's encoding/json escapes beside what JavaScript does. */
const ESCAPED = /[<>&\u2028\u2029]/g;
/** Names of which JavaScript's order, by UTF-16, may not be that of their UTF-8. */
const BEYOND_BMP = /[\ud800-\udfff]/;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * JSON as Go's encoding/json writes it, which Weaviate exports properties with: without blanks, members in order of the
 * UTF-8 of their names at every depth, `<`, `>`, `&`, U+2028 and U+2029 escaped, numbers in their shortest text. Integers
 * beyond 2^53 stay exact, which Weaviate rounds.
 * Source: https://pkg.go.dev/encoding/json#Marshal
 * @throws SyntaxError, or TypeError for bytes that are not UTF-8
 */
export function goJson(json: string | Uint8Array): string {
  return written(parseBigIntJson(typeof json === 'string' ? json : utf8.decode(json)));
}

function written(value: Json<bigint>): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return typeof value === 'number' ? JSON.stringify(value) : String(value);
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  const members = namesOf(value).map((name) => `${quoted(name)}:${written(value[name]!)}`);
  return `{${members.join(',')}}`;
}

function namesOf(value: { readonly [name: string]: unknown }): string[] {
  const names = Object.keys(value);
  return names.some((name) => BEYOND_BMP.test(name))
    ? names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    : names.sort();
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
