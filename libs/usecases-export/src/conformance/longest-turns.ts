import { PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';

interface Turn {
  readonly ms: number;
  readonly from: number;
  readonly to: number;
}

/** The longest turns of the event loop, in milliseconds of the thread's own time. */
export interface LongestTurns {
  /** Of those in which V8 collected no garbage. */
  readonly own: number;
  /** Of those in which it did. */
  readonly withCollection: number;
}

/** Turns of less are not kept, in milliseconds. */
const SHORT_MS = 2;

/**
 * The longest turns of the event loop while something is done, in the thread's own time: what others on a busy machine take
 * does not count.
 */
export async function longestTurns(work: () => Promise<void>): Promise<LongestTurns> {
  const turns: Turn[] = [];
  const collections: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => void collections.push(...list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  let from = performance.now();
  let before = process.threadCpuUsage();
  let next = setImmediate(turn);
  function turn(): void {
    const { user, system } = process.threadCpuUsage(before);
    const to = performance.now();
    // Some systems count a thread's time in steps of four milliseconds: a turn took no more than what passed.
    const ms = Math.min((user + system) / 1000, to - from);
    if (ms >= SHORT_MS) turns.push({ ms, from, to });
    from = performance.now();
    before = process.threadCpuUsage();
    next = setImmediate(turn);
  }
  try {
    await work();
    // The turn that the last of it was done in, and the one in which its collections are told of.
    for (let more = 0; more < 3; more++) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    clearImmediate(next);
    collections.push(...observer.takeRecords());
    observer.disconnect();
  }
  const isCollected = (one: Turn): boolean =>
    collections.some(({ startTime, duration }) => startTime < one.to && startTime + duration > one.from);
  const longest = (some: readonly Turn[]): number => Math.max(0, ...some.map(({ ms }) => ms));
  return {
    own: longest(turns.filter((one) => !isCollected(one))),
    withCollection: longest(turns.filter(isCollected)),
  };
}
