import {
  ExportError,
  FORMAT_VERSION,
  isExportError,
  MANIFEST_FILE,
  SCHEMA_FILE,
  type ExportRecord,
  type FinalState,
  type ScheduleMark,
} from '@weaviate-export/entities-export';
import { Coordinator, manifestOf, type Transfer } from './coordinator.ts';
import { encodeDetail } from './export-detail.ts';
import type { ExportProgress } from './export-progress.ts';
import { deletesOf, type PlannedFile } from './planned-file.ts';
import { endedStatus } from './shards-told.ts';
import { untilAllSettled } from '@weaviate-export/waiting';
import type { Clock } from '../ports/clock.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import type { Logger } from '../ports/logger.ts';

/** How often a running export renews its heartbeat and looks for a cancel mark, in milliseconds. */
export const HEARTBEAT_MS = 10_000;
/** How long the small files at the end of an export may take, or the clean-up of one that failed, in milliseconds. */
const ENDING_DEADLINE_MS = 7_000;
/** How long its last word may take at least, where the clean-up took all of that: a cancel answers within 10 seconds. */
const LAST_WORD_MS = 1_500;

export interface ExportRunOptions {
  readonly transfer: Transfer;
  /** Aborts the transfer's signal. */
  readonly controller: AbortController;
  /** Snapshot and workers, released as soon as nothing is read any more. */
  readonly resources: AsyncDisposable;
  readonly request: Record<string, unknown>;
  readonly schedule: ScheduleMark | undefined;
  readonly owner: string;
  readonly records: ExportRecords;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface StateToSave {
  /** How the export ended, where it has. */
  readonly end?: readonly [state: FinalState, at: number, error: string | undefined];
  /** The detail is written as well, if there is one. */
  readonly withDetail?: boolean;
}

/** One export from its start to its end, in the background. */
export class ExportRun {
  /** Resolves once the export has ended and is cleaned; never rejects. */
  readonly done: Promise<void>;
  readonly #options: ExportRunOptions;
  /** Resolves once the last state so far has been written, or could not be. */
  #saved: Promise<void> = Promise.resolve();
  /** Set once the export can no longer be canceled, since its manifest may stand. */
  #committing = false;

  constructor(options: ExportRunOptions) {
    this.#options = options;
    this.done = this.#run();
  }

  get id(): string {
    return this.#options.transfer.home.id;
  }

  get place(): Transfer['home']['place'] {
    return this.#options.transfer.home.place;
  }

  /** How the export stands but for its shards, and with all of them. */
  get progress(): Pick<ExportProgress, 'head' | 'told' | 'status'> {
    return this.#options.transfer.progress;
  }

  /** Asks the export to stop, for a reason that becomes its error; too late once its manifest is being written. */
  cancel(reason: ExportError): void {
    if (!this.#committing) this.#options.controller.abort(reason);
  }

  async #run(): Promise<void> {
    const { transfer, clock, logger } = this.#options;
    const { home, progress, metrics } = transfer;
    const startedAt = clock.now();
    const { state, error: reason, endBy, released } = await this.#outcome();
    const now = clock.now();
    try {
      const deadline = AbortSignal.timeout(Math.max(LAST_WORD_MS, Math.ceil(endBy - performance.now())));
      // Of a success all is known of the shards from before its manifest on.
      await untilAllSettled([
        this.#save(deadline, { end: [state, now, reason], withDetail: state !== 'SUCCESS' }),
        home.unmark(deadline),
      ]);
    } catch (error) {
      // The manifest, or its absence, tells how the export ended.
      logger.warn({ export: home.id, err: error }, 'the final state of the export could not be written');
    }
    await released;
    metrics.exportEnded(state, Math.max(0, now - startedAt));
    // Told last: who hears of the end finds all of it written.
    progress.finish(state, now, reason);
  }

  /**
   * Moves the data, and cleans up where that fails. Never rejects.
   * @returns among others when the end is to be told, by performance.now(), and what resolves once snapshot and workers
   * are given back
   */
  async #outcome(): Promise<{ state: FinalState; error?: string; endBy: number; released: Promise<void> }> {
    const { transfer, controller, resources, clock, logger } = this.#options;
    const { home, progress, signal } = transfer;
    const coordinator = new Coordinator(transfer);
    const heart = new AbortController();
    const beating = this.#beat(heart.signal);
    /** What is to be over before anything is cleaned. */
    const begun: Promise<unknown>[] = [];
    const beside = <T>(step: Promise<T>): Promise<T> => {
      begun.push(step);
      return step;
    };
    try {
      // Before the first file of them is there, who has to clean up after this server knows their names by it: those of a
      // small export were in its first record.
      if (!progress.isSmall) await beside(this.#save(signal, { withDetail: true }));
      const files = await beside(coordinator.writeFiles());
      heart.abort();
      await beating;
      // The counts are exact from here on, also for a server that finds the manifest without a last word beside it.
      await Promise.all([
        beside(coordinator.writeSchema()),
        beside(this.#save(signal, { withDetail: true })),
        beside(this.#heedMark(signal)),
      ]);
      signal.throwIfAborted();
      this.#committing = true;
      const manifest = manifestOf(transfer, files, clock.now());
      if (!(await home.createManifest(manifest, AbortSignal.timeout(ENDING_DEADLINE_MS)))) {
        this.#committing = false;
        throw new ExportError('EXPORT_ALREADY_EXISTS', [home.id, home.address]);
      }
      const released = release(resources, logger, home.id);
      const tookInMs = clock.now() - Date.parse(manifest.startedAt);
      logger.info({ export: home.id, files: files.length, tookInMs }, 'export succeeded');
      return { state: 'SUCCESS', endBy: performance.now() + ENDING_DEADLINE_MS, released };
    } catch (error) {
      // What is still read and encoded is given up. A cancel comes too late from here on: the first reason stays.
      controller.abort(error);
      const endBy = performance.now() + ENDING_DEADLINE_MS;
      const reason = signal.reason as Error;
      const canceled = isExportError(reason) && isCancel(reason);
      await Promise.allSettled(begun);
      await coordinator.idle();
      const released = release(resources, logger, home.id);
      await released;
      heart.abort();
      await beating;
      await this.#discard(
        coordinator.begun,
        AbortSignal.timeout(Math.max(0, Math.ceil(endBy - performance.now()))),
      );
      if (canceled) logger.info({ export: home.id, reason: reason.message }, 'export canceled');
      else logger.error({ export: home.id, err: error }, 'export failed');
      return { state: canceled ? 'CANCELED' : 'FAILED', error: reason.message, endBy, released };
    }
  }

  /** Renews the heartbeat, and heeds a cancel mark that another server left, until the signal aborts. */
  async #beat(signal: AbortSignal): Promise<void> {
    const { transfer, clock, logger } = this.#options;
    while (!signal.aborted) {
      try {
        await clock.sleep(HEARTBEAT_MS, signal);
        await this.#heedMark(signal);
        await this.#save(signal);
      } catch (error) {
        if (!signal.aborted)
          logger.warn({ export: transfer.home.id, err: error }, 'heartbeat of the export failed');
      }
    }
  }

  /** Cancels the export where another server was asked to. */
  async #heedMark(signal: AbortSignal): Promise<void> {
    const { home } = this.#options.transfer;
    if (await home.isMarkedCanceled(signal)) this.cancel(new ExportError('EXPORT_CANCELED', []));
  }

  /**
   * Writes the state beside the files, and into the server's own record: an export goes on where that fails. One state is
   * written behind the other, each as it is when its turn comes.
   */
  #save(signal: AbortSignal, what: StateToSave = {}): Promise<void> {
    const saved = this.#saved.then(() => this.#saveNow(signal, what));
    this.#saved = saved.catch(() => undefined);
    return saved;
  }

  async #saveNow(signal: AbortSignal, { end, withDetail = false }: StateToSave): Promise<void> {
    const { transfer, request, schedule, owner, records, clock, logger } = this.#options;
    const { home, files, progress } = transfer;
    const record = await recordOf(home, files, progress, { request, schedule, owner, now: clock.now() });
    if (end !== undefined) record.status = endedStatus(record.status, ...end);
    const isApart = withDetail && !progress.isSmall;
    const detail = isApart ? await encodeDetail(progress.records(record.status.status)) : undefined;
    const own = records.save(record, detail).catch((error: unknown) => {
      logger.warn(
        { export: home.id, err: error },
        "the server's own record of the export could not be saved",
      );
    });
    const write = async (): Promise<void> => {
      if (detail !== undefined) await home.writeDetail(detail, signal);
      await home.writeRecord(record, signal);
    };
    await Promise.all([own, write()]);
  }

  /** Deletes what the export has written. */
  async #discard(begun: ReadonlySet<string>, deadline: AbortSignal): Promise<void> {
    const { transfer, logger } = this.#options;
    const { home } = transfer;
    const names = [...(this.#committing ? [MANIFEST_FILE] : []), ...begun];
    try {
      await home.delete(names, deadline);
    } catch (error) {
      logger.error(
        { export: home.id, err: error },
        'files of an export that did not succeed could not be deleted',
      );
    }
  }
}

/** The record of an export as it stands: with its files and shards, or without where they are kept apart. */
export async function recordOf(
  home: Transfer['home'],
  files: Transfer['files'],
  progress: ExportProgress,
  {
    request,
    schedule,
    owner,
    now,
  }: Pick<ExportRunOptions, 'request' | 'schedule' | 'owner'> & { now: number },
): Promise<ExportRecord> {
  const { isSmall } = progress;
  const status = isSmall ? await progress.status() : progress.head;
  return {
    formatVersion: FORMAT_VERSION,
    id: home.id,
    place: home.place,
    owner,
    heartbeatAt: new Date(now).toISOString(),
    ...(isSmall && { files: [...Iterator.from(files).flatMap(namesOf), SCHEMA_FILE] }),
    request,
    ...(schedule !== undefined && { schedule }),
    status,
  };
}

function namesOf(file: PlannedFile): string[] {
  return [file.name, ...(file.changes === undefined ? [] : [deletesOf(file).name])];
}

function isCancel(error: ExportError): boolean {
  return error.code === 'EXPORT_CANCELED' || error.code === 'SHUTTING_DOWN';
}

async function release(resources: AsyncDisposable, logger: Logger, id: string): Promise<void> {
  try {
    await resources[Symbol.asyncDispose]();
  } catch (error) {
    logger.error({ export: id, err: error }, 'snapshot or workers of the export could not be released');
  }
}
