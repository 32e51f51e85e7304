import { isList, readableText } from './cell-text.ts';

/**
 * A value as JSON can carry it: 64-bit integers past 2^53 as strings, bytes as their text where they are text and
 * as base64 where not, typed arrays as arrays. For JSON.stringify, whose own replacer sees typed arrays as objects.
 */
export function jsonValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return readableText(value) ?? Buffer.from(value).toString('base64');
  if (isList(value)) return Array.from(value, jsonValue);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, jsonValue(part)]));
}
