/** One object as a source hands it over. Its arrays are not kept past the next step of the iteration. */
export interface ExportObject {
  /** UUID as lower-case text with dashes. */
  readonly id: string;
  /** Milliseconds since 1970 in UTC. */
  readonly creationTime: number;
  readonly updateTime: number;
  readonly vector: Float32Array | null;
  /** A vector, or the vectors of a multi-vector, by name; names that are absent have none. */
  readonly namedVectors: Readonly<Record<string, Float32Array | readonly Float32Array[]>> | null;
  /**
   * The properties as JSON text or its UTF-8 bytes, just as accepted; null where there are none. Bytes that are not UTF-8
   * and half surrogate pairs fail the export.
   */
  readonly properties: string | Uint8Array | null;
}

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
