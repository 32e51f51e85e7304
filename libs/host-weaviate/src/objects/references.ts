import { canonicalUuid, capitalized } from '@weaviate-export/entities-export';
import { parseBeacon, type ReferencedObject } from '@weaviate-export/weaviate-protocol';
import type { ExactJson } from '../written-json.ts';
import { CLASS_NAME } from '../schema/names.ts';
import { isObject } from './value-rules.ts';

/** Reads `{"beacon": "weaviate://localhost/Class/id"}`; other members, which clients send back, do not matter. */
export function readReference(value: ExactJson): ReferencedObject | undefined {
  if (!isObject(value) || typeof value['beacon'] !== 'string') return undefined;
  const beacon = parseBeacon(value['beacon']);
  const id = canonicalUuid(beacon?.id ?? '');
  if (beacon === undefined || id === undefined) return undefined;
  const name = beacon.class === undefined ? undefined : capitalized(beacon.class);
  return name === undefined || CLASS_NAME.test(name) ? { class: name, id } : undefined;
}
