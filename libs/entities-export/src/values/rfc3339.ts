const [DASH, COLON, DOT, PLUS, ZERO] = [0x2d, 0x3a, 0x2e, 0x2b, 0x30];
/** A bit that tells small letters from capitals. */
const SMALL = 0x20;
const [SMALL_T, SMALL_Z] = [0x74, 0x7a];

/** Where the fraction, or the offset, begins. */
const SECONDS_END = 19;
const MICROSECOND_DIGITS = 6;

/** Where the year 1 of UTC begins and 9999 ends, in seconds since 1970. No timestamp of readers' lies beyond. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

/** How a message says which dates there are. */
export const DATE_ALLOWED = 'a date of RFC 3339 such as 2026-01-31T12:30:00Z, in the years 1 to 9999 of UTC';

interface Instant {
  /** Since 1970 in UTC. */
  readonly seconds: number;
  /** Where the digits of the fraction begin and end. */
  readonly fraction: readonly [start: number, end: number];
  /** Of the second; NaN where it is finer. */
  readonly microseconds: number;
}

/**
 * Microseconds since 1970 in UTC of a date of RFC 3339, in the proleptic Gregorian calendar, exactly. Undefined where the
 * text is no date as `isDate` has it, or finer than a microsecond.
 */
export function microsecondsOf(text: string): bigint | undefined {
  const instant = instantOf(text);
  if (instant === undefined || Number.isNaN(instant.microseconds)) return undefined;
  const microseconds = instant.seconds * 1e6 + instant.microseconds;
  if (Number.isSafeInteger(microseconds)) return BigInt(microseconds);
  return BigInt(instant.seconds) * 1_000_000n + BigInt(instant.microseconds);
}

/**
 * True for a date of RFC 3339 that is no leap second, of an instant in the years 1 to 9999 of UTC; as fine as may be.
 * Source: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function isDate(text: string): boolean {
  return instantOf(text) !== undefined;
}

/** Digits of the seconds from the year 1 to the end of 9999. */
const KEY_DIGITS = 12;

/**
 * A text for each instant, however its date is written and however fine it is, in the order that the instants have.
 * Undefined where the text is no date.
 */
export function instantKey(text: string): string | undefined {
  const instant = instantOf(text);
  if (instant === undefined) return undefined;
  const seconds = String(instant.seconds - FIRST_SECOND).padStart(KEY_DIGITS, '0');
  return seconds + text.slice(...instant.fraction).replace(/0+$/, '');
}

function instantOf(text: string): Instant | undefined {
  const at = (index: number): number => text.charCodeAt(index);
  if (at(4) !== DASH || at(7) !== DASH || at(13) !== COLON || at(16) !== COLON) return undefined;
  if ((at(10) | SMALL) !== SMALL_T) return undefined;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)];
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month))) return undefined;
  const [hour, minute, second] = [digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)];
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;

  let end = SECONDS_END;
  let fraction = 0;
  let start = end;
  if (at(end) === DOT) {
    start = ++end;
    for (; isDigit(at(end)); end++) {
      const digit = at(end) - ZERO;
      if (end - start < MICROSECOND_DIGITS) fraction = fraction * 10 + digit;
      else if (digit !== 0) fraction = NaN;
    }
    if (end === start) return undefined;
    for (let places = end - start; places < MICROSECOND_DIGITS; places++) fraction *= 10;
  }
  const place = [start, end] as const;
  const minutesEast = offsetOf(text, end);
  if (minutesEast === undefined) return undefined;
  const minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - minutesEast;
  const seconds = minutes * 60 + second;
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return undefined;
  return { seconds, fraction: place, microseconds: fraction };
}

/** Minutes east of Greenwich by an offset that begins at an index and ends the text; undefined where it is none. */
function offsetOf(text: string, index: number): number | undefined {
  const sign = text.charCodeAt(index);
  if ((sign | SMALL) === SMALL_Z) return text.length === index + 1 ? 0 : undefined;
  if (sign !== PLUS && sign !== DASH) return undefined;
  if (text.length !== index + 6 || text.charCodeAt(index + 3) !== COLON) return undefined;
  const [hours, minutes] = [digits(text, index + 1, 2), digits(text, index + 4, 2)];
  if (!(hours <= 23 && minutes <= 59)) return undefined;
  return (sign === DASH ? -1 : 1) * (hours * 60 + minutes);
}

const isDigit = (code: number): boolean => code >= ZERO && code <= ZERO + 9;

/** The number that so many digits say; NaN where one of them is none. */
function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let index = from; index < from + count; index++) {
    const code = text.charCodeAt(index);
    if (!isDigit(code)) return NaN;
    number = number * 10 + code - ZERO;
  }
  return number;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function daysOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days before the 1st of each month in a year that is no leap year. */
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
/** Days from the 1st of January of the year 1 to that of 1970. */
const DAYS_TO_1970 = 719_162;

function daysSince1970(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const inYear = DAYS_BEFORE[month - 1]! + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
  return before * 365 + leapDays + inYear - DAYS_TO_1970;
}

const MICROSECONDS_IN_SECOND = 1_000_000n;

/**
 * Microseconds since 1970 in UTC as a date of RFC 3339 with `Z`, whose fraction has as many digits as it takes: the way
 * back from `microsecondsOf`, which keeps the instant and neither offset nor zeros at the fraction's end.
 * @throws RangeError beyond the years 1 to 9999
 */
export function dateText(microseconds: bigint): string {
  const remainder = microseconds % MICROSECONDS_IN_SECOND;
  const fraction = remainder < 0n ? remainder + MICROSECONDS_IN_SECOND : remainder;
  const seconds = Number((microseconds - fraction) / MICROSECONDS_IN_SECOND);
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND)
    throw new RangeError(`${microseconds} microseconds since 1970 are beyond the years 1 to 9999`);
  const whole = new Date(seconds * 1000).toISOString().slice(0, SECONDS_END);
  if (fraction === 0n) return `${whole}Z`;
  return `${whole}.${String(fraction).padStart(MICROSECOND_DIGITS, '0').replace(/0+$/, '')}Z`;
}
