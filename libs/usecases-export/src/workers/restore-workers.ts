import { type FetchedRowGroup, type IdEntries, memoryOf } from '@weaviate-export/format';
import type { RestoreJob, RestoreWorkers } from '../ports/restore-executor.ts';
import type { WriterModule, WriterStep } from '../ports/restore-target.ts';
import type { IdleWorkers } from './idle-workers.ts';
import type { PartWorker } from './part-worker.ts';
import type { RestoredRowGroup } from './restore-part.ts';

/** Threads that read row groups, each one at a time. */
export class RestoreThreads implements RestoreWorkers {
  readonly #workers: PartWorker[];
  readonly #free: PartWorker[];
  readonly #waiting: ((worker: PartWorker) => void)[] = [];
  readonly #idle: IdleWorkers;
  readonly #signal: AbortSignal;
  #writer: WriterModule | undefined;

  constructor(workers: readonly PartWorker[], idle: IdleWorkers, signal: AbortSignal) {
    this.#workers = [...workers];
    this.#free = [...workers];
    this.#idle = idle;
    this.#signal = signal;
    signal.addEventListener('abort', this.#abandon);
  }

  get size(): number {
    return this.#workers.length;
  }

  async share(writer: WriterModule): Promise<void> {
    this.#writer = writer;
    await Promise.all(this.#workers.map((worker) => worker.ask('openWriter', [writer])));
  }

  run(job: RestoreJob, take: (step: WriterStep) => Promise<void>): Promise<number> {
    return this.#withWorker(async (worker) => {
      await worker.ask('restore', [job], memoryOf(job.rowGroup));
      for (let next = ahead(worker); ;) {
        const step = await next;
        if ('leftOut' in step) return step.leftOut;
        next = ahead(worker);
        await take(step);
      }
    });
  }

  entries(rowGroup: FetchedRowGroup): Promise<IdEntries> {
    return this.#withWorker((worker) => worker.ask('entries', [rowGroup], memoryOf(rowGroup)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#abandon);
    await Promise.all(this.#workers.splice(0).map((worker) => this.#idle.giveBack(worker)));
  }

  async #withWorker<T>(work: (worker: PartWorker) => Promise<T>): Promise<T> {
    const worker = await this.#alive(this.#free.pop() ?? (await this.#nextFree()));
    try {
      this.#signal.throwIfAborted();
      return await work(worker);
    } finally {
      this.#giveBack(worker);
    }
  }

  #nextFree(): Promise<PartWorker> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #giveBack(worker: PartWorker): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#free.push(worker);
    else waiting(worker);
  }

  /** The worker, or one in place of it where it has died. */
  async #alive(worker: PartWorker): Promise<PartWorker> {
    if (!worker.isDead || this.#signal.aborted) return worker;
    const other = this.#idle.take();
    this.#workers[this.#workers.indexOf(worker)] = other;
    try {
      if (this.#writer !== undefined) await other.ask('openWriter', [this.#writer]);
      return other;
    } catch (error) {
      this.#giveBack(other);
      throw error;
    }
  }

  readonly #abandon = (): void => {
    for (const worker of this.#workers) worker.abandon(this.#signal.reason);
  };
}

/** The step to come; where nobody waits for it any more, a failure of it is none. */
function ahead(worker: PartWorker): Promise<WriterStep | RestoredRowGroup> {
  const step = worker.ask('writerStep', []);
  step.catch(() => undefined);
  return step;
}
