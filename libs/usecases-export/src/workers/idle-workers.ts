import { PartWorker } from './part-worker.ts';

/**
 * How long a worker without an export is kept, in milliseconds. It holds about 80 MB, and the next export has it back
 * at once, with its code loaded and compiled: a new one takes half a second of a core.
 */
export const KEPT_MS = 60_000;

/** Workers whose export has ended, kept for the next one. They do not hold up the end of the process. */
export class IdleWorkers implements AsyncDisposable {
  readonly #most: number;
  readonly #idle = new Map<PartWorker, NodeJS.Timeout>();
  #isDisposed = false;

  /** @param most workers at a time */
  constructor(most: number) {
    this.#most = most;
  }

  /** One that was kept last, or a new one. */
  take(): PartWorker {
    for (const [worker, end] of [...this.#idle].reverse()) {
      clearTimeout(end);
      this.#idle.delete(worker);
      if (worker.isDead) continue;
      worker.ref();
      return worker;
    }
    return new PartWorker();
  }

  /** Keeps a worker, or ends it where it did not close its source well, or where there are enough. */
  async giveBack(worker: PartWorker): Promise<void> {
    const isReleased = await worker.release();
    if (!isReleased || this.#isDisposed || this.#idle.size >= this.#most)
      return await worker[Symbol.asyncDispose]();
    const end = setTimeout(() => {
      this.#idle.delete(worker);
      void worker[Symbol.asyncDispose]();
    }, KEPT_MS);
    end.unref();
    worker.unref();
    this.#idle.set(worker, end);
  }

  /** Ends the workers that are kept, and from then on all that are given back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const ending = [...this.#idle].map(async ([worker, end]) => {
      clearTimeout(end);
      worker.ref();
      await worker[Symbol.asyncDispose]();
    });
    this.#idle.clear();
    await Promise.all(ending);
  }
}
