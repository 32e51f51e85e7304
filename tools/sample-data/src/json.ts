/** What a property of an object can hold: any JSON value but null, as absent properties are left out. */
export type Json = string | number | boolean | Json[] | { [name: string]: Json };

/** The entries that have a value. */
export function present(entries: Record<string, Json | null | undefined>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(entries).filter(
      (entry): entry is [string, Json] => entry[1] !== null && entry[1] !== undefined,
    ),
  );
}
