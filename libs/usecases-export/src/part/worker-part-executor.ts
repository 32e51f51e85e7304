import { transferable } from '../layout/columns.ts';
import type { KeyRange, RangeLimits, ShardAddress, WorkerSource } from '../ports/db-adapter.ts';
import type {
  EncodedPart,
  PartEncoding,
  PartExecutor,
  PartJob,
  PartWorkers,
  ScannedPart,
} from '../ports/part-executor.ts';
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
  readonly #workers: readonly PartWorker[];
  readonly #signal: AbortSignal;

  constructor(workers: readonly PartWorker[], signal: AbortSignal) {
    this.#workers = workers;
    this.#signal = signal;
    signal.addEventListener('abort', this.#abandon);
  }

  async ready(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.ask('ready', [])));
  }

  get size(): number {
    return this.#workers.length;
  }

  async prepare(moduleUrl: string): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.ask('load', [moduleUrl])));
  }

  async share(source: WorkerSource): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.ask('open', [source])));
  }

  cut(shard: ShardAddress, limits: RangeLimits): Promise<KeyRange[]> {
    return this.#leastBusy().ask('cut', [shard, limits]);
  }

  run(job: PartJob): Promise<EncodedPart> {
    return this.#leastBusy().ask('run', [job]);
  }

  encode(part: ScannedPart, encoding: PartEncoding): Promise<EncodedPart> {
    return this.#leastBusy().ask('encode', [part, encoding], transferable(part.columns));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#abandon);
    await Promise.all(this.#workers.map((worker) => worker[Symbol.asyncDispose]()));
  }

  readonly #abandon = (): void => {
    for (const worker of this.#workers) worker.abandon(this.#signal.reason);
  };

  #leastBusy(): PartWorker {
    return this.#workers.reduce((best, worker) => (worker.load < best.load ? worker : best));
  }
}
