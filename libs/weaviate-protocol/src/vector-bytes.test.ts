import fc from 'fast-check';
import { isExportError } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { decodeMultiVector, decodeVector, encodeMultiVector, encodeVector } from './vector-bytes.ts';

const SEED = 20_261_130;
const float = fc.float({ noNaN: true, noDefaultInfinity: true });

/** Where a message holds them: not at its start. */
const within = (bytes: Uint8Array) => Buffer.concat([Uint8Array.of(1), bytes]).subarray(1);

describe('vectors as bytes', () => {
  it('are what they were', () => {
    const check = (vector: Float32Array) => {
      expect(decodeVector(within(encodeVector(vector)), 'A', 'vector')).toEqual(vector);
    };
    fc.assert(fc.property(fc.float32Array({ minLength: 1, noNaN: true, noDefaultInfinity: true }), check), {
      seed: SEED,
    });
  });

  it('are little-endian float32, and of a multi-vector behind their length', () => {
    expect([...encodeVector(Float32Array.of(1))]).toEqual([0, 0, 0x80, 0x3f]);
    expect([...encodeMultiVector([Float32Array.of(1), Float32Array.of(2)])]).toEqual([
      ...[1, 0],
      ...[0, 0, 0x80, 0x3f],
      ...[0, 0, 0, 0x40],
    ]);
  });

  it('are what they were, many of one length as well', () => {
    const vectors = fc
      .integer({ min: 1, max: 5 })
      .chain((length) =>
        fc.array(fc.array(float, { minLength: length, maxLength: length }), { minLength: 1, maxLength: 5 }),
      )
      .map((all) => all.map((one) => Float32Array.from(one)));
    const check = (all: Float32Array[]) => {
      expect(decodeMultiVector(within(encodeMultiVector(all)), 'A', 'vector')).toEqual(all);
    };
    fc.assert(fc.property(vectors, check), { seed: SEED });
  });

  it('of any other bytes are numbers, or refused as invalid', () => {
    const check = (bytes: Uint8Array) => {
      for (const decode of [decodeVector, decodeMultiVector]) {
        try {
          expect([decode(bytes, 'A', 'vector')].flat().every((vector) => vector.every(Number.isFinite))).toBe(
            true,
          );
        } catch (error) {
          expect(isExportError(error, 'VECTOR_INVALID')).toBe(true);
        }
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 20 }), check), { seed: SEED });
  });
});
