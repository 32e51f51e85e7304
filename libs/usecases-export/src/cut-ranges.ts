import type { ExportObject, KeyRange, RangeLimits } from './ports/db-adapter.ts';

/** Bytes of an object's id and two times in the limits of a range. */
const FIXED_BYTES = 36 + 16;
const FLOAT_BYTES = 4;

/** What the limits of a range count for an object: its id's text, times, vectors and properties, in bytes. */
export function exportObjectBytes(floats: number, propertiesBytes: number): number {
  return FIXED_BYTES + FLOAT_BYTES * floats + propertiesBytes;
}

/** `exportObjectBytes` of a whole object. */
export function sizeOf(object: ExportObject): number {
  let floats = object.vector?.length ?? 0;
  for (const vectors of Object.values(object.namedVectors ?? {})) {
    floats +=
      vectors instanceof Float32Array ? vectors.length : vectors.reduce((sum, { length }) => sum + length, 0);
  }
  const { properties } = object;
  const bytes = typeof properties === 'string' ? Buffer.byteLength(properties) : (properties?.length ?? 0);
  return exportObjectBytes(floats, bytes);
}

/** An object as it is cut: its id is asked for where a range begins or ends, and not otherwise. */
export interface SizedObject {
  readonly id: string;
  /** Its `exportObjectBytes`. */
  readonly bytes: number;
}

/**
 * Cuts objects, given in order of id, into ranges that are each as long as the limits allow: a range ends before the
 * object that would take it over one of them.
 */
export function* cutRanges(objects: Iterable<SizedObject>, limits: RangeLimits): Generator<KeyRange> {
  let first: SizedObject | undefined;
  let last: SizedObject | undefined;
  let [count, bytes] = [0, 0];
  for (const object of objects) {
    if (first !== undefined && (count >= limits.objects || bytes + object.bytes > limits.bytes)) {
      yield { first: first.id, last: last!.id, objects: count, bytes };
      first = undefined;
      [count, bytes] = [0, 0];
    }
    first ??= object;
    last = object;
    count += 1;
    bytes += object.bytes;
  }
  if (first !== undefined) yield { first: first.id, last: last!.id, objects: count, bytes };
}
