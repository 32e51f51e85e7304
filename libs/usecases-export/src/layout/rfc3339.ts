/**
 * A date of RFC 3339, section 5.6, in the proleptic Gregorian calendar.
 * Source: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

const MICROSECOND_DIGITS = 6;

/**
 * Microseconds since 1970 in UTC, exactly; undefined where the text is no such date, its year is 0000, it is a leap
 * second, or finer than a microsecond.
 */
export function microsecondsOf(text: string): bigint | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  let fraction = match[7] ?? '';
  if (fraction.length > MICROSECOND_DIGITS) {
    if (/[^0]/.test(fraction.slice(MICROSECOND_DIGITS))) return undefined;
    fraction = fraction.slice(0, MICROSECOND_DIGITS);
  }
  const minutesEast = (match[8] === '-' ? -1 : 1) * (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0));
  const minutes = (daysSince1970(year, month, day) * 24 + Number(match[4])) * 60 + Number(match[5]);
  const seconds = (minutes - minutesEast) * 60 + Number(match[6]);
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(MICROSECOND_DIGITS, '0'));
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
