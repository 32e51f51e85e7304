import { cutRest, type KeyRange, uuidOf } from '@weaviate-export/entities-export';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartsAhead } from './parts-ahead.ts';
import { PartsInFlight, type InFlightLimits } from './parts-in-flight.ts';

const SEED = 20_261_125;
const never = new AbortController().signal;

interface Part {
  readonly name: string;
  readonly range: { first: string; last: string; objects: number; bytes: number };
}
const part = (name: string, bytes: number): Part => ({
  name,
  range: { first: name, last: name, objects: 1, bytes },
});

/** Keeps its own count of what is in flight. */
class CountingInFlight extends PartsInFlight {
  parts = 0;
  isPassed = false;
  #bytes = 0;
  readonly #limits: InFlightLimits;

  constructor(limits: InFlightLimits) {
    super(limits);
    this.#limits = limits;
  }

  override tryTake(bytes: number): Disposable | undefined {
    const room = super.tryTake(bytes);
    if (room === undefined) return undefined;
    this.parts += 1;
    this.#bytes += bytes;
    const isOver = this.parts > this.#limits.parts || this.#bytes > this.#limits.bytes;
    this.isPassed ||= isOver && this.parts > this.#limits.always;
    return {
      [Symbol.dispose]: () => {
        this.parts -= 1;
        this.#bytes -= bytes;
        room[Symbol.dispose]();
      },
    };
  }
}

/** The parts of a file, and the names of those that have been started. */
function ahead(
  inFlight: PartsInFlight,
  parts: readonly Part[],
): { started: string[]; file: PartsAhead<Part, string> } {
  const started: string[] = [];
  const file = new PartsAhead(parts, inFlight, {
    start: async ({ name }: Part) => {
      started.push(name);
      return name;
    },
  });
  return { started, file };
}

async function names(file: PartsAhead<Part, string>): Promise<string[]> {
  const taken: string[] = [];
  for (let next; (next = await file.take(never)) !== undefined;) taken.push(await next.result);
  return taken;
}

/** The ids of each part, in their order, where one holds so many at the most; a result takes some turns of the loop. */
async function scannedAll(
  ids: readonly string[],
  ranges: readonly KeyRange[],
  most: number,
  always: number,
  waits: fc.Stream<number>,
): Promise<string[][]> {
  const inFlight = new CountingInFlight({ always, parts: always, bytes: 1 });
  const parts = new PartsAhead<{ range: KeyRange }, { found: string[]; rest: readonly KeyRange[] }>(
    ranges.map((range) => ({ range })),
    inFlight,
    {
      start: async ({ range }) => {
        for (let turns: number = waits.next().value as number; turns > 0; turns--) await Promise.resolve();
        const inside = ids.filter((id) => id >= range.first && id <= range.last);
        const [found, next] = [inside.slice(0, most), inside[most]];
        const seen = { objects: found.length, bytes: found.length, firstId: found[0]! };
        return { found, rest: next === undefined ? [] : cutRest(range, seen, next) };
      },
      restOf: (_part, { rest }) => rest.map((range) => ({ range })),
    },
  );
  const all: string[][] = [];
  {
    using _room = parts;
    for (let next; (next = await parts.take(never)) !== undefined;) all.push((await next.result).found);
  }
  expect(inFlight.parts).toBe(0);
  expect(inFlight.isPassed).toBe(false);
  return all.filter(({ length }) => length > 0);
}

describe('PartsAhead', () => {
  it('starts as many parts at once as there is room for, and another with each that is taken', async () => {
    const inFlight = new PartsInFlight({ always: 1, parts: 2, bytes: 100 });
    const { started, file } = ahead(
      inFlight,
      ['a', 'b', 'c', 'd'].map((name) => part(name, 1)),
    );
    expect(started).toEqual(['a', 'b']);
    expect((await file.take(never))!.part.name).toBe('a');
    // The first one has its room until the next is asked for.
    expect(started).toEqual(['a', 'b']);
    expect((await file.take(never))!.part.name).toBe('b');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('always starts a few parts, however large, and more of them where they are small', async () => {
    const inFlight = new PartsInFlight({ always: 2, parts: 3, bytes: 10 });
    const sizes = { a: 4, b: 25, c: 1, d: 2, e: 3, f: 4, g: 1 };
    const { started, file } = ahead(
      inFlight,
      Object.entries(sizes).map(([name, bytes]) => part(name, bytes)),
    );
    expect(started).toEqual(['a', 'b']);
    const startedWith = async (): Promise<string> => {
      await file.take(never);
      return started.join('');
    };
    expect(await startedWith()).toBe('ab');
    expect(await startedWith()).toBe('abc');
    expect(await startedWith()).toBe('abcde');
    expect(await startedWith()).toBe('abcdef');
  });

  it('keeps the room of the last part until the file is disposed of', async () => {
    const inFlight = new PartsInFlight({ always: 1, parts: 1, bytes: 10 });
    const first = ahead(inFlight, [part('a', 1)]);
    await first.file.allStarted;
    expect(await names(first.file)).toEqual(['a']);
    const second = ahead(inFlight, [part('b', 1)]);
    expect(second.started).toEqual([]);
    const waiting = second.file.take(never);
    first.file[Symbol.dispose]();
    expect((await waiting)!.part.name).toBe('b');
  });

  it('gives the room of parts that nobody took back when it is disposed of', () => {
    const inFlight = new PartsInFlight({ always: 1, parts: 2, bytes: 10 });
    const { file } = ahead(inFlight, [part('a', 1), part('b', 1), part('c', 1)]);
    expect(inFlight.tryTake(1)).toBeUndefined();
    file[Symbol.dispose]();
    file[Symbol.dispose]();
    expect(inFlight.tryTake(1)).toBeDefined();
    expect(inFlight.tryTake(1)).toBeDefined();
    expect(inFlight.tryTake(1)).toBeUndefined();
  });

  it('waits for room no longer than until the signal aborts', async () => {
    const inFlight = new PartsInFlight({ always: 1, parts: 1, bytes: 10 });
    inFlight.tryTake(1);
    const controller = new AbortController();
    const waiting = ahead(inFlight, [part('a', 1)]).file.take(controller.signal);
    controller.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
  });

  it('hands a failure to whoever takes the part, and to nobody else', async () => {
    const file = new PartsAhead([part('a', 1)], new PartsInFlight({ always: 1, parts: 1, bytes: 1 }), {
      start: async () => {
        throw new Error('unreadable');
      },
    });
    await new Promise((resolve) => setImmediate(resolve));
    await expect((await file.take(never))!.result).rejects.toThrow('unreadable');
  });

  it('begins what is left of a part before the parts behind it, which are started again', async () => {
    const inFlight = new PartsInFlight({ always: 2, parts: 2, bytes: 1 });
    const started: string[] = [];
    const dropped: string[] = [];
    const file = new PartsAhead(
      ['a', 'b', 'c'].map((name) => part(name, 1)),
      inFlight,
      {
        start: async ({ name }: Part) => {
          started.push(name);
          return name;
        },
        restOf: ({ name }) => (name === 'a' ? ['a1', 'a2', 'a3'].map((rest) => part(rest, 1)) : []),
        drop: (name) => dropped.push(name),
      },
    );
    expect(await names(file)).toEqual(['a', 'a1', 'a2', 'a3', 'b', 'c']);
    expect(started.slice(0, 3)).toEqual(['a', 'b', 'a1']);
    expect(started.filter((name) => name === 'b')).toHaveLength(2);
    expect(dropped).toEqual(['b']);
  });

  it('yields every id once and in order, in the same parts however many are in flight, where ranges are estimates', async () => {
    const id = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
      fc.bigInt({ min: 0n, max: 300n }),
      fc.bigInt({ min: 2n ** 127n, max: 2n ** 127n + 2n ** 40n }),
      fc.constant(2n ** 128n - 1n),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { maxLength: 120 }),
        fc.uniqueArray(id, { maxLength: 4 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat(4)),
        async (numbers, bounds, most, always, waits) => {
          const ids = numbers.sort((a, b) => (a < b ? -1 : 1)).map(uuidOf);
          const cuts = [0n, ...bounds.filter((bound) => bound > 0n).sort((a, b) => (a < b ? -1 : 1))];
          const ranges = cuts.map((cut, index) => ({
            first: uuidOf(cut),
            last: uuidOf((cuts[index + 1] ?? 2n ** 128n) - 1n),
            objects: 5,
            bytes: 5,
            isEstimate: true,
          }));
          const alone = await scannedAll(ids, ranges, most, 1, waits);
          expect(alone.flat()).toEqual(ids);
          expect(Math.max(0, ...alone.map(({ length }) => length))).toBeLessThanOrEqual(most);
          expect(await scannedAll(ids, ranges, most, always, waits)).toEqual(alone);
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('yields every part of every file in order, whatever their sizes, and never passes the limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 40 }),
        async (sizes, always, parts, bytes) => {
          const inFlight = new CountingInFlight({ always, parts, bytes });
          const writing: Promise<string[]>[] = [];
          for (const [index, file] of sizes.entries()) {
            const own = file.map((size, at) => part(`${index}.${at}`, size));
            const { file: started } = ahead(inFlight, own);
            writing.push(
              (async () => {
                using _room = started;
                return await names(started);
              })(),
            );
            await started.allStarted;
          }
          expect(await Promise.all(writing)).toEqual(
            sizes.map((file, index) => file.map((_, at) => `${index}.${at}`)),
          );
          expect(inFlight.parts).toBe(0);
          expect(inFlight.isPassed).toBe(false);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });
});
