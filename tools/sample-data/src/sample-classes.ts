import { type ClassDefinition, type PropertyDefinition } from './class-definition.ts';

function property(
  name: string,
  dataType: string,
  description: string,
  nestedProperties?: PropertyDefinition[],
): PropertyDefinition {
  return { name, dataType: [dataType], description, ...(nestedProperties && { nestedProperties }) };
}

const fact: ClassDefinition = {
  class: 'Fact',
  description: 'One true sentence about a chemical element, a country or a unit of measure',
  vectorizer: 'none',
  vectorIndexType: 'hnsw',
  properties: [
    property('subject', 'text', 'What the sentence is about'),
    property('kind', 'text', 'element, country or unit'),
    property('topic', 'text', 'What it tells about the subject, as capital or weight'),
    property('sentence', 'text', 'The sentence, of which the vector is made'),
    property('tags', 'text[]', 'Words to filter by'),
    property('subjectId', 'uuid', 'Equal in all facts of one subject; of a country, the id of its object'),
    property('numbers', 'number[]', 'The numbers that the sentence states'),
    property('year', 'int', 'The year that the sentence states'),
    property('date', 'date', 'The day that the sentence states, its midnight in UTC'),
    property('exact', 'boolean', 'Of units: whether the factor is exact'),
    property('tile', 'blob', 'The square of the element in the periodic table, an SVG image'),
    property('element', 'object', 'The element in figures', [
      property('number', 'int', 'Atomic number'),
      property('symbol', 'text', 'Chemical symbol'),
      property('weight', 'number', 'Standard atomic weight'),
      property('group', 'int', 'Group of the periodic table'),
      property('period', 'int', 'Period of the periodic table'),
      property('block', 'text', 's, p, d or f'),
      property('family', 'text', 'As noble gas'),
    ]),
    property('unit', 'object', 'The unit in figures', [
      property('symbol', 'text', 'Symbol of the unit'),
      property('quantity', 'text', 'What it measures'),
      property('si', 'text', 'Symbol of the SI unit of the same quantity'),
      property('factor', 'number', 'How many SI units one of it is'),
      property('offset', 'number', 'What to add after multiplying by the factor'),
    ]),
  ],
};

const NAMED_VECTOR = { vectorizer: { none: {} }, vectorIndexType: 'hnsw' } as const;

const country: ClassDefinition = {
  class: 'Country',
  description: 'A member or observer state of the United Nations',
  vectorConfig: { name: NAMED_VECTOR, description: NAMED_VECTOR },
  properties: [
    property('name', 'text', 'The usual English short name'),
    property('description', 'text', 'A few sentences about it'),
    property('continent', 'text', 'Africa, Asia, Europe, North America, Oceania or South America'),
    property('capital', 'text', 'The capital'),
    property('capitalPosition', 'geoCoordinates', 'Where the capital lies'),
    property('areaKm2', 'number', 'Area in square kilometres, rounded'),
    property('landlocked', 'boolean', 'Whether it has no coast on the open sea'),
    property('languages', 'text[]', 'Main languages of public life'),
    property('callingCodes', 'int[]', 'International calling codes'),
    property('independenceYear', 'int', 'Year of independence or foundation'),
    property('independenceDay', 'date', 'Day of independence or foundation, its midnight in UTC'),
    property('parliamentPhone', 'phoneNumber', 'Public switchboard of the parliament'),
    property('currency', 'object', 'Its currency', [
      property('code', 'text', 'ISO 4217 code'),
      property('name', 'text', 'English name'),
    ]),
    property('codes', 'object[]', 'Its codes in several standards', [
      property('standard', 'text', 'The standard'),
      property('code', 'text', 'The code there'),
    ]),
    property('factIds', 'uuid[]', 'The ids of its Fact objects'),
  ],
};

/** The two classes of the sample: `Fact` with one plain vector, `Country` with the named vectors `name` and `description`. */
export const sampleClasses: ClassDefinition[] = [country, fact];
