import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNamedVectors, parseVector, writeVector } from './vectors.ts';

const textOf = (value: number): string => writeVector(Float32Array.of(value)).slice(1, -1);

describe('the text of a float32', () => {
  it('is as short as can be, and reads back as the same bits', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = textOf(value);
        expect(Object.is(Math.fround(Number(text)), value)).toBe(true);
        expect(text).toHaveLength(shortestByTrial(value).length);
      }),
      { seed: 2, numRuns: 20_000 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });

  it.each([
    [0.1, '0.1'],
    [-0.1, '-0.1'],
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [16777216, '16777216'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1.401298464324817e-45, '1e-45'],
    [1 / 3, '0.33333334'],
  ])('of %d is %s', (value, text) => {
    expect(textOf(Math.fround(value))).toBe(text);
  });

  it('is used for each number of a vector, and of a multi-vector', () => {
    expect(writeVector(Float32Array.of(0.1, 2, -3.5))).toBe('[0.1,2,-3.5]');
    expect(writeVector([Float32Array.of(0.1), Float32Array.of(0.2)])).toBe('[[0.1],[0.2]]');
  });
});

function shortestByTrial(value: number): string {
  if (Object.is(value, -0)) return '-0';
  for (let digits = 1; ; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return String(candidate);
  }
}

describe('a vector of a request', () => {
  it('is read as float32', () => {
    expect(parseVector([0.1, 1, 12345678901234567890n], 'A', 'vector')).toEqual(
      Float32Array.of(0.1, 1, 12345678901234567000),
    );
  });

  it.each([
    ['a text', 'abc', /"abc" is not an array/],
    ['an object', { 0: 1 }, /is not an array/],
    ['an empty array', [], /\[\] is not an array of one number or more/],
    ['a text in it', [1, '2'], /element 1 is "2": it must be a number/],
    ['null in it', [null], /element 0 is null/],
    ['an array in it', [[1]], /element 0 is \[1\]/],
    ['a number beyond float32', [1e39], /element 0 is 1e\+39: it is beyond the range of float32/],
    ['a number beyond double', [Infinity], /element 0 is "Infinity": it is beyond/],
  ])('is refused where it is or has %s', (_case, value, message) => {
    expect(() => parseVector(value, 'A', 'vector')).toThrow(message);
    expect(() => parseVector(value, 'A', 'vector')).toThrow(/^invalid object: vector of class "A"/);
  });

  it('is named where it has a name, and may be many', () => {
    expect(parseNamedVectors({ one: [1], many: [[1], [2]], none: null }, 'A')).toEqual(
      new Map<string, unknown>([
        ['one', Float32Array.of(1)],
        ['many', [Float32Array.of(1), Float32Array.of(2)]],
      ]),
    );
    expect(() => parseNamedVectors({ one: ['x'] }, 'A')).toThrow(
      /vector "one" of class "A": element 0 is "x"/,
    );
    expect(() => parseNamedVectors([1], 'A')).toThrow(/vectors of class "A"/);
  });

  it.each([
    ['is empty', '', /^invalid object: vector "" of class "A": its name must match /],
    ['has a blank', 'a b', /vector "a b" of class "A": its name must match/],
    ['is not ASCII', 'ü', /vector "ü" of class "A": its name must match/],
    ['is longer than 230 characters', 'x'.repeat(231), /^invalid object: vector "x{99}… of/],
    ['is of 70,000 characters', 'x'.repeat(70_000), /^invalid object: vector "x{99}… of/],
  ])('is refused where its name %s, even without values', (_case, name, message) => {
    expect(() => parseNamedVectors({ [name]: [1] }, 'A')).toThrow(message);
    expect(() => parseNamedVectors({ [name]: null }, 'A')).toThrow(message);
    expect(parseNamedVectors({ ['x'.repeat(230)]: [1] }, 'A').size).toBe(1);
  });
});
