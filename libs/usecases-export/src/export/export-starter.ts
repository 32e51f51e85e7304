import {
  ExportError,
  type ExportRecord,
  isUnfinished,
  type ScheduleMark,
  type Selection,
} from '@weaviate-export/entities-export';
import type { BaseExport } from './base-export.ts';
import type { ExportHome } from './export-home.ts';
import { ExportProgress, type ExportIdentity } from './export-progress.ts';
import { ExportRun, recordOf } from './export-run.ts';
import { incrementOver } from './increment.ts';
import type { LayoutName, PageFormat } from '@weaviate-export/format';
import { planFiles } from './planned-file.ts';
import type { Clock } from '../ports/clock.ts';
import type { DBAdapter, Reading, Snapshot } from '../ports/db-adapter.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { PartExecutor, PartWorkers } from '../ports/part-executor.ts';
import { selectedClasses } from '../selection/selected-classes.ts';
import { unlessAborted, untilAllSettled } from '@weaviate-export/waiting';

/** How long the start of an export may take before POST fails, in milliseconds. */
export const START_DEADLINE_MS = 60_000;
/** How long giving an id back may take, in milliseconds. */
const RELEASE_DEADLINE_MS = 15_000;

export interface ExportStarterOptions {
  readonly db: DBAdapter;
  readonly executor: PartExecutor;
  readonly records: ExportRecords;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** This server's lasting id. */
  readonly owner: string;
}

/** An export that is to start. */
export interface ExportOrder {
  readonly home: ExportHome;
  readonly classes: readonly string[];
  /** The classes were asked for by name: one that is not in the snapshot is an error. */
  readonly named: boolean;
  readonly pages: PageFormat;
  readonly layout: LayoutName;
  readonly selection: Selection;
  readonly reading: Reading;
  /** Finds the export that this one is to be laid over, where there is to be one; its files may be read until the signal aborts. */
  readonly findBase: ((lifetime: AbortSignal) => Promise<BaseExport>) | undefined;
  /** The request as it came, for the record. */
  readonly request: Record<string, unknown>;
  /** Whose run it is, for the record. */
  readonly schedule: ScheduleMark | undefined;
  /** Called last, before the export runs; what it throws undoes the start. */
  readonly confirm: () => void;
}

/** Opens all that an export needs, and gives it back where the start fails. */
export class ExportStarter {
  readonly #options: ExportStarterOptions;

  constructor(options: ExportStarterOptions) {
    this.#options = options;
  }

  /**
   * Claims the id, opens the point in time, and lets the export run.
   * @throws ExportError for what is wrong with the backend or the source; nothing is left then
   */
  async start(order: ExportOrder): Promise<ExportRun> {
    const { records, clock, logger, metrics, owner } = this.#options;
    const { home, request, schedule, pages, layout, selection } = order;
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(START_DEADLINE_MS)]);
    const startedAt = clock.now();
    await this.#refuseTaken(home, signal);
    const base = await order.findBase?.(controller.signal);

    await using undo = new AsyncDisposableStack();
    const resources = undo.use(new AsyncDisposableStack());
    undo.defer(() => records.remove(home.place, home.id));
    const own = { request, schedule, owner, now: startedAt };
    const nothing = await ExportProgress.of(identityOf(home), [], startedAt);
    const [{ workers, snapshot }] = await untilAllSettled([
      this.#startWorkers(resources, controller.signal, signal).then(async (workers) => ({
        workers,
        snapshot: await this.#openSnapshot(order, base, workers, resources, signal),
      })),
      home.checkAccess(signal),
      // Known here before it is taken there: a server that dies in between finds what it has to clean.
      recordOf(home, [], nothing, own).then((record) => this.#remember(record)),
    ]);
    refuseMissing(order, snapshot);

    const classes = selectedClasses(snapshot.classes, selection);
    const increment = base && (await incrementOver(base, snapshot, classes));
    const progress = await ExportProgress.of(identityOf(home), classes, startedAt, increment);
    // Who reads the claim finds the export at work: the next word on it may be the first heartbeat's.
    progress.transferring();
    const files = planFiles(classes, layout, increment);
    const record = await recordOf(home, files, progress, { ...own, now: clock.now() });
    await this.#claim(home, record, undo, signal);
    order.confirm();

    const { path, backend, id } = identityOf(home);
    logger.info({ export: id, backend, path, classes: progress.head.classes }, 'export started');
    metrics.exportStarted(Math.max(0, clock.now() - startedAt));
    // From here on the run owns what has been opened.
    undo.move();
    const transfer = {
      home,
      snapshot,
      classes,
      workers,
      files,
      layout,
      pages,
      selection,
      ...(increment !== undefined && { increment }),
      progress,
      metrics,
      signal: controller.signal,
      logger,
    };
    return new ExportRun({
      transfer,
      controller,
      resources,
      request,
      schedule,
      owner,
      records,
      clock,
      logger,
    });
  }

  /** Takes the id at the place, to be given back with `undo`. Names there and here the files that are to be written. */
  async #claim(
    home: ExportHome,
    record: ExportRecord,
    undo: AsyncDisposableStack,
    signal: AbortSignal,
  ): Promise<void> {
    const remembered = this.#remember(record);
    const occupied = home.isOccupied(signal);
    // Awaited once the claim is ours; until then a failure must not count as unhandled.
    occupied.catch(() => undefined);
    try {
      if (!(await home.claim(record, signal)))
        throw new ExportError('EXPORT_ALREADY_EXISTS', [home.id, home.address]);
      undo.defer(() => home.release(AbortSignal.timeout(RELEASE_DEADLINE_MS)));
      if (await occupied) throw new ExportError('HOME_OCCUPIED', [home.address]);
    } finally {
      // What forgets the record, where the start fails, comes behind this.
      await remembered;
    }
  }

  /** Refuses an id that was used at this place before, and a place within another export. */
  async #refuseTaken(home: ExportHome, signal: AbortSignal): Promise<void> {
    const { backend, place, id } = home;
    const known = await this.#options.records.find(backend.name, id);
    const own = known.find(
      (record) => record.place.bucket === place.bucket && record.place.path === place.path,
    );
    // One that was deleted there since it ended gives its id back.
    if (own !== undefined && (isUnfinished(own) || (await home.isTaken(signal)))) {
      throw new ExportError('EXPORT_ALREADY_EXISTS', [id, home.address]);
    }
    const enclosing = await home.enclosing(signal);
    if (enclosing === undefined) return;
    throw new ExportError('FIELD_INVALID', [
      'config.path',
      place.path,
      `it lies within the export at ${enclosing}`,
    ]);
  }

  /** Saves the server's own record. An export matters more than finding it by its id alone. */
  async #remember(record: ExportRecord): Promise<void> {
    try {
      await this.#options.records.save(record);
    } catch (error) {
      this.#options.logger.warn(
        { export: record.id, err: error },
        "the server's own record of the export could not be saved",
      );
    }
  }

  #startWorkers(
    resources: AsyncDisposableStack,
    lifetime: AbortSignal,
    signal: AbortSignal,
  ): Promise<PartWorkers> {
    const starting = this.#options.executor.start(lifetime);
    return unlessAborted(starting, signal, release).then((workers) => resources.use(workers));
  }

  /** Opens the snapshot once the workers are there: its writers wait no longer than they must. It counts as open for as long as it is held. */
  async #openSnapshot(
    { classes, reading, selection: { tenants } }: ExportOrder,
    base: BaseExport | undefined,
    workers: PartWorkers,
    resources: AsyncDisposableStack,
    signal: AbortSignal,
  ): Promise<Snapshot> {
    const { db, metrics } = this.#options;
    const opening = db.openSnapshot({
      ...reading,
      classes,
      ...(tenants !== undefined && { tenants }),
      signal,
      ...(base?.manifest.source.point !== undefined && { since: base.manifest.source.point }),
      prepare: (moduleUrl) => workers.prepare(moduleUrl),
      share: (source) => workers.share(source),
    });
    const snapshot = await unlessAborted(opening, signal, release);
    resources.use(metrics.snapshotOpened());
    return resources.use(snapshot);
  }
}

function release(late: AsyncDisposable): PromiseLike<void> {
  return late[Symbol.asyncDispose]();
}

function identityOf(home: ExportHome): ExportIdentity {
  return { id: home.id, backend: home.backend.name, path: home.address };
}

/** Refuses the export where a class that was asked for by name went away before the snapshot. */
function refuseMissing({ classes, named }: ExportOrder, snapshot: Snapshot): void {
  if (snapshot.classes.length === 0) throw new ExportError('NO_EXPORTABLE_CLASSES', []);
  const missing = named && classes.find((name) => !snapshot.classes.some((found) => found.name === name));
  if (typeof missing === 'string') throw new ExportError('CLASS_UNKNOWN', [missing]);
}
