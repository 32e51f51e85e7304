import { setImmediate as nextTurn } from 'node:timers/promises';
import { ExportError, type KeyRange, type RangeLimits } from '@weaviate-export/entities-export';
import { giveBackMemory, memoryOf, transferable } from '@weaviate-export/format';
import {
  PARTS_BESIDE_WORKERS,
  type EntriesJob,
  type LentPart,
  type PartExecutor,
  type PartJob,
  type PackedObjects,
  type PartWorkers,
  type RangeEntries,
  type SelectedPart,
  type SelectionJob,
} from '../ports/part-executor.ts';
import type { ShardAddress, WorkerSource } from '../ports/db-adapter.ts';
import type { RestoreExecutor, RestoreWorkers } from '../ports/restore-executor.ts';
import type { DigestJob, RangeDigests, VerifyExecutor, VerifyWorkers } from '../ports/verify-executor.ts';
import type {
  EncodedPart,
  FetchedRowGroup,
  IdEntries,
  PartEncoding,
  ScannedPart,
} from '@weaviate-export/format';
import type { CheckedClass, ObjectDigests, ReadClass, RowGroupCheck } from '@weaviate-export/format/decoder';
import { IdleWorkers } from './idle-workers.ts';
import { PartMemory } from './part-memory.ts';
import type { PartWorker } from './part-worker.ts';
import { RestoreThreads } from './restore-workers.ts';

/** Bytes of a range below which memory of its own is cheaper than a piece of what is used again. */
const SMALL_PART_BYTES = 1024 * 1024;

/** Runs parts in worker threads of this process, of each export its own; those of one that has ended are used again. */
export class WorkerPartExecutor implements PartExecutor, VerifyExecutor, RestoreExecutor, AsyncDisposable {
  readonly #size: number;
  readonly #idle: IdleWorkers;
  readonly #memory: PartMemory;

  /** @param size worker threads an export, 1 or more */
  constructor(size: number) {
    this.#size = size;
    this.#idle = new IdleWorkers(size);
    // For the parts that one export has in flight: further exports at the same time take what is left.
    this.#memory = new PartMemory(size + PARTS_BESIDE_WORKERS);
  }

  start(signal: AbortSignal): Promise<PartWorkers> {
    return this.#start(signal);
  }

  startVerify(signal: AbortSignal): Promise<VerifyWorkers> {
    return this.#start(signal);
  }

  async startRestore(signal: AbortSignal): Promise<RestoreWorkers> {
    signal.throwIfAborted();
    const threads = Array.from({ length: this.#size }, () => this.#idle.take());
    const workers = new RestoreThreads(threads, this.#idle, signal);
    try {
      await Promise.all(threads.map((thread) => thread.ask('ready', [])));
      return workers;
    } catch (error) {
      await workers[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #start(signal: AbortSignal): Promise<WorkerThreads> {
    signal.throwIfAborted();
    const workers = new WorkerThreads(this.#idle, this.#memory, signal);
    try {
      // To begin a thread takes milliseconds: each has a turn of the event loop.
      while (workers.size < this.#size) {
        workers.add();
        await nextTurn();
        signal.throwIfAborted();
      }
      await workers.ready();
    } catch (error) {
      await workers[Symbol.asyncDispose]();
      throw error;
    }
    return workers;
  }

  /** Ends the threads that no export has, and from then on those of an export with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#idle[Symbol.asyncDispose]();
  }
}

class WorkerThreads implements PartWorkers, VerifyWorkers {
  readonly #workers: PartWorker[] = [];
  readonly #idle: IdleWorkers;
  readonly #memory: PartMemory;
  readonly #signal: AbortSignal;
  readonly #lent = new Set<SharedArrayBuffer>();
  #isDisposed = false;
  #isWarm = false;

  constructor(idle: IdleWorkers, memory: PartMemory, signal: AbortSignal) {
    this.#idle = idle;
    this.#memory = memory;
    this.#signal = signal;
    signal.addEventListener('abort', this.#abandon);
  }

  /** Begins one more. */
  add(): void {
    this.#workers.push(this.#idle.take());
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
    this.#checkUse();
    const readers = this.#workers.filter(({ isDead, hasSource }) => hasSource && !isDead);
    const cut = readers.length === 0 ? here() : leastBusy(readers).ask('cut', [shard, limits]);
    this.#warm();
    return cut;
  }

  async run(job: PartJob, here: () => Promise<ScannedPart>): Promise<LentPart> {
    return this.#encodeLent(job.range.bytes, (worker, memory) => this.#encode(worker, job, memory, here));
  }

  async select(job: SelectionJob, here: () => Promise<SelectedPart>): Promise<SelectedPart> {
    this.#checkUse();
    this.#replaceDead();
    const worker = this.#nextWorker();
    if (worker.hasSource) return await worker.ask('select', [job]);
    using _taken = worker.reserve();
    return await here();
  }

  async entriesOf(job: EntriesJob, here: () => Promise<RangeEntries>): Promise<RangeEntries> {
    const worker = this.#reader();
    if (worker.hasSource) return await worker.ask('entriesOf', [job]);
    using _taken = worker.reserve();
    return await here();
  }

  async entries(rowGroup: FetchedRowGroup): Promise<IdEntries> {
    return await this.#reader().ask('entries', [rowGroup], memoryOf(rowGroup));
  }

  async encode(pieces: readonly PackedObjects[], { layout, pages }: PartEncoding): Promise<LentPart> {
    const bytes = pieces.reduce((sum, { bytes: { length } }) => sum + length, 0);
    return this.#encodeLent(bytes, (worker, memory) =>
      worker.ask('encodePacked', [pieces, { layout, pages }, memory], transferable(pieces)),
    );
  }

  /** @param bytes of what is encoded, about */
  async #encodeLent(
    bytes: number,
    encode: (worker: PartWorker, memory: SharedArrayBuffer | undefined) => Promise<EncodedPart>,
  ): Promise<LentPart> {
    this.#checkUse();
    this.#replaceDead();
    const worker = this.#nextWorker();
    const memory = bytes < SMALL_PART_BYTES ? undefined : this.#lend();
    // Where this fails the worker may write to the memory still: it is given back when the workers have ended.
    const part = await encode(worker, memory);
    return {
      ...part,
      [Symbol.dispose]: () => {
        giveBackMemory(part.rowGroup.pages);
        if (memory !== undefined) this.#giveBack(memory);
      },
    };
  }

  async check(rowGroup: FetchedRowGroup, ofClass: CheckedClass): Promise<RowGroupCheck> {
    return await this.#reader().ask('check', [rowGroup, ofClass], memoryOf(rowGroup));
  }

  async digest(rowGroup: FetchedRowGroup, ofClass: ReadClass): Promise<ObjectDigests> {
    return await this.#reader().ask('digest', [rowGroup, ofClass], memoryOf(rowGroup));
  }

  async digestRange(job: DigestJob, here: () => Promise<ScannedPart>): Promise<RangeDigests> {
    const worker = this.#reader();
    if (worker.hasSource) return await worker.ask('digestRange', [job]);
    using _taken = worker.reserve();
    const part = await here();
    this.#checkUse();
    return await worker.ask('digestPart', [part, job.layout], transferable(part.columns));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#signal.removeEventListener('abort', this.#abandon);
    await Promise.all(this.#workers.map((worker) => this.#idle.giveBack(worker)));
    for (const memory of this.#lent) this.#giveBack(memory);
  }

  async #encode(
    worker: PartWorker,
    job: PartJob,
    memory: SharedArrayBuffer | undefined,
    here: () => Promise<ScannedPart>,
  ): Promise<EncodedPart> {
    if (worker.hasSource) return await worker.ask('run', [job, memory]);
    using _taken = worker.reserve();
    const part = await here();
    this.#checkUse();
    return await worker.ask('encode', [part, job, memory], transferable(part.columns));
  }

  /** Of those with the least to do, the one that was given something longest ago: it is done first. */
  #nextWorker(): PartWorker {
    const worker = leastBusy(this.#workers);
    this.#workers.push(...this.#workers.splice(this.#workers.indexOf(worker), 1));
    return worker;
  }

  #reader(): PartWorker {
    this.#checkUse();
    this.#replaceDead();
    return this.#nextWorker();
  }

  #lend(): SharedArrayBuffer | undefined {
    const memory = this.#memory.lend();
    if (memory !== undefined) this.#lent.add(memory);
    return memory;
  }

  #giveBack(memory: SharedArrayBuffer): void {
    if (this.#lent.delete(memory)) this.#memory.giveBack(memory);
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
      if (worker.isDead) this.#workers[index] = this.#idle.take();
  }

  /** Another export may have the workers by now, and the memory. */
  #checkUse(): void {
    if (this.#isDisposed) throw new ExportError('WORKER_DIED', ['its export has ended']);
  }
}

function leastBusy(workers: readonly PartWorker[]): PartWorker {
  return workers.reduce((best, worker) => (worker.load < best.load ? worker : best));
}
