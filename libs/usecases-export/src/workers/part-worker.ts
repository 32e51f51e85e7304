import { ExportError } from '@weaviate-export/entities-export';
import { Worker } from 'node:worker_threads';
import type { WorkerSource } from '../ports/db-adapter.ts';
import {
  fromPortable,
  type TaskName,
  type WorkerReply,
  type WorkerRequest,
  type WorkerTasks,
} from './worker-protocol.ts';

/** How long a worker may take to close its source and end by itself, in milliseconds; it is terminated then. */
const CLOSE_DEADLINE_MS = 3_000;

/**
 * What a worker's new objects may take, in MB (2^20 bytes): V8's own bound, of 134, is reached by layouts that parse the
 * properties of wide classes. With a third of it they are as fast.
 */
const YOUNG_GENERATION_MB = 48;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The main thread's side of one worker thread. */
export class PartWorker implements AsyncDisposable {
  readonly #worker = new Worker(new URL(import.meta.resolve('#part-worker')), {
    name: 'export-part',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #nextId = 0;
  #death: ExportError | undefined;
  #hasSource = false;
  #reserved = 0;

  constructor() {
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    this.#worker.on('error', (error: Error) => this.#die(error.message, error));
    this.#worker.on('messageerror', (error) => this.#die(error.message, error));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#die(`it exited with code ${code}`);
        resolve();
      });
    });
  }

  /** True once the thread has ended, or is about to. */
  get isDead(): boolean {
    return this.#death !== undefined;
  }

  /** True where it has a source open. */
  get hasSource(): boolean {
    return this.#hasSource;
  }

  /** Tasks that have no answer yet, and those about to be asked. */
  get load(): number {
    return this.#pending.size + this.#reserved;
  }

  /** Counts a task that is about to be asked until the result is disposed of. */
  reserve(): Disposable {
    this.#reserved += 1;
    return { [Symbol.dispose]: () => (this.#reserved -= 1) };
  }

  /**
   * Asks the worker; tasks are answered in the order asked.
   * @throws what the task threw, or ExportError WORKER_DIED
   */
  ask<Name extends TaskName>(
    task: Name,
    args: Parameters<WorkerTasks[Name]>,
    transfer: ArrayBuffer[] = [],
  ): Promise<ReturnType<WorkerTasks[Name]>> {
    return new Promise((resolve, reject) => {
      if (this.#death !== undefined) return reject(this.#death);
      const request: WorkerRequest<Name> = { id: this.#nextId++, task, args };
      this.#worker.postMessage(request, transfer);
      this.#pending.set(request.id, { resolve: (result) => resolve(result as never), reject });
    });
  }

  async open(source: WorkerSource): Promise<void> {
    await this.ask('open', [source]);
    this.#hasSource = true;
  }

  /** Rejects the tasks that have no answer yet; the worker may be busy with one of them for a while. */
  abandon(reason: unknown): void {
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }

  /**
   * Lets the worker close its source; one that does not in time is terminated.
   * @returns whether it can be given another
   */
  async release(): Promise<boolean> {
    using _deadline = this.#terminateLate();
    this.#hasSource = false;
    return await this.ask('release', []).then(
      () => true,
      () => false,
    );
  }

  /** Lets the worker hold up the end of the process, as it does from its start. */
  ref(): void {
    this.#worker.ref();
  }

  /** Lets the process end without the worker. */
  unref(): void {
    this.#worker.unref();
  }

  /** Lets the worker close its source and end; one that does not in time is terminated. */
  async [Symbol.asyncDispose](): Promise<void> {
    using _deadline = this.#terminateLate();
    await this.ask('close', []).catch(() => undefined);
    await this.#exited;
  }

  #terminateLate(): Disposable {
    const deadline = setTimeout(() => void this.#worker.terminate(), CLOSE_DEADLINE_MS);
    return { [Symbol.dispose]: () => clearTimeout(deadline) };
  }

  #settle(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) pending?.reject(fromPortable(reply.error));
    else pending?.resolve(reply.result);
  }

  #die(reason: string, cause?: unknown): void {
    this.#death ??= new ExportError('WORKER_DIED', [reason], { cause });
    this.abandon(this.#death);
  }
}
