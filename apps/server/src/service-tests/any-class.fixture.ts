import fc from 'fast-check';
import type { NewObject } from '@weaviate-export/adapters-db';
import type { ClassDefinition, PropertyDefinition } from '@weaviate-export/entities-export';
import { numbers } from '@weaviate-export/generated-objects';

/** To which references lead; whether an object of the id is there does not matter. */
export const TARGET: ClassDefinition = { class: 'Target' };

/** A class of any kind, and what its objects are made of. */
export interface AnyClass {
  readonly definition: ClassDefinition;
  /** Of how many tenants; none where the class has no tenants. */
  readonly tenants: number;
  readonly dimensions: number;
  readonly objects: number;
  readonly seed: number;
}

type Random = () => number;
type Value = (random: Random) => unknown;

/** Different objects of a class, in properties and in vectors: numbers that share no divisor, so that most pairs come up. */
const [TEXTS, VECTORS] = [61, 53];

const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => below(random, 16).toString(16)).join('');
const WORDS = ['', 'a', 'Zürich', '<b>&amp;</b>', '\u2028', '🙂 emoji', '"quoted"\\', 'x'.repeat(300)];

/** As Go writes an instant: without zeros at the end of its fraction. */
const goDate = (instant: Date): string => instant.toISOString().replace(/(?:\.0+|(\.\d*[1-9])0+)Z$/, '$1Z');

/** Each as Weaviate accepts it, in the form that it has in JSON. */
const VALUES: Readonly<Record<string, Value>> = {
  text: (random) => `${WORDS[below(random, WORDS.length)]!}${below(random, 1e6)}`,
  int: (random) => below(random, 2 ** 52) * (random() < 0.5 ? -1 : 1),
  number: (random) => (random() - 0.5) * 10 ** below(random, 300),
  boolean: (random) => random() < 0.5,
  date: (random) => goDate(new Date(below(random, 4e12))),
  uuid: (random) =>
    `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
  blob: (random) => Buffer.from(hex(random, below(random, 40))).toString('base64'),
  geoCoordinates: (random) => ({
    latitude: Math.fround(random() * 180 - 90),
    longitude: Math.fround(random() * 360 - 180),
  }),
  phoneNumber: (random) => ({
    input: `0${below(random, 1e9)}`,
    internationalFormatted: `+49 ${below(random, 1e9)}`,
    nationalFormatted: String(below(random, 1e9)),
    national: below(random, 1e9),
    countryCode: 49,
    defaultCountry: 'DE',
    valid: random() < 0.5,
  }),
};
const LISTED = ['text', 'int', 'number', 'boolean', 'date', 'uuid'];
const LEAVES = [...Object.keys(VALUES), ...LISTED.map((type) => `${type}[]`)];

type Type = Omit<PropertyDefinition, 'name'> & Pick<PropertyDefinition, 'dataType'>;

const leaf: fc.Arbitrary<Type> = fc.constantFrom(...LEAVES).map((type) => ({ dataType: [type] }));
const nested = (depth: number): fc.Arbitrary<Type> =>
  depth === 0
    ? leaf
    : fc.oneof(
        { weight: 4, arbitrary: leaf },
        {
          weight: 1,
          arbitrary: fc.record({
            dataType: fc.constantFrom('object', 'object[]').map((type) => [type]),
            nestedProperties: properties(depth - 1, 1),
          }),
        },
      );
const properties = (depth: number, minLength: number): fc.Arbitrary<PropertyDefinition[]> =>
  fc
    .array(nested(depth), { minLength, maxLength: 6 })
    .map((types) => types.map((type, index) => ({ name: `p${index}`, ...type })));

const vectorConfig = fc.constantFrom(
  undefined,
  { one: {} },
  { one: {}, many: { vectorIndexConfig: { multivector: { enabled: true } } } },
);

/** @param objects the most of one class */
export const anyClass = (objects: number): fc.Arbitrary<AnyClass> =>
  fc
    .record({
      properties: properties(2, 0),
      vectorConfig,
      hasReferences: fc.boolean(),
      tenants: fc.constantFrom(0, 0, 3),
      dimensions: fc.integer({ min: 1, max: 24 }),
      objects: fc.integer({ min: Math.floor(objects / 2), max: objects }),
      seed: fc.integer(),
    })
    .map(({ hasReferences, properties: own, vectorConfig: config, ...rest }) => ({
      ...rest,
      definition: {
        class: 'Any',
        properties: hasReferences ? [...own, { name: 'of', dataType: [TARGET.class] }] : own,
        ...(config !== undefined && { vectorConfig: config }),
        ...(rest.tenants > 0 && { multiTenancyConfig: { enabled: true } }),
      },
    }));

function valueOf({ dataType: [type = ''], nestedProperties }: PropertyDefinition, random: Random): unknown {
  if (type === TARGET.class)
    return [{ beacon: `weaviate://localhost/${type}/${String(VALUES['uuid']!(random))}` }];
  const one = (): unknown =>
    nestedProperties === undefined
      ? VALUES[type.replace('[]', '')]!(random)
      : objectOf(nestedProperties, random);
  return type.endsWith('[]') ? Array.from({ length: below(random, 4) }, one) : one();
}

function objectOf(own: readonly PropertyDefinition[], random: Random): Record<string, unknown> {
  const there = own.filter(() => random() < 0.8);
  return Object.fromEntries(there.map((property) => [property.name, valueOf(property, random)]));
}

/** The objects of a class, in no order of id. */
export function objectsOf({ definition, dimensions, objects, seed }: AnyClass): NewObject[] {
  const random = numbers(seed);
  const floats = (): Float32Array => Float32Array.from({ length: dimensions }, () => random() - 0.5);
  const texts = Array.from({ length: TEXTS }, () => JSON.stringify(objectOf(definition.properties!, random)));
  const names = Object.keys(definition.vectorConfig ?? {});
  const named = (): NewObject['namedVectors'] =>
    Object.fromEntries(
      names
        .filter(() => random() < 0.9)
        .map((name) => [
          name,
          name === 'many' ? Array.from({ length: 1 + below(random, 3) }, floats) : floats(),
        ]),
    );
  const vectors = Array.from({ length: VECTORS }, () => {
    if (random() < 0.05) return { vector: null, namedVectors: null };
    return names.length === 0
      ? { vector: floats(), namedVectors: null }
      : { vector: null, namedVectors: named() };
  });
  return Array.from({ length: objects }, (_, index) => ({
    id: VALUES['uuid']!(random) as string,
    properties: texts[index % TEXTS]!,
    ...vectors[index % VECTORS]!,
  }));
}
