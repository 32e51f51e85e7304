import type { NewObject, StoredObject } from '@weaviate-export/adapters-db';
import {
  type ClassDefinition,
  ExportError,
  isDataType,
  parseBigIntJson,
} from '@weaviate-export/entities-export';
import type { ReferencedObject } from '@weaviate-export/weaviate-protocol';
import { propertiesByName } from '../schema/names.ts';
import { type ExactJson, writeMembers } from '../written-json.ts';
import { acceptProperties } from './property-check.ts';
import { readReference } from './references.ts';

/** A reference as it is kept, and the object that it leads to. */
export interface AcceptedReference {
  readonly kept: { readonly beacon: string };
  readonly target: Required<ReferencedObject> & { readonly class: string };
}

/**
 * References for a property of the class, in their one form.
 * @throws ExportError FIELD_INVALID where the class has no such property of references, PROPERTY_INVALID
 */
export function acceptReferences(
  definition: ClassDefinition,
  property: string,
  references: ExactJson,
): AcceptedReference[] {
  const known = propertiesByName(definition.properties ?? []).get(property);
  if (known === undefined || isDataType(known.dataType[0] ?? '')) {
    const allowed = `class ${definition.class} has no such property of references`;
    throw new ExportError('FIELD_INVALID', ['property', property, allowed]);
  }
  // What is null would pass as a property without a value.
  const sent = new Map([[property, references ?? false]]);
  const accepted = acceptProperties(definition, sent).get(property) as { beacon: string }[];
  return accepted.map((kept) => ({ kept, target: readReference(kept) as AcceptedReference['target'] }));
}

/** What becomes of the references of a property. */
export type ReferenceChange = (kept: readonly ExactJson[]) => ExactJson[];

/** The object with other references in some properties. */
export function withReferences(
  old: StoredObject,
  changes: Iterable<readonly [property: string, ReferenceChange]>,
): NewObject {
  const members = new Map(
    Object.entries(parseBigIntJson(old.properties ?? '{}') as Record<string, ExactJson>),
  );
  for (const [property, change] of changes) {
    const kept = members.get(property);
    members.set(property, change(Array.isArray(kept) ? kept : []));
  }
  return { ...old, properties: writeMembers(members) };
}

/** True where a kept reference, also one that an older version has kept as it came, leads to this object. */
export function leadsTo({ target }: AcceptedReference, kept: ExactJson): boolean {
  const reference = readReference(kept);
  return reference?.id === target.id && (reference.class ?? target.class) === target.class;
}
