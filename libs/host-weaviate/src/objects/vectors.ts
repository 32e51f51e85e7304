import { ExportError } from '@weaviate-export/entities-export';
import { excerpt } from '../excerpt.ts';
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
    throw invalid(className, label, `${show(value)} is not an array of one number or more`);
  }
  const vector = new Float32Array(value.length);
  for (let index = 0; index < value.length; index++) {
    const element: unknown = value[index];
    if (typeof element !== 'number' && typeof element !== 'bigint') {
      throw invalid(className, label, `element ${index} is ${show(element)}: it must be a number`);
    }
    vector[index] = Number(element);
    if (!Number.isFinite(vector[index])) {
      throw invalid(
        className,
        label,
        `element ${index} is ${show(element)}: it is beyond the range of float32`,
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
    throw invalid(className, 'vectors', `${show(value)} is not an object of vectors by name`);
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
  return name === null ? 'vector' : `vector ${show(name)}`;
}

function invalid(className: string, label: string, problem: string): ExportError {
  return new ExportError('VECTOR_INVALID', [className, label, problem]);
}

function show(value: unknown): string {
  return JSON.stringify(excerpt(value, 1));
}

/** A vector as JSON text, each number as short as float32 allows. */
export function writeVector(vector: Vector | readonly Float32Array[]): string {
  if (!(vector instanceof Float32Array)) return `[${vector.map(writeVector).join(',')}]`;
  let text = '';
  for (const value of vector) text += `${text === '' ? '' : ','}${shortestFloat32(value)}`;
  return `[${text}]`;
}

/** Decimal digits between which the shortest text of a float32 lies; nine always suffice. */
const FEWEST_DIGITS = 6;
const MOST_DIGITS = 9;
/** Below, a float32 has fewer bits, and its shortest text may have fewer digits. */
const SMALLEST_NORMAL = 2 ** -126;
/** Powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The shortest decimal text that float32 reads back as this value: 0.1 and not 0.10000000149011612. An integer divided
 * by an exact power of ten is the double nearest to that decimal, which String then writes in its digits; this is ten
 * times as fast as to ask toPrecision, which is left for the very small and the very large.
 */
export function shortestFloat32(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 10 ** FEWEST_DIGITS) {
    return Object.is(value, -0) ? '-0' : String(value);
  }
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const fewest = Math.abs(value) < SMALLEST_NORMAL ? 1 : FEWEST_DIGITS;
  for (let digits = fewest; digits <= MOST_DIGITS; digits++) {
    const power = POWERS_OF_TEN[digits - 1 - exponent];
    const candidate =
      power === undefined ? Number(value.toPrecision(digits)) : Math.round(value * power) / power;
    if (Math.fround(candidate) === value) return String(candidate);
  }
  return String(Number(value.toPrecision(MOST_DIGITS)));
}
