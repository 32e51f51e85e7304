import {
  ExportError,
  type FinalState,
  isExportError,
  type RestoreRecord,
  uuidAfter,
} from '@weaviate-export/entities-export';
import { fetchRowGroup, type IdEntries } from '@weaviate-export/format';
import type { ExportHome } from '../export/export-home.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { RestoreRecords } from '../ports/restore-records.ts';
import type { RestoreWorkers } from '../ports/restore-executor.ts';
import type { BatchResult, RestoredShard, RestoreSession, WriterStep } from '../ports/restore-target.ts';
import { StoredIds } from '../stored/stored-ids.ts';
import type { PlannedClass } from './restore-plan.ts';
import type { RestoreProgress } from './restore-progress.ts';
import { rowGroupsOf, type StoredRowGroupOf } from './stored-row-groups.ts';

/** How often the record of a running restore is renewed, in milliseconds: what is left in classes goes by it after a crash. */
export const RECORD_MS = 10_000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
/** How often a row group is tried where its thread dies. */
const MOST_TRIES = 3;

export interface RestoreRunOptions {
  readonly home: ExportHome;
  readonly classes: readonly PlannedClass[];
  readonly maxErrors: number;
  readonly session: RestoreSession;
  readonly workers: RestoreWorkers;
  readonly progress: RestoreProgress;
  /** All but the status. */
  readonly record: Omit<RestoreRecord, 'status'>;
  /** Aborts the signal of session, workers and reads. */
  readonly controller: AbortController;
  readonly records: RestoreRecords;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** One restore from its start to its end, in the background. */
export class RestoreRun {
  /** Resolves once the restore has ended, and what it made is gone where it did not succeed; never rejects. */
  readonly done: Promise<void>;
  readonly #options: RestoreRunOptions;
  /** Of classes that were there: that they are about to be written to is on record. */
  readonly #entered = new Map<string, Promise<void>>();
  readonly #ids: StoredIds;
  /** Set once the restore can no longer be canceled. */
  #isCommitting = false;

  constructor(options: RestoreRunOptions) {
    this.#options = options;
    this.#ids = new StoredIds((rowGroup) => options.workers.entries(rowGroup));
    this.done = this.#run();
  }

  get home(): ExportHome {
    return this.#options.home;
  }

  get progress(): Pick<RestoreProgress, 'status'> {
    return this.#options.progress;
  }

  /** Asks the restore to stop, for a reason that becomes its error; too late once it is being committed. */
  cancel(reason: ExportError): void {
    if (!this.#isCommitting) this.#options.controller.abort(reason);
  }

  async #run(): Promise<void> {
    const { progress, session, clock, logger, metrics, home } = this.#options;
    const startedAt = Date.parse(progress.status.startedAt);
    const [state, error] = await this.#outcome();
    const { id } = home;
    // What it made is gone before its end is told; the mark of a commit only when that end is on record.
    if (state !== 'SUCCESS') await settled(logger, id, session[Symbol.asyncDispose]());
    const now = clock.now();
    progress.finish(state, now, error?.message);
    try {
      await this.#save();
      if (state === 'SUCCESS') await session[Symbol.asyncDispose]();
    } catch (failure) {
      logger.warn({ restore: id, err: failure }, 'the end of the restore could not be recorded');
    }
    metrics.restoreEnded(state, Math.max(0, now - startedAt));
    if (state === 'SUCCESS') logger.info({ restore: id, tookInMs: now - startedAt }, 'restore succeeded');
    else if (state === 'CANCELED') logger.info({ restore: id, reason: error?.message }, 'restore canceled');
    else logger.error({ restore: id, err: error }, 'restore failed');
  }

  /** Moves the data, and commits. Never rejects; nothing is read or written any more when it resolves. */
  async #outcome(): Promise<readonly [state: FinalState, error?: Error]> {
    const { controller, session, workers, progress, logger, home } = this.#options;
    const { signal } = controller;
    const resting = new AbortController();
    const recording = this.#record(resting.signal);
    try {
      progress.transferring();
      await this.#makeClasses();
      await this.#writeAll();
      this.#compareCounts();
      signal.throwIfAborted();
      this.#isCommitting = true;
      await session.commit();
      return ['SUCCESS'];
    } catch (error) {
      controller.abort(error);
      const reason = signal.reason as Error;
      const isCanceled = isExportError(reason, 'RESTORE_CANCELED') || isExportError(reason, 'SHUTTING_DOWN');
      return [isCanceled ? 'CANCELED' : 'FAILED', reason];
    } finally {
      resting.abort();
      await recording;
      await settled(logger, home.id, workers[Symbol.asyncDispose]());
    }
  }

  async #makeClasses(): Promise<void> {
    const { session, classes } = this.#options;
    for (const planned of classes) {
      await this.#attribute(planned, async () => {
        if (!planned.isThere) await session.createClass(planned.definition);
        if (planned.tenants.length > 0) await session.createTenants(planned.name, planned.tenants);
      });
    }
  }

  /** One row group more than there are workers is under way: its pages are read while they are busy. */
  async #writeAll(): Promise<void> {
    const { classes, workers, controller } = this.#options;
    const rowGroups = rowGroupsOf(classes);
    const takeAll = async (): Promise<void> => {
      for (let next; (next = await rowGroups.next()).done !== true;) {
        const rowGroup = next.value;
        await this.#attribute(rowGroup.planned, () => this.#write(rowGroup));
      }
    };
    const takers = Array.from({ length: workers.size + 1 }, async () => {
      try {
        await takeAll();
      } catch (error) {
        controller.abort(error);
        throw error;
      }
    });
    await Promise.allSettled(takers);
    await Promise.all(takers);
  }

  async #write(rowGroup: StoredRowGroupOf): Promise<void> {
    const { progress, metrics, controller } = this.#options;
    const { planned, restored, stored, index, window } = rowGroup;
    const { ids, chunks, rows } = stored.rowGroups[index]!;
    const { tenant } = restored.file;
    if (progress.entered(planned.name)) this.#entered.set(planned.name, this.#save());
    await this.#entered.get(planned.name);
    if (ids !== undefined)
      progress.begun(planned.name, tenant, { lowestId: ids.lowest, highestId: ids.highest });
    const all = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
    const bytes = Math.round((all * window.rows) / rows);
    for (let tries = 1; ; tries += 1) {
      try {
        const result = await this.#writeOnce(rowGroup);
        progress.wrote(planned.name, result, bytes);
        metrics.objectsRestored(result.written, bytes);
        return;
      } catch (error) {
        controller.signal.throwIfAborted();
        if (!isExportError(error, 'WORKER_DIED') || tries === MOST_TRIES) throw error;
      }
    }
  }

  async #writeOnce(of: StoredRowGroupOf): Promise<BatchResult & { readonly leftOut: number }> {
    const { session, workers } = this.#options;
    const { planned, stored, index, window } = of;
    const { file, ofClass } = of.restored;
    const shard: RestoredShard = {
      class: planned.name,
      ...(file.tenant !== undefined && { tenant: file.tenant }),
    };
    const total = { written: 0, skipped: 0, refused: [] as BatchResult['refused'] };
    const add = ({ written, skipped, refused }: BatchResult): void => {
      total.written += written;
      total.skipped += skipped;
      total.refused = [...total.refused, ...refused];
      this.#refuse(shard, refused);
    };
    const take = async (step: WriterStep): Promise<void> =>
      add('result' in step ? step.result : await session.write(shard, step.batch));
    const without = await this.#newerIds(of);
    const rowGroup = await fetchRowGroup(stored, index, { window });
    const leftOut = await workers.run({ shard, ofClass, rowGroup, without }, take);
    return { ...total, leftOut };
  }

  /** The ids that newer exports of the chain have among those of a row group. */
  async #newerIds({ restored, stored, index }: StoredRowGroupOf): Promise<IdEntries[]> {
    const { lowest = LOWEST_ID, highest } = stored.rowGroups[index]!.ids ?? {};
    const found: IdEntries[] = [];
    for (const file of restored.newer)
      for (const entries of await this.#ids.between(file, lowest, highest && uuidAfter(highest)))
        // In memory of their own: what is sent to another thread takes along all that lies beside it.
        found.push(entries.slice());
    return found;
  }

  /** @throws ExportError RESTORE_REFUSED where more have been than may */
  #refuse(shard: RestoredShard, refused: BatchResult['refused']): void {
    const { progress, maxErrors } = this.#options;
    for (const { id, reason } of refused) {
      const isKnown = progress.faults.some(
        (one) => one.id === id && one.class === shard.class && one.tenant === shard.tenant,
      );
      if (isKnown) continue;
      progress.refused({ ...shard, id, error: reason });
      if (progress.faults.length > maxErrors)
        throw new ExportError('RESTORE_REFUSED', [maxErrors, shard.class, id, reason]);
    }
  }

  #compareCounts(): void {
    const { progress } = this.#options;
    for (const [name, one] of Object.entries(progress.status.progress)) {
      const found = one.objectsRestored + one.objectsSkipped + one.objectsFailed;
      if (found !== one.objectsTotal)
        throw new ExportError('RESTORE_INCOMPLETE', [name, found, one.objectsTotal]);
    }
  }

  /** Does a step for a class, so that an error in it names the class in the progress. */
  async #attribute(planned: PlannedClass, step: () => Promise<void>): Promise<void> {
    const { progress, controller } = this.#options;
    try {
      controller.signal.throwIfAborted();
      await step();
    } catch (error) {
      if (!controller.signal.aborted)
        progress.classFailed(planned.name, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  /** Renews the record until the signal aborts. */
  async #record(signal: AbortSignal): Promise<void> {
    const { clock, logger, home } = this.#options;
    while (!signal.aborted) {
      try {
        await clock.sleep(RECORD_MS, signal);
        await this.#save();
      } catch (error) {
        if (!signal.aborted)
          logger.warn({ restore: home.id, err: error }, 'the record of the restore could not be saved');
      }
    }
  }

  #save(): Promise<void> {
    const { records, record, progress } = this.#options;
    return records.save({ ...record, status: progress.recorded });
  }
}

/** Waits for the end of what was held, whatever becomes of it. */
async function settled(logger: Logger, id: string, ending: PromiseLike<void>): Promise<void> {
  try {
    await ending;
  } catch (error) {
    logger.error({ restore: id, err: error }, 'what a restore held could not be released');
  }
}
