import { type ExportObject, selectMembers } from '@weaviate-export/entities-export';
import { Misfit } from '../columns/misfit.ts';
import type { Projection } from './layout.ts';
import { UNNAMED } from './vector-columns.ts';

/**
 * Takes of objects what is projected. Vectors that are left out are not looked at.
 * @returns a function that throws Misfit for properties that are no JSON object
 */
export function projected({ properties, vectors }: Projection = {}): (object: ExportObject) => ExportObject {
  const members = properties && new Set(properties);
  const names = vectors && new Set(vectors);
  if (members === undefined && names === undefined) return (object) => object;
  return (object) => ({
    ...object,
    ...(names !== undefined && {
      vector: names.has(UNNAMED) ? object.vector : null,
      namedVectors: named(object.namedVectors, names),
    }),
    ...(members !== undefined && { properties: membersOf(object.properties, members) }),
  });
}

function named(
  vectors: ExportObject['namedVectors'],
  names: ReadonlySet<string>,
): ExportObject['namedVectors'] {
  if (vectors === null) return null;
  const kept = Object.entries(vectors).filter(([name]) => names.has(name));
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function membersOf(json: ExportObject['properties'], names: ReadonlySet<string>): ExportObject['properties'] {
  if (json === null) return null;
  try {
    return selectMembers(json, names);
  } catch (cause) {
    throw new Misfit(`has properties that cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
}
