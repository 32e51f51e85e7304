import { allCountryFacts, countryKey, dayOf, factsOfCountry, yearOf } from './country-facts.ts';
import { elementFacts } from './element-facts.ts';
import { embed } from './embed.ts';
import { type Fact } from './fact.ts';
import { countries, type Country } from './facts/countries.ts';
import { present, type Json } from './json.ts';
import { unitFacts } from './unit-facts.ts';
import { uuidV5 } from './uuid-v5.ts';

/** Chosen once at random; ids of the sample stay the same for ever. */
const NAMESPACE = '8f1c2f5e-6d0b-4c57-9a43-2be0c7d1e6a9';

const DESCRIBING_TOPICS = new Set(['area', 'capital', 'language', 'currency', 'landlocked']);

/** One object in the shape of Weaviate's REST API; the values of vectors are float32 values. */
export interface SampleObject {
  class: string;
  id: string;
  /** Without those that have no value. */
  properties: Record<string, Json>;
  /** Of 384 dimensions, where the class has one plain vector. */
  vector?: number[];
  /** Of 384 dimensions each, where the class has named vectors. */
  vectors?: Record<string, number[]>;
}

/** All objects, first the countries, then the facts; the same ones in the same order on every call, made while iterated. */
export function* sampleObjects(): Generator<SampleObject, void> {
  for (const country of countries) yield countryObject(country);
  for (const fact of [...elementFacts(), ...allCountryFacts(), ...unitFacts()]) yield factObject(fact);
}

function factObject(fact: Fact): SampleObject {
  const { about, subject, kind, topic, sentence, tags, more } = fact;
  return {
    class: 'Fact',
    id: factId(fact),
    properties: { subject, kind, topic, sentence, tags: [...tags], subjectId: idOf(about), ...more },
    vector: [...embed(sentence)],
  };
}

function countryObject(country: Country): SampleObject {
  const { name, alpha2, alpha3, currency, languages, position, since } = country;
  const facts = factsOfCountry(country);
  const description = facts
    .filter(({ topic }) => DESCRIBING_TOPICS.has(topic))
    .map(({ sentence }) => sentence)
    .join(' ');
  return {
    class: 'Country',
    id: idOf(countryKey(country)),
    properties: present({
      name,
      description,
      continent: country.continent,
      capital: country.capital,
      capitalPosition: position && { ...position },
      areaKm2: country.area,
      landlocked: country.landlocked,
      languages: languages.length === 0 ? null : [...languages],
      callingCodes: [...country.callingCodes],
      independenceYear: yearOf(since),
      independenceDay: dayOf(since),
      parliamentPhone: phoneOf(country),
      currency: { ...currency },
      codes: [
        { standard: 'ISO 3166-1 alpha-2', code: alpha2 },
        { standard: 'ISO 3166-1 alpha-3', code: alpha3 },
      ],
      factIds: facts.map(factId),
    }),
    vectors: { name: [...embed(name)], description: [...embed(description)] },
  };
}

/** The phone number with all that follows from it, as a client sends back what it has read. */
function phoneOf({ alpha2, parliamentPhone }: Country): Json | null {
  if (parliamentPhone === null) return null;
  const { international, national } = parliamentPhone;
  const [code, ...rest] = international.slice(1).split(/[ -]/);
  return {
    input: international.replaceAll('-', ' '),
    defaultCountry: alpha2,
    countryCode: Number(code),
    internationalFormatted: international,
    national: Number(rest.join('')),
    nationalFormatted: national,
    valid: true,
  };
}

function factId({ about, topic }: Fact): string {
  return idOf(`${about}/${topic}`);
}

function idOf(key: string): string {
  return uuidV5(key, NAMESPACE);
}
