import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLOAT32_TEXT_BYTES, GO_G_FORM, JSON_FORM, writeFloat32 } from './float32-text.ts';

const SEED = 20_261_122;

/** The text of a number, written into the middle of other bytes that must stay. */
function textOf(value: number, form = JSON_FORM): string {
  const bytes = new Uint8Array(FLOAT32_TEXT_BYTES + 4).fill(0x23);
  const end = writeFloat32(bytes, 2, value, form);
  const text = Buffer.from(bytes).toString('latin1');
  expect(text.slice(0, 2)).toBe('##');
  return text.slice(2, end);
}

const fromBits = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0]!;
const readsBackAs = (text: string, value: number): boolean => Object.is(Math.fround(Number(text)), value);

/** Holds a text against what is promised of it. */
function expectShortest(value: number): void {
  const text = textOf(value);
  expect(text.length).toBeLessThanOrEqual(FLOAT32_TEXT_BYTES);
  expect(readsBackAs(text, value), text).toBe(true);
  // Where JavaScript, and Go, write an exponent, and how.
  expect(text).toBe(Object.is(value, -0) ? '-0' : String(Number(text)));
  const [digits] = /[1-9][\d.]*/.exec(text) ?? ['0'];
  const count = digits.replace('.', '').replace(/0+$/, '').length;
  if (count <= 1) return;
  // One digit less does not read back, neither the one below nor the one above.
  const [mantissa, exponent] = Math.abs(value).toExponential(20).split('e');
  const truncated = Number(mantissa!.replace('.', '').slice(0, count - 1));
  for (const shorter of [truncated, truncated + 1]) {
    const decimal = `${shorter}e${Number(exponent) - count + 2}`;
    expect(readsBackAs(decimal, Math.abs(value)), `${text} might be ${decimal}`).toBe(false);
  }
}

describe('the text of a float32', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [-1.5, '-1.5'],
    [0.1, '0.1'],
    [1 / 3, '0.33333334'],
    [100, '100'],
    [16_777_216, '16777216'],
    [123_456_789, '123456790'],
    [1e-6, '0.000001'],
    [9.99e-7, '9.99e-7'],
    [1e20, '100000000000000000000'],
    [9.999999e20, '999999900000000000000'],
    [1e21, '1e+21'],
    [-1.2345678e-6, '-0.0000012345678'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1.1754943508222875e-38, '1.1754944e-38'],
    [1e-45, '1e-45'],
    [2 ** -12, '0.00024414062'],
    [2 ** -44, '5.684342e-14'],
    [2 ** 87, '1.5474251e+26'],
  ])('of %d is %s', (value, text) => {
    expect(textOf(Math.fround(value))).toBe(text);
  });

  it('is the shortest one that reads back, for powers of two and their neighbours', () => {
    for (let exponent = 0; exponent < 255; exponent++) {
      for (const mantissa of [0, 1, 2, 3, 0x3fffff, 0x400000, 0x7ffffe, 0x7fffff]) {
        expectShortest(fromBits(((exponent << 23) | mantissa) >>> 0));
      }
    }
  });

  it('is the shortest one that reads back, for whole numbers and decimals with few digits', () => {
    for (let digits = 1; digits < 5_000; digits += 7) {
      for (let exponent = -40; exponent < 34; exponent += 3)
        expectShortest(Math.fround(Number(`${digits}e${exponent}`)));
      expectShortest(2 ** 24 - digits);
      expectShortest(2 ** 24 + 2 * digits);
    }
  });

  it('is the shortest one that reads back, for any number', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => expectShortest(value)),
      { seed: SEED, numRuns: 20_000 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });
});

describe('the text of a float32 in Go’s format g', () => {
  // As Go 1.26 writes them: strconv.FormatFloat(value, 'g', -1, 32).
  it.each([
    [0, '0'],
    [-0, '-0'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-1.2345678e-6, '-1.2345678e-06'],
    [100_000, '100000'],
    [123_456.7, '123456.7'],
    [1e6, '1e+06'],
    [1_234_567, '1.234567e+06'],
    [-16_777_216, '-1.6777216e+07'],
    [1e20, '1e+20'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1e-45, '1e-45'],
  ])('%d is %s', (value, text) => {
    expect(textOf(Math.fround(value), GO_G_FORM)).toBe(text);
  });

  it('has the digits that it has in JSON, for any number', () => {
    const digitsOf = (text: string): string =>
      text
        .replace(/e.*$/, '')
        .replace(/[-.]/g, '')
        .replace(/^0+|0+$/g, '');
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = textOf(value, GO_G_FORM);
        expect(text.length).toBeLessThanOrEqual(FLOAT32_TEXT_BYTES);
        expect(digitsOf(text)).toBe(digitsOf(textOf(value)));
        expect(readsBackAs(text, value), text).toBe(true);
      }),
      { seed: SEED, numRuns: 5_000 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });
});
