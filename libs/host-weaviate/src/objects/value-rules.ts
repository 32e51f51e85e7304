import { daysOf, UUID } from '@weaviate-export/entities-export';
import type { ExactJson } from '../written-json.ts';

/** What a value of a property must be, and how a message says so. */
export interface ValueRule {
  readonly fits: (value: ExactJson) => boolean;
  readonly allowed: string;
}

const LOWEST_INT64 = -(2n ** 63n);
const HIGHEST_INT64 = 2n ** 63n - 1n;

/** RFC 3339, section 5.6, as Go's time.RFC3339 reads it: `T` and `Z` are capitals, no leap seconds. */
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** ISO 3166-1 alpha-2. */
const COUNTRY = /^[A-Za-z]{2}$/;

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

export function isDate(value: ExactJson): boolean {
  if (!isText(value)) return false;
  const [, year, month, day] = DATE.exec(value)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

/** Base64 with padding, as Weaviate has it. */
function isBase64(value: ExactJson): boolean {
  return isText(value) && value.length % 4 === 0 && BASE64.test(value);
}

export function isObject(value: ExactJson): value is Record<string, ExactJson> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object that has all the required members, no others than these and the optional ones, and each one fitting. */
function isObjectOf(
  required: Record<string, (value: ExactJson) => boolean>,
  optional: Record<string, (value: ExactJson) => boolean> = {},
): (value: ExactJson) => boolean {
  const rules = new Map(Object.entries({ ...optional, ...required }));
  const names = Object.keys(required);
  return (value) =>
    isObject(value) &&
    names.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, member]) => {
      const absent = member === null && !names.includes(name);
      return absent ? rules.has(name) : (rules.get(name)?.(member) ?? false);
    });
}

function isWithin(degrees: number): (value: ExactJson) => boolean {
  return (value) => isNumber(value) && Math.abs(Number(value)) <= degrees;
}

const isGeoCoordinates = isObjectOf({
  latitude: isWithin(LATITUDE_DEGREES),
  longitude: isWithin(LONGITUDE_DEGREES),
});

/** The first two are a client's own; the others are what Weaviate answers with, and clients send back. */
const isPhoneNumber = isObjectOf(
  { input: isText },
  {
    defaultCountry: (value) => value === '' || (isText(value) && COUNTRY.test(value)),
    internationalFormatted: isText,
    nationalFormatted: isText,
    national: isInt64,
    countryCode: isInt64,
    valid: isBoolean,
  },
);

const TEXT: ValueRule = { fits: isText, allowed: 'it must be a text' };

/** The types whose values need no further definition; an array `type[]` has its elements' rule. */
export const VALUE_RULES = new Map<string, ValueRule>([
  ['text', TEXT],
  ['string', TEXT],
  [
    'int',
    {
      fits: isInt64,
      allowed: 'it must be an integer of 64 bits; one beyond 2^53 is written in digits alone',
    },
  ],
  ['number', { fits: isNumber, allowed: 'it must be a number within the range of a double' }],
  ['boolean', { fits: isBoolean, allowed: 'it must be true or false' }],
  ['date', { fits: isDate, allowed: 'it must be a date of RFC 3339, such as 2026-01-31T12:30:00Z' }],
  ['uuid', { fits: isUuid, allowed: 'it must be a UUID' }],
  ['blob', { fits: isBase64, allowed: 'it must be a text in base64, with padding' }],
  [
    'geoCoordinates',
    {
      fits: isGeoCoordinates,
      allowed:
        'it must be {"latitude", "longitude"} in degrees, from -90 to 90 and from -180 to 180, without other members',
    },
  ],
  [
    'phoneNumber',
    {
      fits: isPhoneNumber,
      allowed:
        'it must be {"input", "defaultCountry"} of texts, the latter optional and a country code of two letters',
    },
  ],
]);
