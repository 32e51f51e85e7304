import libphonenumber from 'google-libphonenumber';
import type { ExactJson } from '../written-json.ts';

const { PhoneNumberFormat, PhoneNumberUtil } = libphonenumber;

/** What a phone number has in Weaviate. All but the first two follow from these: clients send them back. */
const MEMBERS: readonly string[] = [
  'input',
  'defaultCountry',
  'countryCode',
  'internationalFormatted',
  'national',
  'nationalFormatted',
  'valid',
];

/**
 * A phone number as Weaviate keeps it, read by the library that Weaviate's own is made after. What a caller sends beside
 * `input` and `defaultCountry` is not believed. A number that no country gives out is one all the same, not `valid`.
 * @returns undefined where it is no phone number, or of no country
 */
export function phoneNumberOf(sent: Readonly<Record<string, ExactJson>>): ExactJson | undefined {
  const { input, defaultCountry } = sent;
  const country = defaultCountry ?? '';
  if (typeof input !== 'string' || !input.isWellFormed() || typeof country !== 'string') return undefined;
  if (!Object.keys(sent).every((name) => MEMBERS.includes(name))) return undefined;
  return parse(input, country.toUpperCase());
}

function parse(input: string, country: string): ExactJson | undefined {
  const library = PhoneNumberUtil.getInstance();
  if (country !== '' && library.getCountryCodeForRegion(country) === 0) return undefined;
  try {
    const number = library.parse(input, country);
    return {
      countryCode: number.getCountryCodeOrDefault(),
      ...(country === '' ? {} : { defaultCountry: country }),
      input,
      internationalFormatted: library.format(number, PhoneNumberFormat.INTERNATIONAL),
      national: number.getNationalNumberOrDefault(),
      nationalFormatted: library.format(number, PhoneNumberFormat.NATIONAL),
      valid: library.isValidNumber(number),
    };
  } catch {
    return undefined;
  }
}
