import { describe, expect, it } from 'vitest';
import { countries } from './countries.ts';
import { currencyNames } from './currencies.ts';
import { elements, olderNames } from './elements.ts';
import { units } from './units.ts';

function repeated<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

describe('elements', () => {
  it('has all 118, each symbol and name once', () => {
    expect(elements.map(({ number }) => number)).toEqual(
      Array.from({ length: 118 }, (_, index) => index + 1),
    );
    expect(repeated(elements.map(({ symbol }) => symbol))).toEqual([]);
    expect(repeated(elements.map(({ name }) => name))).toEqual([]);
  });

  it('fills the periods with 2, 8, 8, 18, 18, 32 and 32 elements', () => {
    const sizes = [1, 2, 3, 4, 5, 6, 7].map(
      (period) => elements.filter((one) => one.period === period).length,
    );
    expect(sizes).toEqual([2, 8, 8, 18, 18, 32, 32]);
  });

  it('has no two elements in one place, and in group 1 to 18 all but 28 of the f-block', () => {
    const placed = elements.filter(({ group }) => group !== null);
    expect(repeated(placed.map(({ group, period }) => `${group}/${period}`))).toEqual([]);
    expect(elements.filter(({ group }) => group === null).map(({ block }) => block)).toEqual(
      Array(28).fill('f'),
    );
    expect(placed.every(({ group }) => group !== null && group >= 1 && group <= 18)).toBe(true);
  });

  it('lets weights rise with the atomic number, but for the known inversions', () => {
    const weighed = elements.filter(({ weight }) => weight !== null);
    const lighter = weighed.filter(({ weight }, index) => (weight ?? 0) < (weighed[index - 1]?.weight ?? 0));
    expect(lighter.map(({ symbol }) => symbol)).toEqual(['K', 'Ni', 'I', 'Pa']);
  });

  it('knows the two elements that are liquid at room temperature', () => {
    expect(elements.filter(({ state }) => state === 'liquid').map(({ symbol }) => symbol)).toEqual([
      'Br',
      'Hg',
    ]);
  });

  it('names an older name only for symbols of the table', () => {
    const symbols = new Set(elements.map(({ symbol }) => symbol));
    expect(Object.keys(olderNames).filter((symbol) => !symbols.has(symbol))).toEqual([]);
  });
});

describe('countries', () => {
  it('has 195, each name and ISO code once', () => {
    expect(countries).toHaveLength(195);
    expect(repeated(countries.map(({ name }) => name))).toEqual([]);
    expect(repeated(countries.map(({ alpha2 }) => alpha2))).toEqual([]);
    expect(repeated(countries.map(({ alpha3 }) => alpha3))).toEqual([]);
  });

  it.each(countries.map((country) => [country.name, country] as const))(
    'has sound figures for %s',
    (_, country) => {
      expect(country.alpha2).toMatch(/^[A-Z]{2}$/);
      expect(country.alpha3).toMatch(/^[A-Z]{3}$/);
      expect(country.area).toBeGreaterThan(0);
      expect(country.callingCodes.every((code) => Number.isInteger(code) && code > 0 && code < 10_000)).toBe(
        true,
      );
      expect(country.capital === null).toBe(country.position === null);
      expect(Math.abs(country.position?.latitude ?? 0)).toBeLessThanOrEqual(90);
      expect(Math.abs(country.position?.longitude ?? 0)).toBeLessThanOrEqual(180);
      const { since, parliamentPhone } = country;
      if (since?.includes('-')) expect(new Date(since).toISOString()).toBe(`${since}T00:00:00.000Z`);
      else if (since !== null) expect(since).toMatch(/^[12]\d{3}$/);
      if (parliamentPhone !== null)
        expect(parliamentPhone.international.startsWith(`+${country.callingCodes[0]} `)).toBe(true);
    },
  );

  it('has 44 landlocked ones', () => {
    expect(countries.filter(({ landlocked }) => landlocked)).toHaveLength(44);
  });

  it('uses every currency that has a name', () => {
    const used = new Set(countries.map(({ currency }) => currency.code));
    expect(Object.keys(currencyNames).filter((code) => !used.has(code))).toEqual([]);
  });
});

describe('units', () => {
  it('has each name once', () => {
    expect(repeated(units.map(({ name }) => name))).toEqual([]);
  });

  it('gives every quantity one SI unit, of factor 1', () => {
    const bases = units.filter(({ symbol, si }) => symbol === si);
    expect(bases.every(({ factor, offset, exact }) => factor === 1 && offset === 0 && exact)).toBe(true);
    expect(bases.map(({ quantity }) => quantity)).toEqual([
      ...new Set(units.map(({ quantity }) => quantity)),
    ]);
    expect(units.every(({ factor }) => factor > 0)).toBe(true);
  });
});
