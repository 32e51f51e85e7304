import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRanges, type KeyRange } from './key-range.ts';
import { exportObjectBytes, sizeOf, type ExportObject } from './export-object.ts';

const SEED = 20_261_122;

interface Sized {
  readonly id: string;
  readonly bytes: number;
}

const sized: fc.Arbitrary<Sized[]> = fc
  .array(fc.nat(100), { maxLength: 60 })
  .map((sizes) => sizes.map((bytes, index) => ({ id: String(index).padStart(4, '0'), bytes })));
const limits = fc.record({
  objects: fc.integer({ min: 1, max: 12 }),
  bytes: fc.integer({ min: 1, max: 300 }),
});

/** The longest prefix that keeps the limits, at least one object, then the rest in the same way. */
function naive(objects: readonly Sized[], limit: { objects: number; bytes: number }): KeyRange[] {
  if (objects.length === 0) return [];
  const bytes = (count: number): number =>
    objects.slice(0, count).reduce((sum, object) => sum + object.bytes, 0);
  let count = Math.min(objects.length, limit.objects);
  while (count > 1 && bytes(count) > limit.bytes) count -= 1;
  const range = { first: objects[0]!.id, last: objects[count - 1]!.id, objects: count, bytes: bytes(count) };
  return [range, ...naive(objects.slice(count), limit)];
}

describe('cutRanges', () => {
  it('cuts as a search for the longest range that keeps both limits does', () => {
    fc.assert(
      fc.property(sized, limits, (objects, limit) => {
        expect([...cutRanges(objects, limit)]).toEqual(naive(objects, limit));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('puts every object in one range, in order, and goes over the limit of bytes for a single object alone', () => {
    fc.assert(
      fc.property(sized, limits, (objects, limit) => {
        const ranges = [...cutRanges(objects, limit)];
        expect(ranges.reduce((sum, range) => sum + range.objects, 0)).toBe(objects.length);
        let next = 0;
        for (const range of ranges) {
          expect(range.first).toBe(objects[next]!.id);
          next += range.objects;
          expect(range.last).toBe(objects[next - 1]!.id);
          expect(range.objects).toBeGreaterThanOrEqual(1);
          expect(range.objects).toBeLessThanOrEqual(limit.objects);
          if (range.objects > 1) expect(range.bytes).toBeLessThanOrEqual(limit.bytes);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('has no range for no objects', () => {
    expect([...cutRanges([], { objects: 10, bytes: 10 })]).toEqual([]);
  });

  it('gives an object that is larger than the limit a range of its own', () => {
    const objects = [5, 1_000, 5, 5].map((bytes, index) => ({ id: `${index}`, bytes }));
    expect([...cutRanges(objects, { objects: 10, bytes: 10 })].map((range) => range.objects)).toEqual([
      1, 1, 2,
    ]);
  });

  it('reads no further than the range asked for and the object behind it', () => {
    let read = 0;
    function* endless(): Generator<Sized> {
      for (;;) yield { id: String(read++), bytes: 1 };
    }
    const ranges = cutRanges(endless(), { objects: 3, bytes: 100 });
    expect(ranges.next().value).toMatchObject({ first: '0', last: '2', objects: 3 });
    expect(read).toBe(4);
  });

  it('hands out ranges that do not change afterwards', () => {
    const [first, ...others] = cutRanges(
      [1, 2, 3].map((bytes) => ({ id: String(bytes), bytes })),
      { objects: 1, bytes: 10 },
    );
    expect(first).toEqual({ first: '1', last: '1', objects: 1, bytes: 1 });
    expect(others).toHaveLength(2);
  });
});

describe('sizeOf', () => {
  const object: ExportObject = {
    id: '00000000-0000-4000-8000-000000000000',
    creationTime: 0,
    updateTime: 0,
    vector: null,
    namedVectors: null,
    properties: null,
  };

  it.each<[string, Partial<ExportObject>, number, number]>([
    ['an object with nothing', {}, 0, 0],
    ['a vector', { vector: new Float32Array(7) }, 7, 0],
    ['named vectors', { namedVectors: { a: new Float32Array(3), b: new Float32Array(4) } }, 7, 0],
    [
      'a multi-vector',
      { namedVectors: { c: [new Float32Array(3), new Float32Array(0), new Float32Array(5)] } },
      8,
      0,
    ],
    ['properties as text: the bytes of its UTF-8', { properties: '{"a":"ü😀"}' }, 0, 14],
    ['properties as bytes', { properties: new Uint8Array(9) }, 0, 9],
  ])('is exportObjectBytes of %s', (_name, more, floats, propertiesBytes) => {
    expect(sizeOf({ ...object, ...more })).toBe(exportObjectBytes(floats, propertiesBytes));
  });

  it('counts an id of 36 bytes, two times of 8 and 4 bytes a number', () => {
    expect(exportObjectBytes(10, 100)).toBe(36 + 16 + 40 + 100);
  });
});
