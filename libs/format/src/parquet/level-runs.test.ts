import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LevelRuns } from './level-runs.ts';

const SEED = 20_261_125;

/** Reads runs as the specification describes them, in our own words: no bit-packed ones are written. */
function levelsOf(encoded: Uint8Array): number[] {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  expect(view.getUint32(0, true)).toBe(encoded.length - 4);
  const levels: number[] = [];
  for (let at = 4; at < encoded.length;) {
    let [header, shift] = [0, 0];
    for (let more = true; more; shift += 7) {
      const byte = encoded[at++]!;
      header |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    expect(header & 1).toBe(0);
    for (let count = header >> 1; count > 0; count--) levels.push(encoded[at]!);
    at += 1;
  }
  return levels;
}

it('levels are read back in their order, however they were added', () => {
  const run = fc.tuple(
    fc.integer({ min: 0, max: 3 }),
    fc.oneof(fc.nat(3), fc.constantFrom(63, 64, 767, 20_000)),
  );
  fc.assert(
    fc.property(fc.array(run, { maxLength: 30 }), (added) => {
      const runs = new LevelRuns();
      for (const [level, count] of added) runs.add(level, count);
      expect(levelsOf(runs.take())).toEqual(
        added.flatMap(([level, count]) => new Array<number>(count).fill(level)),
      );
      expect(levelsOf(runs.take())).toEqual([]);
    }),
    { seed: SEED, numRuns: 200 * Number(process.env['SHARE_OF_RUNS']) },
  );
});

it('levels that are the same take a few bytes, however many there are', () => {
  const runs = new LevelRuns();
  for (let row = 0; row < 10_000; row++) runs.add(2, 768);
  expect(runs.take().length).toBeLessThan(10);
});
