import type { NewObject, StoredObject } from '@weaviate-export/adapters-db';
import { parseBigIntJson } from '@weaviate-export/entities-export';
import { type ExactJson, writeMembers } from '../written-json.ts';
import type { ObjectBody } from './object-body.ts';
import type { Properties } from './property-check.ts';

/**
 * The object after a PATCH: properties that it names are replaced, those it sets to null are removed, and so with its
 * vectors; what it does not name stays.
 */
export function mergeObject(old: StoredObject, body: ObjectBody): NewObject {
  return {
    id: old.id,
    vector: body.vector ?? old.vector,
    namedVectors:
      body.vectors === undefined || body.vectors.size === 0
        ? old.namedVectors
        : { ...old.namedVectors, ...Object.fromEntries(body.vectors) },
    properties:
      body.properties === undefined
        ? (old.properties ?? '{}')
        : mergeProperties(old.properties, body.properties),
  };
}

function mergeProperties(old: string | null, changes: Properties): string {
  const known = old === null ? {} : (parseBigIntJson(old) as Record<string, ExactJson>);
  return writeMembers(new Map([...Object.entries(known), ...changes]));
}
