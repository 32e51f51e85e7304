import { describe, expect, it } from 'vitest';
import { benchObjects, CLASSES, DEFINITIONS, PROPERTIES_BYTES, RAW_BYTES } from './bench-object.ts';
import { gaussian } from './gaussian.ts';
import { Random } from './random.ts';

describe('the objects of the benchmark', () => {
  it.each(CLASSES)('are the same in every run, with ids of their own: %s', (className) => {
    const objects = [...benchObjects(className, 200)];
    expect([...benchObjects(className, 200)]).toEqual(objects);
    expect(new Set(objects.map(({ id }) => id)).size).toBe(200);
    for (const { id } of objects)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('count 3,624 raw bytes each: id, times, 768 floats, 500 bytes of JSON', () => {
    expect(RAW_BYTES).toBe(36 + 16 + 4 * 768 + 500);
    for (const className of CLASSES) {
      for (const { vector, namedVectors, properties } of benchObjects(className, 50)) {
        const floats = [vector ?? [], ...Object.values(namedVectors ?? {})].map(({ length }) => length);
        expect(floats.reduce((sum, length) => sum + length, 0)).toBe(768);
        expect(Buffer.byteLength(properties)).toBe(PROPERTIES_BYTES);
      }
    }
  });

  it('have the properties that their class defines', () => {
    const names = DEFINITIONS.Base.properties!.map(({ name }) => name);
    for (const { properties } of benchObjects('Base', 50))
      expect(Object.keys(JSON.parse(properties) as object)).toEqual(names);
  });

  it('have vectors of length 1', () => {
    for (const { vector } of benchObjects('Base', 20)) expect(Math.hypot(...vector!)).toBeCloseTo(1, 5);
  });
});

describe('gaussian', () => {
  it('is normally distributed: mean, deviation, and how many lie within 1, 2, 3 and beyond 4 deviations', () => {
    const random = new Random(7);
    const numbers = 1_000_000;
    const values = Float64Array.from({ length: numbers }, () => gaussian(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / numbers;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / numbers);
    const within = (limit: number) => values.filter((value) => Math.abs(value) < limit).length / numbers;
    expect(mean).toBeCloseTo(0, 2);
    expect(deviation).toBeCloseTo(1, 2);
    expect(within(1)).toBeCloseTo(0.6827, 2);
    expect(within(2)).toBeCloseTo(0.9545, 2);
    expect(within(3)).toBeCloseTo(0.9973, 3);
    const beyondFour = (1 - within(4)) * numbers;
    expect(beyondFour).toBeGreaterThan(30);
    expect(beyondFour).toBeLessThan(110);
  });
});
