import type { StoredObject } from '@weaviate-export/adapters-db';
import type { ObjectPlace } from './object-body.ts';
import { writeVector } from './vectors.ts';

/**
 * An object as Weaviate's REST API writes it, as JSON text: its properties are the stored text itself, so that no
 * number is rounded on its way out.
 */
export function writeObject(place: ObjectPlace, object: StoredObject, options: { vectors: boolean }): string {
  const members = [
    `"class":${JSON.stringify(place.class)}`,
    `"creationTimeUnix":${object.creationTime}`,
    `"id":"${object.id}"`,
    `"lastUpdateTimeUnix":${object.updateTime}`,
    `"properties":${object.properties ?? '{}'}`,
  ];
  if (place.tenant !== undefined) members.push(`"tenant":${JSON.stringify(place.tenant)}`);
  if (options.vectors && object.vector !== null) members.push(`"vector":${writeVector(object.vector)}`);
  if (options.vectors && object.namedVectors !== null) {
    const named = Object.entries(object.namedVectors).map(
      ([name, vector]) => `${JSON.stringify(name)}:${writeVector(vector)}`,
    );
    members.push(`"vectors":{${named.join(',')}}`);
  }
  return `{${members.join(',')}}`;
}
