import { excerpt, ExportError, FLOAT32_TEXT_BYTES, writeFloat32 } from '@weaviate-export/entities-export';
import { VECTOR_NAME } from '../schema/names.ts';

/** One vector, or the vectors of a multi-vector. */
export type Vector = Float32Array | Float32Array[];

/**
 * A vector of a request: a non-empty array of numbers that float32 can hold.
 * @param label how a message names the vector
 * @throws ExportError VECTOR_INVALID
 */
export function parseVector(value: unknown, className: string, label: string): Float32Array {
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid(className, label, `${excerpt(value)} is not an array of one number or more`);
  }
  const vector = new Float32Array(value.length);
  for (let index = 0; index < value.length; index++) {
    const element: unknown = value[index];
    if (typeof element !== 'number' && typeof element !== 'bigint') {
      throw invalid(className, label, `element ${index} is ${excerpt(element)}: it must be a number`);
    }
    vector[index] = Number(element);
    if (!Number.isFinite(vector[index])) {
      throw invalid(
        className,
        label,
        `element ${index} is ${excerpt(element)}: it is beyond the range of float32`,
      );
    }
  }
  return vector;
}

/**
 * The named vectors of a request. A name with an array of arrays is a multi-vector; a name with null has no vector.
 * @throws ExportError VECTOR_INVALID
 */
export function parseNamedVectors(value: unknown, className: string): Map<string, Vector> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(className, 'vectors', `${excerpt(value)} is not an object of vectors by name`);
  }
  const vectors = new Map<string, Vector>();
  for (const [name, vector] of Object.entries(value as Record<string, unknown>)) {
    const label = labelOf(name);
    checkVectorName(name, className);
    if (vector === null) continue;
    vectors.set(
      name,
      Array.isArray(vector) && Array.isArray(vector[0])
        ? vector.map((one) => parseVector(one, className, label))
        : parseVector(vector, className, label),
    );
  }
  return vectors;
}

/** @throws ExportError VECTOR_INVALID */
export function checkVectorName(name: string, className: string): void {
  if (VECTOR_NAME.test(name)) return;
  throw invalid(className, labelOf(name), `its name must match ${VECTOR_NAME.source}`);
}

/** How messages name a vector; null is the unnamed one. */
export function labelOf(name: string | null): string {
  return name === null ? 'vector' : `vector ${excerpt(name)}`;
}

function invalid(className: string, label: string, problem: string): ExportError {
  return new ExportError('VECTOR_INVALID', [className, label, problem]);
}

const [OPEN, CLOSE, COMMA] = [0x5b, 0x5d, 0x2c];

/** A vector as JSON text, each number as short as float32 allows. */
export function writeVector(vector: Vector | readonly Float32Array[]): string {
  if (!(vector instanceof Float32Array)) return `[${vector.map(writeVector).join(',')}]`;
  const bytes = Buffer.allocUnsafe(2 + vector.length * (FLOAT32_TEXT_BYTES + 1));
  let end = 0;
  bytes[end++] = OPEN;
  for (const value of vector) {
    if (end > 1) bytes[end++] = COMMA;
    end = writeFloat32(bytes, end, value);
  }
  bytes[end++] = CLOSE;
  return bytes.toString('latin1', 0, end);
}
