import type { NewObject } from '@weaviate-export/adapters-db';
import type { ClassDefinition } from '@weaviate-export/entities-export';
import { gaussianUnitVector } from './gaussian.ts';
import { Random } from './random.ts';

export const DIMENSIONS = 768;
export const PROPERTIES_BYTES = 500;
const ID_BYTES = 36;
const TIMES_BYTES = 16;
/** What an object counts in MB/s and in the size of a file over raw: id, times, 4 bytes a dimension, JSON. */
export const RAW_BYTES =
  ID_BYTES + TIMES_BYTES + DIMENSIONS * Float32Array.BYTES_PER_ELEMENT + PROPERTIES_BYTES;

/** The classes of the benchmark's store. */
export const CLASSES = ['Base', 'Large', 'Named'] as const;
export type ClassName = (typeof CLASSES)[number];

/** How many times the objects of `Base` there are in `Large`. */
const LARGE_FACTOR = 4;

/** How many objects a class has. */
export function objectsOf(className: ClassName, baseObjects: number): number {
  return className === 'Large' ? baseObjects * LARGE_FACTOR : baseObjects;
}

/** The two vectors of class `Named` have as many dimensions together as the one of the others. */
const NAMED_VECTORS = ['summary', 'body'] as const;

const properties = [
  { name: 'title', dataType: ['text'] },
  { name: 'wordCount', dataType: ['int'] },
  { name: 'score', dataType: ['number'] },
  { name: 'publishedAt', dataType: ['date'] },
  { name: 'featured', dataType: ['boolean'] },
  { name: 'tags', dataType: ['text[]'] },
  { name: 'body', dataType: ['text'] },
];

export const DEFINITIONS: Record<ClassName, ClassDefinition> = {
  Base: { class: 'Base', vectorizer: 'none', properties },
  Large: { class: 'Large', vectorizer: 'none', properties },
  Named: {
    class: 'Named',
    properties,
    vectorConfig: Object.fromEntries(NAMED_VECTORS.map((name) => [name, { vectorizer: { none: {} } }])),
  },
};

/** 2024-01-01T00:00:00Z: the first object was created then. */
const FIRST_TIME = Date.UTC(2024, 0, 1);
const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

export type BenchObject = NewObject & {
  readonly id: string;
  readonly creationTime: number;
  readonly properties: string;
};

/** So many objects of a class, the same ones in every run, in an order that is not that of their ids. */
export function* benchObjects(className: ClassName, objects: number): Generator<BenchObject> {
  const random = new Random(CLASSES.indexOf(className) + 1);
  for (let index = 0; index < objects; index += 1) {
    const vectors = vectorsOf(className, random);
    yield {
      id: uuid(random),
      creationTime: FIRST_TIME + index * SECOND_MS,
      ...vectors,
      properties: propertiesJson(random),
    };
  }
}

function vectorsOf(className: ClassName, random: Random): Pick<NewObject, 'vector' | 'namedVectors'> {
  if (className !== 'Named') return { vector: gaussianUnitVector(random, DIMENSIONS), namedVectors: null };
  const dimensions = DIMENSIONS / NAMED_VECTORS.length;
  const vectors = NAMED_VECTORS.map((name) => [name, gaussianUnitVector(random, dimensions)] as const);
  return { vector: null, namedVectors: Object.fromEntries(vectors) };
}

/** A random UUID (version 4). */
function uuid(random: Random): string {
  const digits = Array.from({ length: 4 }, () => (random.int32() >>> 0).toString(16).padStart(8, '0')).join(
    '',
  );
  const variant = '89ab'[random.below(4)]!;
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}

const SYLLABLES =
  'ba be bo da de di ka ke ko la le li ma mi mo na ne no ra re ri sa se so ta te to va ve vi'.split(' ');
const VOCABULARY_WORDS = 5000;
const vocabulary = makeVocabulary(new Random(0));

function makeVocabulary(random: Random): string[] {
  const word = (): string =>
    Array.from({ length: 1 + random.below(4) }, () => SYLLABLES[random.below(SYLLABLES.length)]!).join('');
  return Array.from({ length: VOCABULARY_WORDS }, word);
}

/** Words at the head of the vocabulary come more often, as in any language. */
function word(random: Random): string {
  return vocabulary[Math.floor(random.fraction() ** 3 * VOCABULARY_WORDS)]!;
}

/** JSON of just PROPERTIES_BYTES bytes: short properties, and a text that takes the rest. */
function propertiesJson(random: Random): string {
  const words = (count: number): string => Array.from({ length: count }, () => word(random)).join(' ');
  const head = JSON.stringify({
    title: words(5),
    wordCount: random.below(10_000),
    score: random.below(10_000) / 10_000,
    publishedAt: new Date(FIRST_TIME - random.below(1000) * DAY_MS).toISOString(),
    featured: random.below(2) === 0,
    tags: [word(random), word(random)],
    body: '',
  });
  const room = PROPERTIES_BYTES - head.length;
  let body = word(random);
  while (body.length < room) body += ` ${word(random)}`;
  return `${head.slice(0, -2)}${body.slice(0, room)}"}`;
}
