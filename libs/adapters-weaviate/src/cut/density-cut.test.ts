import { describe, expect, it } from 'vitest';
import { cutByDensity, type IdProbe } from './density-cut.ts';
import { uuidNumber, uuidOf } from '@weaviate-export/entities-export';
import { HIGHEST } from './id-number.ts';

/** Ids in memory, as a shard has them. */
class Ids implements IdProbe {
  asked = 0;
  readonly #ids: readonly string[];

  constructor(numbers: Iterable<bigint>) {
    this.#ids = [...new Set([...numbers].map(uuidOf))].sort();
  }

  get length(): number {
    return this.#ids.length;
  }

  async idsAfter(after: string | undefined, limit: number): Promise<readonly string[]> {
    this.asked += 1;
    const start = after === undefined ? 0 : this.#behind(after);
    return this.#ids.slice(start, start + limit);
  }

  /** Objects of each stretch. */
  async cut(most: number): Promise<number[]> {
    const stretches = await cutByDensity(this, this.length, most);
    for (const [index, { first, last }] of stretches.entries()) {
      expect(first <= last).toBe(true);
      if (index > 0) expect(uuidNumber(first)).toBe(uuidNumber(stretches[index - 1]!.last) + 1n);
    }
    if (this.length > 0) {
      expect(stretches[0]!.first).toBe(this.#ids[0]);
      expect(stretches.at(-1)!.last >= this.#ids.at(-1)!).toBe(true);
    }
    return stretches.map(
      ({ first, last }) => this.#behind(last) - this.#behind(first) + (this.#has(first) ? 1 : 0),
    );
  }

  #has(id: string): boolean {
    return this.#ids[this.#behind(id) - 1] === id;
  }

  /** Where the first id behind one is. */
  #behind(id: string): number {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ids[middle]! <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A number of 128 bits of each index, all over them, the same each time. */
function scattered(index: number, seed = 1): bigint {
  let state = (index + 1) * 0x9e3779b1 + seed * 0x7f4a7c15;
  let number = 0n;
  for (let word = 0; word < 4; word++) {
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b) ^ word;
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
    number = (number << 32n) | BigInt(state >>> 0);
  }
  return number;
}

const sequence = (count: number, make: (index: number) => bigint) =>
  Array.from({ length: count }, (_, index) => make(index));

const COUNT = 40_000;
const MOST = 2_000;

const CASES: readonly [string, bigint[]][] = [
  ['random', sequence(COUNT, (index) => scattered(index))],
  [
    'alike in their first twelve digits',
    sequence(COUNT, (index) => (0xabcdefabcdefn << 80n) | (scattered(index) >> 48n)),
  ],
  ['sequential', sequence(COUNT, (index) => BigInt(index))],
  ['sequential, at the end of all', sequence(COUNT, (index) => HIGHEST - BigInt(index))],
  [
    'rising with time',
    sequence(COUNT, (index) => (BigInt(1_700_000_000_000 + index * 7) << 80n) | (scattered(index) >> 48n)),
  ],
  [
    'rising with time, in bursts',
    sequence(
      COUNT,
      (index) =>
        (BigInt(1_700_000_000_000 + (index % 10) * 10_000_000 + index) << 80n) | (scattered(index) >> 48n),
    ),
  ],
  [
    'random, with half of them in one place',
    sequence(COUNT, (index) =>
      index % 2 === 0 ? scattered(index) : (0x0196a1b2c3d4n << 80n) | (scattered(index) >> 48n),
    ),
  ],
  [
    'closer and closer',
    sequence(
      COUNT,
      (index) => (HIGHEST * BigInt(index)) ** 3n / (HIGHEST * BigInt(COUNT)) ** 2n / BigInt(COUNT),
    ),
  ],
];

describe('ids that are cut by how close they lie', () => {
  it.each(CASES)('covers all, in stretches of about the same size: %s', async (_what, numbers) => {
    const ids = new Ids(numbers);
    const counts = await ids.cut(MOST);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ids.length);
    // A few may be larger by chance: what is beyond a row group becomes one of its own.
    expect(Math.max(...counts)).toBeLessThan(2 * MOST);
    expect(counts.length).toBeLessThan((4 * ids.length) / MOST);
  });

  it.each(CASES.slice(0, 5))('asks a few times, however many there are: %s', async (_what, numbers) => {
    const ids = new Ids(numbers);
    const counts = await ids.cut(MOST);
    expect(ids.asked).toBeLessThan(200);
    expect(Math.max(...counts)).toBeLessThan(1.2 * MOST);
  });

  it.each([0, 1, 2, 3])('cuts %i objects', async (count) => {
    const ids = new Ids(sequence(count, (index) => (HIGHEST / 2n) * BigInt(index)));
    expect((await ids.cut(1)).reduce((sum, one) => sum + one, 0)).toBe(count);
    expect(await ids.cut(MOST)).toEqual(count === 0 ? [] : [count]);
  });

  it('covers all where there are more, or fewer, than were counted', async () => {
    const ids = new Ids(sequence(5_000, (index) => scattered(index)));
    for (const counted of [1, 100, 50_000]) {
      const stretches = await cutByDensity(ids, counted, 1_000);
      const all = await ids.idsAfter(undefined, 5_000);
      expect(stretches[0]!.first).toBe(all[0]);
      expect(stretches.at(-1)!.last >= all.at(-1)!).toBe(true);
    }
  });
});
