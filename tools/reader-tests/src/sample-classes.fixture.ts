import type { ClassDefinition, ExportObject } from '@weaviate-export/entities-export';
import { idOf, numbers } from '@weaviate-export/generated-objects';

/** A class with its objects, in order of id. */
export interface SampleClass {
  readonly definition: ClassDefinition;
  readonly objects: readonly ExportObject[];
  readonly dimensions: Readonly<Record<string, number>>;
}

const SEED = 20_261_201;
/** More than one row group of 10,000 objects. */
const OBJECTS = 10_400;
/** Of earlier ones Spark asks which calendar they are of (spark.sql.parquet.datetimeRebaseModeInRead). */
const FIRST_DATE = Date.parse('1900-01-01T00:00:00Z');
/** Nanoseconds of 64 bits, which pandas has of fastparquet, go no further. */
const LAST_IN_NANOSECONDS = Date.parse('2262-01-01T00:00:00Z');
const LAST_DATE = Date.parse('9999-12-30T00:00:00Z');

/** Every data type, and one unnamed vector of one length that no object lacks. */
const ALL_TYPES: ClassDefinition = {
  class: 'Article',
  properties: [
    ...['text', 'int', 'number', 'boolean', 'date', 'uuid'].flatMap((type) => [
      { name: type, dataType: [type] },
      { name: `${type}s`, dataType: [`${type}[]`] },
    ]),
    { name: 'blob', dataType: ['blob'] },
    { name: 'place', dataType: ['geoCoordinates'] },
    { name: 'phone', dataType: ['phoneNumber'] },
    { name: 'author', dataType: ['Author'] },
    {
      name: 'address',
      dataType: ['object'],
      nestedProperties: [
        { name: 'city', dataType: ['text'] },
        { name: 'houses', dataType: ['int[]'] },
        { name: 'rooms', dataType: ['object[]'], nestedProperties: [{ name: 'area', dataType: ['number'] }] },
      ],
    },
  ],
};

/** Named vectors, one of them a multi-vector, which objects may lack. */
const NAMED: ClassDefinition = {
  class: 'Passage',
  properties: [{ name: 'title', dataType: ['text'] }],
  vectorConfig: {
    first: { vectorizer: { none: {} }, vectorIndexType: 'hnsw' },
    second: { vectorizer: { none: {} }, vectorIndexType: 'hnsw' },
    tokens: {
      vectorizer: { none: {} },
      vectorIndexType: 'hnsw',
      vectorIndexConfig: { multivector: { enabled: true } },
    },
  },
};

/** Neither vectors nor properties: columns that are NULL throughout. */
const BARE: ClassDefinition = { class: 'Bare', properties: [] };

type Random = () => number;

/** The value, or in one of four objects none. */
const perhaps = (next: Random, value: unknown): unknown => (next() < 0.25 ? undefined : value);
const upTo = (next: Random, most: number): number => Math.floor(next() * (most + 1));
const several = <T>(next: Random, make: () => T): T[] => Array.from({ length: upTo(next, 3) }, make);
const floats = (next: Random, length: number): Float32Array =>
  Float32Array.from({ length }, () => next() - 0.5);

function allTypes(): SampleClass {
  const next = numbers(SEED);
  const text = (): string =>
    ['', 'Zürich', '東京', '🦆 "quoted"', 'plain words '.repeat(upTo(next, 9))][upTo(next, 4)]!;
  const int = (): number => upTo(next, 2 ** 40) - 2 ** 39;
  const date = (last: number) => (): string =>
    new Date(FIRST_DATE + upTo(next, last - FIRST_DATE)).toISOString();
  const uuid = (): string => idOf(upTo(next, 2 ** 40));
  const makers: Readonly<Record<string, () => unknown>> = {
    text,
    int,
    number: () => (next() - 0.5) * 10 ** upTo(next, 40),
    boolean: () => next() < 0.5,
    date: date(LAST_DATE),
    uuid,
  };
  const properties = (): unknown => ({
    ...Object.fromEntries(
      Object.entries(makers).flatMap(([type, make]) => [
        [type, perhaps(next, make())],
        [`${type}s`, perhaps(next, several(next, make))],
      ]),
    ),
    date: perhaps(next, date(LAST_IN_NANOSECONDS)()),
    blob: perhaps(next, Buffer.from(text()).toString('base64')),
    place: perhaps(next, { latitude: Math.fround(next() * 90), longitude: Math.fround(next() * 180) }),
    phone: perhaps(next, {
      input: '030 1234567',
      internationalFormatted: '+49 30 1234567',
      nationalFormatted: '030 1234567',
      national: 301_234_567 + upTo(next, 99),
      countryCode: 49,
      defaultCountry: 'DE',
      valid: true,
    }),
    author: perhaps(
      next,
      several(next, () => ({ beacon: `weaviate://localhost/Author/${uuid()}` })),
    ),
    address: perhaps(next, {
      city: perhaps(next, text()),
      houses: perhaps(next, several(next, int)),
      rooms: perhaps(
        next,
        several(next, () => ({ area: next() * 100 })),
      ),
    }),
  });
  return {
    definition: ALL_TYPES,
    dimensions: { '': 8 },
    objects: objects(next, () => ({
      vector: floats(next, 8),
      namedVectors: null,
      properties: JSON.stringify(properties()),
    })),
  };
}

function named(): SampleClass {
  const next = numbers(SEED + 1);
  const vectors = (): ExportObject['namedVectors'] => ({
    first: floats(next, 4),
    ...(next() < 0.5 ? { second: floats(next, 3) } : {}),
    ...(next() < 0.5 ? { tokens: several(next, () => floats(next, 2)) } : {}),
  });
  return {
    definition: NAMED,
    dimensions: { first: 4, second: 3 },
    objects: objects(next, (index) => ({
      vector: null,
      namedVectors: index % 7 === 0 ? null : vectors(),
      properties: JSON.stringify({ title: `Passage ${index}` }),
    })),
  };
}

function bare(): SampleClass {
  return {
    definition: BARE,
    dimensions: {},
    objects: objects(numbers(SEED + 2), () => ({ vector: null, namedVectors: null, properties: null })).slice(
      0,
      100,
    ),
  };
}

function objects(
  next: Random,
  contents: (index: number) => Pick<ExportObject, 'vector' | 'namedVectors' | 'properties'>,
): ExportObject[] {
  return Array.from({ length: OBJECTS }, (_, index) => {
    const creationTime = 1_700_000_000_000 + upTo(next, 1e9);
    return { id: idOf(index), creationTime, updateTime: creationTime + upTo(next, 1e9), ...contents(index) };
  });
}

export const SAMPLES: readonly SampleClass[] = [allTypes(), named(), bare()];
