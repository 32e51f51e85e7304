import { capitalized } from '@weaviate-export/entities-export';
import type { ExactJson } from '../exact-json.ts';
import { CLASS_NAME } from '../schema/names.ts';
import { isObject, isUuid } from './value-rules.ts';

/** The object that a reference points to; the class is absent in the beacons of older clients. */
export interface Beacon {
  readonly class: string | undefined;
  readonly id: string;
}

/** Reads `{"beacon": "weaviate://localhost/Class/id"}`; other members, which clients send back, do not matter. */
export function readReference(value: ExactJson): Beacon | undefined {
  if (!isObject(value) || typeof value['beacon'] !== 'string') return undefined;
  const [, className, id] = /^weaviate:\/\/[^/\s]+\/(?:([^/]+)\/)?([^/]+)$/.exec(value['beacon']) ?? [];
  if (id === undefined || !isUuid(id)) return undefined;
  const name = className === undefined ? undefined : capitalized(className);
  return name === undefined || CLASS_NAME.test(name) ? { class: name, id: id.toLowerCase() } : undefined;
}
