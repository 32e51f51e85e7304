/** The object that a reference points to. */
export interface ReferencedObject {
  /** Absent in the beacons of older clients. */
  readonly class: string | undefined;
  readonly id: string;
}

/** What Weaviate writes for a reference: `weaviate://localhost/Class/id`. */
export function beaconOf({ class: className, id }: ReferencedObject): string {
  return `weaviate://localhost/${className === undefined ? '' : `${className}/`}${id}`;
}

/** What a beacon of any host names, valid or not; undefined where it is no beacon. */
export function parseBeacon(beacon: string): ReferencedObject | undefined {
  const [, className, id] = /^weaviate:\/\/[^/\s]+\/(?:([^/]+)\/)?([^/]+)$/.exec(beacon) ?? [];
  return id === undefined ? undefined : { class: className, id };
}
