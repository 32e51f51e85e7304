/**
 * JSON in which integers beyond 2^53 stay exact: they become bigint when parsed, and digits again when written.
 * JavaScript's own JSON.parse rounds them. Parsing asks for the source text of a number
 * (https://tc39.es/proposal-json-parse-with-source/) only where the text may hold such a number: it is slow.
 */

/** A value as `parseExactJson` gives it. */
export type ExactJson =
  null | boolean | number | bigint | string | ExactJson[] | { [name: string]: ExactJson };

/** Where a number of 16 digits or more begins; 2^53 has 16. Numbers in strings are found as well, which costs time alone. */
const LONG_INTEGER = /(?:^|[[:,])\s*-?\d{16}/;

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
/** TypeScript does not yet know the third argument. */
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/**
 * Parses JSON text. Numbers that overflow become Infinity, as JSON.parse has it.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): ExactJson {
  return (LONG_INTEGER.test(text) ? parseWithSource(text, keepExact) : JSON.parse(text)) as ExactJson;
}

function keepExact(_key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
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
