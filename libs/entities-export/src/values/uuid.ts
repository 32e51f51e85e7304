/** A UUID as text, in letters of any case (https://www.rfc-editor.org/rfc/rfc9562#section-4). */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The digits of a UUID alone. */
const DIGITS = /^[0-9a-f]{32}$/i;

/** A UUID in its one form, small letters with dashes; undefined where a text is none, with its dashes or without. */
export function canonicalUuid(text: string): string | undefined {
  if (UUID.test(text)) return text.toLowerCase();
  if (!DIGITS.test(text)) return undefined;
  return withDashes(text.toLowerCase());
}

/** The number that the digits of a UUID are: ids are in order where their numbers are. */
export function uuidNumber(uuid: string): bigint {
  return BigInt(`0x${uuid.replaceAll('-', '')}`);
}

/** The UUID of a number from 0 to 2^128 - 1. */
export function uuidOf(number: bigint): string {
  return withDashes(number.toString(16).padStart(32, '0'));
}

/** The next UUID; undefined behind the last. */
export function uuidAfter(uuid: string): string | undefined {
  const number = uuidNumber(uuid) + 1n;
  return number >> 128n === 0n ? uuidOf(number) : undefined;
}

function withDashes(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
