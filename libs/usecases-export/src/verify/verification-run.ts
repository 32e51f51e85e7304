import {
  type ExportError,
  type ExportState,
  isExportError,
  type ManifestBase,
  type VerificationStatus,
} from '@weaviate-export/entities-export';
import { unlessAborted } from '@weaviate-export/waiting';
import type { Backend, FileLocation } from '../ports/backend.ts';
import type { Clock } from '../ports/clock.ts';
import type { DBAdapter, Snapshot } from '../ports/db-adapter.ts';
import type { VerifyExecutor, VerifyWorkers } from '../ports/verify-executor.ts';
import { ReadHome } from '../stored/read-home.ts';
import { Verification } from './verification.ts';

/** How long the source may take to be opened, in milliseconds. */
const OPEN_DEADLINE_MS = 60_000;

export interface VerificationOrder {
  readonly id: string;
  readonly backend: Pick<Backend, 'name' | 'describe' | 'list' | 'read' | 'readRange' | 'readStream'>;
  /** The folder of the export itself. */
  readonly home: FileLocation;
  readonly executor: VerifyExecutor;
  /** Called with each export that the one is laid over; what it throws ends the verification. */
  readonly mayRead?: (base: ManifestBase) => void;
  /** What the export is compared with; absent where it is not. */
  readonly source?: {
    readonly db: DBAdapter;
    /** Of the source's classes, those that may be told of. */
    readonly readable: (classes: readonly string[]) => Promise<readonly string[]>;
  };
  readonly clock: Clock;
}

/**
 * One verification from its start to its end, in the background.
 *
 * @example
 * const run = new VerificationRun({ id, backend, home: { key: id }, executor: new WorkerPartExecutor(4), clock: systemClock });
 * await run.done;
 * if (run.status.status === 'SUCCESS') console.log('the cluster may go');
 */
export class VerificationRun {
  /** Resolves once it has ended; never rejects. */
  readonly done: Promise<void>;
  readonly #order: VerificationOrder;
  readonly #controller = new AbortController();
  readonly #startedAt: number;
  readonly #notExported: string[] = [];
  #verification: Verification | undefined;
  #state: ExportState = 'STARTED';
  #completedAt: number | undefined;
  #error: string | undefined;

  constructor(order: VerificationOrder) {
    this.#order = order;
    this.#startedAt = order.clock.now();
    this.done = this.#run();
  }

  /** Asks it to stop, for a reason that becomes its error. */
  cancel(reason: ExportError): void {
    this.#controller.abort(reason);
  }

  get status(): VerificationStatus {
    const { id, backend, home, source } = this.#order;
    const at = (time: number): string => new Date(time).toISOString();
    return {
      ...{ id, backend: backend.name, path: backend.describe(home), status: this.#state },
      startedAt: at(this.#startedAt),
      ...(this.#completedAt !== undefined && {
        completedAt: at(this.#completedAt),
        tookInMs: Math.max(0, this.#completedAt - this.#startedAt),
      }),
      ...(this.#error !== undefined && { error: this.#error }),
      ...(source !== undefined && { against: 'source' as const }),
      ...(this.#notExported.length > 0 && { classesNotExported: [...this.#notExported] }),
      ...(this.#verification?.result ?? { classes: [], progress: {}, findings: [], findingsTotal: 0 }),
    };
  }

  async #run(): Promise<void> {
    const { signal } = this.#controller;
    let end: ExportState = 'FAILED';
    try {
      await this.#verify(signal);
      end = this.#verification!.result.findingsTotal === 0 ? 'SUCCESS' : 'FAILED';
    } catch (error) {
      const reason: unknown = signal.aborted ? signal.reason : error;
      end = signal.aborted ? 'CANCELED' : 'FAILED';
      this.#error = isExportError(reason) || reason instanceof Error ? reason.message : String(reason);
    } finally {
      this.#completedAt = this.#order.clock.now();
      this.#state = end;
    }
  }

  async #verify(signal: AbortSignal): Promise<void> {
    const { backend, home, executor, source } = this.#order;
    await using workers = await executor.startVerify(signal);
    this.#verification = new Verification({
      home: new ReadHome(backend, home, signal),
      workers,
      signal,
      mayRead: this.#order.mayRead,
      ...(source && {
        openSource: (classes: readonly string[]) => this.#openSource(source, workers, classes),
      }),
    });
    this.#state = 'TRANSFERRING';
    // A backend that does not heed the signal is not waited for.
    await unlessAborted(this.#verification.run(), signal);
  }

  async #openSource(
    { db, readable }: NonNullable<VerificationOrder['source']>,
    workers: VerifyWorkers,
    classes: readonly string[],
  ): Promise<Snapshot> {
    const signal = AbortSignal.any([this.#controller.signal, AbortSignal.timeout(OPEN_DEADLINE_MS)]);
    const others = (await db.listClasses()).filter((name) => !classes.includes(name));
    this.#notExported.push(...(await readable(others)));
    const opening = db.openSnapshot({
      classes,
      signal,
      prepare: (moduleUrl) => workers.prepare(moduleUrl),
      share: (shared) => workers.share(shared),
    });
    return unlessAborted(opening, signal, (late) => late[Symbol.asyncDispose]());
  }
}
