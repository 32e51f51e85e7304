/** A UUID as text, in letters of any case (https://www.rfc-editor.org/rfc/rfc9562#section-4). */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The digits of a UUID alone. */
const DIGITS = /^[0-9a-f]{32}$/i;

/** A UUID in its one form, small letters with dashes; undefined where a text is none, with its dashes or without. */
export function canonicalUuid(text: string): string | undefined {
  if (UUID.test(text)) return text.toLowerCase();
  if (!DIGITS.test(text)) return undefined;
  return text.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
