import { WorkerPartExecutor } from './worker-part-executor.ts';
import type { PartExecutor, PartWorkers } from '../ports/part-executor.ts';

/** Real worker threads that are kept from test to test, since each takes a third of a second to start. */
export class KeptWorkers implements AsyncDisposable {
  readonly #threads: PartWorkers;

  private constructor(threads: PartWorkers) {
    this.#threads = threads;
  }

  static async start(size = 1): Promise<KeptWorkers> {
    return new KeptWorkers(await new WorkerPartExecutor(size).start(new AbortController().signal));
  }

  executor(): KeptExecutor {
    return new KeptExecutor(this.#threads);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#threads[Symbol.asyncDispose]();
  }
}

/** Hands out the kept threads, and counts the exports that have them. */
export class KeptExecutor implements PartExecutor {
  inUse = 0;
  /** Called before workers are handed out; what it throws fails the start. */
  before: () => void | Promise<void> = () => undefined;
  readonly #threads: PartWorkers;

  constructor(threads: PartWorkers) {
    this.#threads = threads;
  }

  async start(signal: AbortSignal): Promise<PartWorkers> {
    await this.before();
    const threads = this.#threads;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    aborted.catch(() => undefined);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    this.inUse += 1;
    return {
      size: threads.size,
      prepare: (moduleUrl) => threads.prepare(moduleUrl),
      share: (source) => threads.share(source),
      cut: (shard, limits, here) => Promise.race([threads.cut(shard, limits, here), aborted]),
      run: (job, here) => Promise.race([threads.run(job, here), aborted]),
      select: (job, here) => Promise.race([threads.select(job, here), aborted]),
      entriesOf: (job, here) => Promise.race([threads.entriesOf(job, here), aborted]),
      entries: (rowGroup) => Promise.race([threads.entries(rowGroup), aborted]),
      encode: (pieces, encoding) => Promise.race([threads.encode(pieces, encoding), aborted]),
      [Symbol.asyncDispose]: async () => {
        this.inUse -= 1;
      },
    };
  }
}
