import { type ClassDefinition, vectorsOf } from '@weaviate-export/entities-export';
import type { ObjectBody } from './object-body.ts';

/** How Weaviate's clients call the unnamed vector where they speak of vectors by name. */
export const DEFAULT_VECTOR_NAME = 'default';

type Vectors = Pick<ObjectBody, 'vector' | 'vectors'>;

/**
 * The vectors of a body where the class has them, as in Weaviate: `vector` is the named vector of a class that has just
 * one, and the name `default` the vector of a class that has no named ones. What does not fit the class stays as it
 * is, for the store to refuse.
 */
export function placeVectors(definition: ClassDefinition, { vector, vectors }: Vectors): Vectors {
  const [first, ...others] = vectorsOf(definition);
  if (first === undefined || others.length > 0) return { vector, vectors };
  const inDefault = vectors?.get(DEFAULT_VECTOR_NAME);
  if (first.name === null && vector === undefined && inDefault instanceof Float32Array) {
    return { vector: inDefault, vectors: without(vectors, DEFAULT_VECTOR_NAME) };
  }
  if (first.name !== null && vector !== undefined && vectors?.has(first.name) !== true) {
    return { vector: undefined, vectors: new Map([...(vectors ?? []), [first.name, vector]]) };
  }
  return { vector, vectors };
}

function without(vectors: ObjectBody['vectors'], name: string): ObjectBody['vectors'] {
  return new Map([...(vectors ?? [])].filter(([other]) => other !== name));
}
