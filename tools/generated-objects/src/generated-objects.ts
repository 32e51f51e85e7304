import type { ClassDefinition, ExportObject } from '@weaviate-export/entities-export';

/** What a generated class depends on: the same options give the same objects in every thread. */
export interface GeneratedOptions {
  readonly objects: number;
  readonly dimensions: number;
  readonly seed: number;
}

export const GENERATED: ClassDefinition = {
  class: 'Generated',
  properties: [
    { name: 'title', dataType: ['text'] },
    { name: 'body', dataType: ['text'] },
    { name: 'index', dataType: ['int'] },
  ],
};

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function idOf(index: number): string {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** Objects with noise for vectors, which no codec makes small, and JSON of a few hundred bytes. */
export function generatedObjects({ objects, dimensions, seed }: GeneratedOptions): ExportObject[] {
  const next = numbers(seed);
  return Array.from({ length: objects }, (_, index) => ({
    id: idOf(index),
    creationTime: 1_700_000_000_000 + Math.floor(next() * 1e9),
    updateTime: 1_701_000_000_000 + Math.floor(next() * 1e9),
    vector: Float32Array.from({ length: dimensions }, () => next() - 0.5),
    namedVectors: null,
    properties: JSON.stringify({ title: `Object ${index}`, body: String(next()).repeat(10), index }),
  }));
}
