import { ExportError } from '@weaviate-export/entities-export';

const FLOAT32_BYTES = 4;
/** Before the vectors of a multi-vector, their length as unsigned integer, little-endian. */
const LENGTH_BYTES = 2;

/** A vector as Weaviate's gRPC has it: float32, little-endian. */
export function encodeVector(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The vectors of a multi-vector, one behind the other; all are of one length. */
export function encodeMultiVector(vectors: readonly Float32Array[]): Uint8Array {
  const length = new Uint8Array(Uint16Array.of(vectors[0]?.length ?? 0).buffer);
  return Buffer.concat([length, ...vectors.map(encodeVector)]);
}

/**
 * @param label how a message names the vector
 * @throws ExportError VECTOR_INVALID
 */
export function decodeVector(bytes: Uint8Array, className: string, label: string): Float32Array {
  if (bytes.length === 0 || bytes.length % FLOAT32_BYTES > 0) {
    throw invalid(className, label, `${bytes.length} bytes are not one float32 or more`);
  }
  // A copy: what came lies somewhere in the buffer of the whole message.
  const vector = new Float32Array(Uint8Array.from(bytes).buffer);
  const index = vector.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return vector;
  throw invalid(className, label, `element ${index} is ${vector[index]}: it must be a number`);
}

/** @throws ExportError VECTOR_INVALID */
export function decodeMultiVector(bytes: Uint8Array, className: string, label: string): Float32Array[] {
  if (bytes.length <= LENGTH_BYTES) throw invalid(className, label, `${bytes.length} bytes are no vectors`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint16(0, true);
  const size = length * FLOAT32_BYTES;
  const values = bytes.subarray(LENGTH_BYTES);
  if (size === 0 || values.length % size > 0) {
    throw invalid(className, label, `${values.length} bytes are not vectors of ${length} float32 each`);
  }
  return Array.from({ length: values.length / size }, (_, index) =>
    decodeVector(values.subarray(index * size, (index + 1) * size), className, label),
  );
}

/** @throws ExportError VECTOR_INVALID where a value is beyond float32 */
export function vectorOf(values: readonly number[], className: string, label: string): Float32Array {
  return decodeVector(encodeVector(Float32Array.from(values)), className, label);
}

function invalid(className: string, label: string, problem: string): ExportError {
  return new ExportError('VECTOR_INVALID', [className, label, problem]);
}
