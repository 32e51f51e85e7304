import type { Json } from '@weaviate-export/entities-export';

/** JSON with integers beyond 2^53 as bigint. */
export type ExactJson = Json<bigint>;

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
