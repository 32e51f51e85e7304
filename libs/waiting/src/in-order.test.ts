import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inOrder } from './in-order.ts';

const SEED = 20_261_122;

/** Jobs that end when the test says so, in whatever order it likes. */
class Jobs {
  readonly started: number[] = [];
  readonly #ends = new Map<number, { resolve: (result: number) => void; reject: (error: Error) => void }>();
  running = 0;
  most = 0;

  readonly run = (job: number): Promise<number> => {
    this.started.push(job);
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#ends.set(job, { resolve, reject });
    return promise.finally(() => (this.running -= 1));
  };

  end(job: number): void {
    this.#ends.get(job)!.resolve(job);
  }

  fail(job: number): void {
    this.#ends.get(job)!.reject(new Error(`job ${job} failed`));
  }
}

const someTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

function unhandledRejections(): unknown[] {
  const seen: unknown[] = [];
  const see = (error: unknown): void => void seen.push(error);
  process.on('unhandledRejection', see);
  onTestFinished(() => void process.off('unhandledRejection', see));
  return seen;
}

describe('inOrder', () => {
  it('yields results in the order of the jobs, however they end, and never runs more at a time than told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(7), { maxLength: 25 }),
        fc.integer({ min: 1, max: 6 }),
        async (turns, ahead) => {
          let running = 0;
          let most = 0;
          const results = inOrder(turns.entries(), ahead, async ([index, wait]) => {
            most = Math.max(most, ++running);
            for (let turn = 0; turn < wait; turn++) await Promise.resolve();
            running -= 1;
            return index;
          });
          expect(await Array.fromAsync(results)).toEqual([...turns.keys()]);
          expect(most).toBeLessThanOrEqual(ahead);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('starts as many jobs as told before the first has ended, and the next only when a result is taken', async () => {
    const jobs = new Jobs();
    const results = inOrder([0, 1, 2, 3, 4], 3, jobs.run);
    expect(jobs.started).toEqual([]);
    const first = results.next();
    await someTurns();
    expect(jobs.started).toEqual([0, 1, 2]);
    jobs.end(1);
    jobs.end(0);
    expect((await first).value).toBe(0);
    await someTurns();
    expect(jobs.started).toEqual([0, 1, 2]);
    const second = results.next();
    expect((await second).value).toBe(1);
    expect(jobs.started).toEqual([0, 1, 2, 3]);
    await results.return(undefined);
  });

  it('runs one after the other where one is the limit', async () => {
    const jobs = new Jobs();
    const results = inOrder([0, 1], 1, jobs.run);
    const first = results.next();
    await someTurns();
    expect(jobs.started).toEqual([0]);
    jobs.end(0);
    await first;
    await results.return(undefined);
  });

  it('has no results for no jobs', async () => {
    expect(await Array.fromAsync(inOrder([], 3, async () => 1))).toEqual([]);
  });

  it('ends at the first failure in order, starts nothing more, and leaves no rejection unhandled', async () => {
    const unhandled = unhandledRejections();
    const jobs = new Jobs();
    const results = inOrder([0, 1, 2, 3, 4, 5], 3, jobs.run);
    const first = results.next();
    await someTurns();
    jobs.fail(2);
    jobs.fail(1);
    await someTurns();
    jobs.end(0);
    expect((await first).value).toBe(0);
    await expect(results.next()).rejects.toThrow('job 1 failed');
    expect(await results.next()).toEqual({ done: true, value: undefined });
    expect(jobs.started).toEqual([0, 1, 2, 3]);
    jobs.fail(3);
    await someTurns();
    expect(unhandled).toEqual([]);
  });

  it('starts nothing more once its reader has left, and leaves no rejection unhandled', async () => {
    const unhandled = unhandledRejections();
    const jobs = new Jobs();
    let closed = false;
    function* source(): Generator<number> {
      try {
        for (let job = 0; ; job++) yield job;
      } finally {
        closed = true;
      }
    }
    const results = inOrder(source(), 2, jobs.run);
    const first = results.next();
    await someTurns();
    jobs.end(0);
    await first;
    await results.return(undefined);
    expect(closed).toBe(true);
    jobs.fail(1);
    await someTurns();
    expect(jobs.started).toEqual([0, 1]);
    expect(unhandled).toEqual([]);
  });
});
