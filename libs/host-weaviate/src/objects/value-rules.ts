import { canonicalUuid, DATE_ALLOWED, isDate, UUID } from '@weaviate-export/entities-export';
import type { ExactJson } from '../written-json.ts';
import { phoneNumberOf } from './phone-number.ts';

/** What a value of a property must be, in which form it is kept, and how a message says what is allowed. */
export interface ValueRule {
  /** The value as it is kept; undefined where it does not fit. */
  readonly read: (value: ExactJson) => ExactJson | undefined;
  readonly allowed: string;
}

/** Values that are kept as they came. */
function kept(fits: (value: ExactJson) => boolean, allowed: string): ValueRule {
  return { read: (value) => (fits(value) ? value : undefined), allowed };
}

const LOWEST_INT64 = -(2n ** 63n);
const HIGHEST_INT64 = 2n ** 63n - 1n;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const LATITUDE_DEGREES = 90;
const LONGITUDE_DEGREES = 180;

const isText = (value: ExactJson): value is string => typeof value === 'string';
const isBoolean = (value: ExactJson): value is boolean => typeof value === 'boolean';

/** A number that a double can hold. */
function isNumber(value: ExactJson): boolean {
  return (typeof value === 'number' || typeof value === 'bigint') && Number.isFinite(Number(value));
}

/** An integer that is known exactly: an unsafe one is exact as bigint alone, that is, where it came as plain digits. */
function isInt64(value: ExactJson): boolean {
  if (typeof value === 'bigint') return value >= LOWEST_INT64 && value <= HIGHEST_INT64;
  return Number.isSafeInteger(value);
}

export function isUuid(value: ExactJson): value is string {
  return isText(value) && UUID.test(value);
}

/** As Go's time.RFC3339 reads it: `T` and `Z` are capitals. */
export function isDateText(value: ExactJson): boolean {
  return isText(value) && !/[tz]/.test(value) && isDate(value);
}

/** Base64 with padding, as Weaviate has it. */
function isBase64(value: ExactJson): boolean {
  return isText(value) && value.length % 4 === 0 && BASE64.test(value);
}

export function isObject(value: ExactJson): value is Record<string, ExactJson> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object that has all of some members, each one fitting, and no others. */
function isObjectOf(rules: Record<string, (value: ExactJson) => boolean>): (value: ExactJson) => boolean {
  const names = Object.keys(rules);
  return (value) =>
    isObject(value) &&
    Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name) && rules[name]?.(value[name] ?? null));
}

function isWithin(degrees: number): (value: ExactJson) => boolean {
  return (value) => isNumber(value) && Math.abs(Number(value)) <= degrees;
}

const isGeoCoordinates = isObjectOf({
  latitude: isWithin(LATITUDE_DEGREES),
  longitude: isWithin(LONGITUDE_DEGREES),
});

const text = kept(
  (value) => isText(value) && value.isWellFormed(),
  'it must be a text, without half a surrogate pair',
);

/** The types whose values need no further definition; an array `type[]` has its elements' rule. */
export const VALUE_RULES: ReadonlyMap<string, ValueRule> = new Map<string, ValueRule>([
  ['text', text],
  ['string', text],
  ['int', kept(isInt64, 'it must be an integer of 64 bits; one beyond 2^53 is written in digits alone')],
  ['number', kept(isNumber, 'it must be a number within the range of a double')],
  ['boolean', kept(isBoolean, 'it must be true or false')],
  ['date', kept(isDateText, `it must be ${DATE_ALLOWED}`)],
  [
    'uuid',
    { read: (value) => (isText(value) ? canonicalUuid(value) : undefined), allowed: 'it must be a UUID' },
  ],
  ['blob', kept(isBase64, 'it must be a text in base64, with padding')],
  [
    'geoCoordinates',
    kept(
      isGeoCoordinates,
      'it must be {"latitude", "longitude"} in degrees, from -90 to 90 and from -180 to 180, without other members',
    ),
  ],
  [
    'phoneNumber',
    {
      read: (value) => (isObject(value) ? phoneNumberOf(value) : undefined),
      allowed:
        'it must be {"input", "defaultCountry"}, the first a phone number, the other a country (ISO 3166-1 alpha-2), which an input that begins with + and the code of a country does not need',
    },
  ],
]);
