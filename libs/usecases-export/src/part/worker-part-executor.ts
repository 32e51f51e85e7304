import { transferable } from '../layout/columns.ts';
import type { KeyRange, RangeLimits, ShardAddress, WorkerSource } from '../ports/db-adapter.ts';
import type { EncodedPart, PartExecutor, PartJob, PartWorkers, ScannedPart } from '../ports/part-executor.ts';
import { PartWorker } from './part-worker.ts';

/** Runs parts in worker threads of this process, started for each export. */
export class WorkerPartExecutor implements PartExecutor {
  readonly #size: number;

  /** @param size worker threads an export, 1 or more */
  constructor(size: number) {
    this.#size = size;
  }

  async start(signal: AbortSignal): Promise<PartWorkers> {
    signal.throwIfAborted();
    const workers = new WorkerThreads(
      Array.from({ length: this.#size }, () => new PartWorker()),
      signal,
    );
    try {
      await workers.ready();
    } catch (error) {
      await workers[Symbol.asyncDispose]();
      throw error;
    }
    return workers;
  }
}

class WorkerThreads implements PartWorkers {
  readonly #workers: PartWorker[];
  readonly #signal: AbortSignal;
  #isDisposed = false;
  #isWarm = false;

  constructor(workers: PartWorker[], signal: AbortSignal) {
    this.#workers = workers;
    this.#signal = signal;
    signal.addEventListener('abort', this.#abandon);
  }

  /** One that dies here is replaced, once: one dying thread is no reason to refuse an export, and no thread is. */
  async ready(): Promise<void> {
    const ask = (): Promise<unknown> => Promise.all(this.#workers.map((worker) => worker.ask('ready', [])));
    await ask().catch((error: unknown) => {
      if (!this.#workers.some(({ isDead }) => isDead)) throw error;
      this.#replaceDead();
      return ask();
    });
  }

  get size(): number {
    return this.#workers.length;
  }

  async prepare(moduleUrl: string): Promise<void> {
    await this.#eachAlive((worker) => worker.ask('load', [moduleUrl]));
  }

  async share(source: WorkerSource): Promise<void> {
    await this.#eachAlive((worker) => worker.open(source));
  }

  async cut(shard: ShardAddress, limits: RangeLimits, here: () => Promise<KeyRange[]>): Promise<KeyRange[]> {
    const readers = this.#workers.filter(({ isDead, hasSource }) => hasSource && !isDead);
    const cut = readers.length === 0 ? here() : leastBusy(readers).ask('cut', [shard, limits]);
    this.#warm();
    return cut;
  }

  async run(job: PartJob, here: () => Promise<ScannedPart>): Promise<EncodedPart> {
    this.#replaceDead();
    const worker = leastBusy(this.#workers);
    if (worker.hasSource) return worker.ask('run', [job]);
    using _taken = worker.reserve();
    const part = await here();
    return await worker.ask('encode', [part, job], transferable(part.columns));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#signal.removeEventListener('abort', this.#abandon);
    await Promise.all(this.#workers.map((worker) => worker[Symbol.asyncDispose]()));
  }

  /** One that dies is passed over: the part that finds it dead has it replaced, and this thread reads for the other. */
  async #eachAlive(ask: (worker: PartWorker) => Promise<unknown>): Promise<void> {
    await Promise.all(
      this.#workers.map(async (worker) => {
        try {
          await ask(worker);
        } catch (error) {
          if (!worker.isDead || this.#signal.aborted) throw error;
        }
      }),
    );
  }

  /** Has the workers load what makes parts while there is nothing to make yet: behind a cut, or beside it. */
  #warm(): void {
    if (this.#isWarm) return;
    this.#isWarm = true;
    for (const worker of this.#workers) worker.ask('warm', []).catch(() => undefined);
  }

  readonly #abandon = (): void => {
    for (const worker of this.#workers) worker.abandon(this.#signal.reason);
  };

  #replaceDead(): void {
    if (this.#isDisposed || this.#signal.aborted) return;
    for (const [index, worker] of this.#workers.entries())
      if (worker.isDead) this.#workers[index] = new PartWorker();
  }
}

function leastBusy(workers: readonly PartWorker[]): PartWorker {
  return workers.reduce((best, worker) => (worker.load < best.load ? worker : best));
}
