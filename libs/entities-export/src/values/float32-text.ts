/**
 * The shortest decimal that reads back as the same float32 and, of those, the nearest to it. What shortest means: Steele and White, "How to print
 * floating-point numbers accurately", https://doi.org/10.1145/93542.93559
 */

/** Most bytes of a float32 as text; `-999999900000000000000` and `-0.0000012345678` are among the longest. */
export const FLOAT32_TEXT_BYTES = 24;

/** How the digits of a number are written. */
export interface Float32Form {
  /** Exponents of the first digit between which no exponent is written, both among them. */
  readonly lowestPlain: number;
  readonly highestPlain: number;
  /** Fewest digits of an exponent. */
  readonly exponentDigits: 1 | 2;
}

/** As JavaScript and Go's encoding/json write numbers. Source: https://pkg.go.dev/encoding/json#Marshal */
export const JSON_FORM: Float32Form = { lowestPlain: -6, highestPlain: 20, exponentDigits: 1 };
/** As Go's strconv does in its format 'g'. Source: https://pkg.go.dev/strconv#FormatFloat */
export const GO_G_FORM: Float32Form = { lowestPlain: -4, highestPlain: 5, exponentDigits: 2 };

/** Binary exponents of a float32 as its bits hold them, without that of infinity. */
const EXPONENTS = 255;
/** The mantissa's bits without the hidden one, and what the exponent is raised by. */
const [MANTISSA_BITS, BIAS] = [23, 127];

/** Of each binary exponent: the power of ten that gives its numbers nine digits or ten before the point. */
const SCALE = Int32Array.from(
  { length: EXPONENTS },
  (_, exponent) => 8 - Math.floor(Math.log10(2 ** (Math.max(exponent, 1) - BIAS))),
);
const FACTOR = Float64Array.from(SCALE, (scale) => Number(`1e${scale}`));
/** Half the distance to the next number, scaled. */
const HALF_GAP = FACTOR.map((factor, exponent) => factor * 2 ** gapExponent(exponent) * 0.5);
const POWERS = Float64Array.from({ length: 12 }, (_, exponent) => 10 ** exponent);

/**
 * How far a scaled number may be off: three roundings of a number of up to ten digits, each by 2^-53 of it, make less
 * than 1e-5. What comes as near as that to a limit is decided in whole numbers.
 */
const DOUBT = 1e-5;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

const [DASH, DOT, PLUS, ZERO, E] = [0x2d, 0x2e, 0x2b, 0x30, 0x65];

/**
 * Writes a number that is neither NaN nor infinite as text, in the form of JSON unless told otherwise.
 * @param bytes with room for FLOAT32_TEXT_BYTES behind the position
 * @returns the position behind the text
 */
export function writeFloat32(bytes: Uint8Array, position: number, value: number, form = JSON_FORM): number {
  float[0] = value;
  const pattern = bits[0]!;
  let at = position;
  if (pattern >>> 31 === 1) bytes[at++] = DASH;
  if (value === 0) {
    bytes[at++] = ZERO;
    return at;
  }
  const exponent = (pattern >>> MANTISSA_BITS) & 0xff;
  const scaled = Math.abs(value) * FACTOR[exponent]!;
  const low = scaled - HALF_GAP[exponent]! * (isNearBelow(pattern) ? 0.5 : 1);
  const high = scaled + HALF_GAP[exponent]!;
  let [digits, dropped] = [0, 0];
  // The coarser the power of ten, the fewer the digits: the last one with a multiple between the limits is taken.
  for (let power = 0; ; power++) {
    const unit = POWERS[power]!;
    const highest = Math.floor(high / unit) * unit;
    const under = Math.floor(scaled / unit) * unit;
    if (
      high - highest < DOUBT ||
      highest + unit - high < DOUBT ||
      Math.abs(highest - low) < DOUBT ||
      Math.abs(under - low) < DOUBT ||
      Math.abs(scaled - under - unit / 2) < DOUBT
    )
      return writeExactly(bytes, at, pattern, form);
    if (highest < low) return writeDecimal(bytes, at, digits, dropped - SCALE[exponent]!, form);
    const nearest = scaled - under < unit / 2 ? under : under + unit;
    const chosen = nearest < low ? under + unit : nearest > high ? under : nearest;
    digits = Math.round(chosen / unit);
    dropped = power;
  }
}

/** As above, in whole numbers. */
function writeExactly(bytes: Uint8Array, at: number, pattern: number, form: Float32Form): number {
  const exponent = (pattern >>> MANTISSA_BITS) & 0xff;
  const mantissa = (pattern & 0x7fffff) | (exponent === 0 ? 0 : 0x800000);
  // Number and limits are whole quarters of the gap above.
  const value = BigInt(mantissa) * 4n;
  const low = value - (isNearBelow(pattern) ? 1n : 2n);
  const high = value + 2n;
  // A limit reads back as the neighbour whose mantissa is even.
  const closed = mantissa % 2 === 0;
  const binary = gapExponent(exponent) - 2;

  let [digits, decimal] = [0n, 0];
  for (let power = -SCALE[exponent]!; ; power++) {
    // A quarter, and the power of ten, as whole multiples of the same fraction.
    const quarter = 2n ** BigInt(Math.max(binary, 0)) * 10n ** BigInt(Math.max(-power, 0));
    const unit = 2n ** BigInt(Math.max(-binary, 0)) * 10n ** BigInt(Math.max(power, 0));
    const within = (multiple: bigint): boolean => {
      const [fromLow, toHigh] = [multiple * unit - low * quarter, high * quarter - multiple * unit];
      return closed ? fromLow >= 0n && toHigh >= 0n : fromLow > 0n && toHigh > 0n;
    };
    const under = (value * quarter) / unit;
    const over = under + 1n;
    if (!within(under) && !within(over)) return writeDecimal(bytes, at, Number(digits), decimal, form);
    // Twice the distance to the lower one against the distance of the two; a tie goes to the even one.
    const rest = (value * quarter - under * unit) * 2n;
    const nearest = rest < unit || (rest === unit && under % 2n === 0n) ? under : over;
    digits = within(nearest) ? nearest : nearest === under ? over : under;
    decimal = power;
  }
}

/** The binary exponent of the distance to the next number. */
function gapExponent(exponent: number): number {
  return Math.max(exponent, 1) - BIAS - MANTISSA_BITS;
}

/** True for a power of two, whose lower neighbour is half as far as the upper one; the lowest of them aside. */
function isNearBelow(pattern: number): boolean {
  return (pattern & 0x7fffff) === 0 && ((pattern >>> MANTISSA_BITS) & 0xff) > 1;
}

/** Writes digits, which do not end in a zero, times a power of ten. */
function writeDecimal(
  bytes: Uint8Array,
  at: number,
  digits: number,
  exponent: number,
  { lowestPlain, highestPlain, exponentDigits }: Float32Form,
): number {
  let count = 1;
  while (digits >= POWERS[count]!) count++;
  const first = exponent + count - 1;
  if (first < lowestPlain || first > highestPlain) {
    let end = writePointed(bytes, at, digits, count, 1);
    bytes[end++] = E;
    bytes[end++] = first < 0 ? DASH : PLUS;
    return writeDigits(bytes, end, Math.abs(first), Math.abs(first) < 10 ? exponentDigits : 2);
  }
  if (first < 0) {
    for (let index = at; index < at + 1 - first; index++) bytes[index] = ZERO;
    bytes[at + 1] = DOT;
    return writeDigits(bytes, at + 1 - first, digits, count);
  }
  const end = writePointed(bytes, at, digits, count, first + 1);
  if (exponent <= 0) return end;
  bytes.fill(ZERO, end, end + exponent);
  return end + exponent;
}

/** Writes digits with a point behind so many of them, unless there are no more. */
function writePointed(bytes: Uint8Array, at: number, digits: number, count: number, before: number): number {
  if (count <= before) return writeDigits(bytes, at, digits, count);
  const unit = POWERS[count - before]!;
  const whole = Math.floor(digits / unit);
  bytes[writeDigits(bytes, at, whole, before)] = DOT;
  return writeDigits(bytes, at + before + 1, digits - whole * unit, count - before);
}

/** Writes the last so many digits of a number. */
function writeDigits(bytes: Uint8Array, at: number, digits: number, count: number): number {
  let rest = digits;
  for (let index = at + count - 1; index >= at; index--) {
    const next = (rest / 10) | 0;
    bytes[index] = ZERO + rest - next * 10;
    rest = next;
  }
  return at + count;
}
