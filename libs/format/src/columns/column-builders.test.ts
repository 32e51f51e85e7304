import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValidityBuilder } from './column-builders.ts';

const SEED = 20_261_126;

describe('a column', () => {
  it('tells just those values as NULL that are, in as many bits as it has values', () => {
    const values = fc
      .tuple(fc.nat(20_000), fc.array(fc.nat(19_999), { maxLength: 50 }))
      .map(([rows, nulls]) => ({
        rows,
        nulls: new Set(nulls.filter((row) => row < rows).sort((a, b) => a - b)),
      }));
    fc.assert(
      fc.property(values, ({ rows, nulls }) => {
        const builder = new ValidityBuilder();
        for (const row of nulls) builder.addNull(row);
        const built = builder.build(rows);
        expect(built.nulls).toBe(nulls.size);
        expect(built.validity?.length).toBe(nulls.size === 0 ? undefined : Math.ceil(rows / 8));
        const found = Array.from({ length: rows }, (_, row) => row).filter(
          (row) => (((built.validity?.[row >> 3] ?? 0xff) >> (row & 7)) & 1) === 0,
        );
        expect(found).toEqual([...nulls]);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
