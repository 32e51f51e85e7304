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

/**
 * Cuts objects, given in order of id, into ranges that are each as long as the limits allow: a range ends before the
 * object that would take it over one of them.
 */
export function* cutRanges(
  objects: Iterable<{ readonly id: string; readonly bytes: number }>,
  limits: RangeLimits,
): Generator<KeyRange> {
  let range: { first: string; last: string; objects: number; bytes: number } | undefined;
  for (const { id, bytes } of objects) {
    if (range !== undefined && (range.objects >= limits.objects || range.bytes + bytes > limits.bytes)) {
      yield range;
      range = undefined;
    }
    if (range === undefined) {
      range = { first: id, last: id, objects: 1, bytes };
    } else {
      range.last = id;
      range.objects += 1;
      range.bytes += bytes;
    }
  }
  if (range !== undefined) yield range;
}
