import { countries, type Country } from './facts/countries.ts';
import { type Fact } from './fact.ts';
import { type Json } from './json.ts';
import { capitalized, grouped, listed } from './wording.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

type Line = readonly [topic: string, sentence: string, more?: Record<string, Json>];

/** All sentences about all countries, by alpha-2 code. */
export function allCountryFacts(): Fact[] {
  return countries.flatMap(factsOfCountry);
}

/** All sentences about one country. */
export function factsOfCountry(country: Country): Fact[] {
  return linesOf(country).map(([topic, sentence, more]) => ({
    about: countryKey(country),
    subject: country.name,
    kind: 'country',
    topic,
    sentence: capitalized(sentence),
    tags: ['geography', topic, country.continent],
    ...(more && { more }),
  }));
}

/** The stable key of a country; its id and the `subjectId` of its facts are made of it. */
export function countryKey({ alpha2 }: Country): string {
  return `country/${alpha2}`;
}

/** The day as an RFC 3339 time, its midnight in UTC; null where only the year is known. */
export function dayOf(since: string | null): string | null {
  return since?.includes('-') ? `${since}T00:00:00Z` : null;
}

/** The year; null where none is known. */
export function yearOf(since: string | null): number | null {
  return since === null ? null : Number(since.slice(0, 4));
}

function linesOf(country: Country): Line[] {
  const { alpha2, alpha3, capital, position, continent, area, languages, currency, callingCodes, since } =
    country;
  const name = country.article ? `the ${country.name}` : country.name;
  const codes = listed(
    callingCodes.map((code) => `+${code}`),
    'or',
  );
  const lines: Line[] = [
    ['area', `${name} lies in ${continent} and covers about ${grouped(area)} km².`, { numbers: [area] }],
    ['currency', `the currency of ${name} is the ${currency.name} (${currency.code}).`],
    ['codes', `ISO 3166-1 gives ${name} the codes ${alpha2} and ${alpha3}.`],
    ['calling', `calls from abroad to ${name} begin with ${codes}.`, { numbers: [...callingCodes] }],
  ];
  if (capital !== null) lines.push(['capital', `the capital of ${name} is ${capital}.`]);
  if (capital !== null && position !== null) {
    const { latitude, longitude } = position;
    const place = `${Math.abs(latitude)}° ${latitude < 0 ? 'S' : 'N'}, ${Math.abs(longitude)}° ${longitude < 0 ? 'W' : 'E'}`;
    lines.push([
      'position',
      `${capital}, the capital of ${name}, lies near ${place}.`,
      { numbers: [latitude, longitude] },
    ]);
  }
  if (languages.length > 0) {
    const subject =
      languages.length === 1 ? 'the main language of public life' : 'main languages of public life';
    lines.push([
      'language',
      `${subject} in ${name} ${languages.length === 1 ? 'is' : 'are'} ${listed(languages)}.`,
    ]);
  }
  const year = yearOf(since);
  if (since !== null && year !== null) {
    const day = dayOf(since);
    const sentence = `the independence or foundation of ${name} is dated ${day === null ? `to ${year}` : spoken(since)}.`;
    lines.push(['independence', sentence, { year, ...(day !== null && { date: day }) }]);
  }
  if (country.landlocked)
    lines.push(['landlocked', `${name} is landlocked: it has no coast on the open sea.`]);
  return lines;
}

function spoken(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${date} ${MONTHS[(month ?? 0) - 1]} ${year}`;
}
