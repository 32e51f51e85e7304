import { ExportError, type ExportRecord, isUnfinished } from '@weaviate-export/entities-export';
import type { ExportHome } from './export-home.ts';
import { ExportProgress } from './export-progress.ts';
import { ExportRun, recordOf } from './export-run.ts';
import type { LayoutName, PageFormat } from '@weaviate-export/format';
import { planFiles, type PlannedFile } from './planned-file.ts';
import type { Clock } from '../ports/clock.ts';
import type { DBAdapter, Snapshot, SnapshotRequest } from '../ports/db-adapter.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { PartExecutor, PartWorkers } from '../ports/part-executor.ts';
import { TimeSlice, unlessAborted } from '@weaviate-export/waiting';

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
  /** The request as it came, for the record. */
  readonly request: Record<string, unknown>;
  /** Called last, before the export runs; what it throws undoes the start. */
  readonly confirm: () => void;
}

interface Opened {
  readonly snapshot: Snapshot;
  readonly workers: PartWorkers;
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
    const { home, request, pages, layout } = order;
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(START_DEADLINE_MS)]);
    const startedAt = clock.now();
    await this.#refuseTaken(home, signal);
    await home.checkAccess(signal);

    await using undo = new AsyncDisposableStack();
    await this.#claim(order, startedAt, undo, signal);
    const resources = undo.use(new AsyncDisposableStack());
    const opened = await this.#open(order, resources, controller.signal, signal);
    const { snapshot } = opened;
    refuseMissing(order, snapshot);

    const progress = new ExportProgress(identityOf(home), snapshot.classes, startedAt);
    const files = await this.#plan(snapshot, layout);
    const record = await recordOf(home, files, progress, { request, owner, now: clock.now() });
    await this.#remember(record);
    await home.writeRecord(record, signal);
    order.confirm();

    const { path, backend, id } = identityOf(home);
    logger.info({ export: id, backend, path, classes: progress.head.classes }, 'export started');
    metrics.exportStarted(Math.max(0, clock.now() - startedAt));
    // From here on the run owns what has been opened.
    undo.move();
    const transfer = {
      home,
      ...opened,
      files,
      layout,
      pages,
      progress,
      metrics,
      signal: controller.signal,
      logger,
    };
    return new ExportRun({ transfer, controller, resources, request, owner, records, clock, logger });
  }

  /** Takes the id at the place, to be given back with `undo`. */
  async #claim(
    { home, request }: ExportOrder,
    now: number,
    undo: AsyncDisposableStack,
    signal: AbortSignal,
  ): Promise<void> {
    const progress = new ExportProgress(identityOf(home), [], now);
    const claim = await recordOf(home, [], progress, { request, owner: this.#options.owner, now });
    // Known here before it is taken there: a server that dies in between finds what it has to clean.
    undo.defer(() => this.#options.records.remove(home.place, home.id));
    await this.#remember(claim);
    if (!(await home.claim(claim, signal)))
      throw new ExportError('EXPORT_ALREADY_EXISTS', [home.id, home.address]);
    undo.defer(() => home.release(AbortSignal.timeout(RELEASE_DEADLINE_MS)));
    if (await home.isOccupied(signal)) throw new ExportError('HOME_OCCUPIED', [home.address]);
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

  /** The files to be written. Lets the thread do other work meanwhile. */
  async #plan({ classes }: Snapshot, layout: LayoutName): Promise<PlannedFile[]> {
    const slice = new TimeSlice();
    const files: PlannedFile[] = [];
    for (const one of classes) {
      for (const file of planFiles(one, layout)) {
        files.push(file);
        const pause = slice.pause();
        if (pause !== undefined) await pause;
      }
    }
    return files;
  }

  /** Starts the workers, then opens the snapshot: its writers wait no longer than they must. */
  async #open(
    { classes }: ExportOrder,
    resources: AsyncDisposableStack,
    lifetime: AbortSignal,
    signal: AbortSignal,
  ): Promise<Opened> {
    const release = (late: AsyncDisposable): PromiseLike<void> => late[Symbol.asyncDispose]();
    const starting = this.#options.executor.start(lifetime);
    const workers = resources.use(await unlessAborted(starting, signal, release));
    const opening = this.#openSnapshot({
      classes,
      signal,
      prepare: (moduleUrl) => workers.prepare(moduleUrl),
      share: (source) => workers.share(source),
    });
    const { snapshot } = resources.use(await unlessAborted(opening, signal, release));
    return { snapshot, workers };
  }

  /** Opens a snapshot, which counts as open for as long as it is held. */
  async #openSnapshot(request: SnapshotRequest): Promise<AsyncDisposable & { readonly snapshot: Snapshot }> {
    const { db, metrics } = this.#options;
    const snapshot = await db.openSnapshot(request);
    const held = new AsyncDisposableStack();
    held.use(metrics.snapshotOpened());
    held.use(snapshot);
    return { snapshot, [Symbol.asyncDispose]: () => held.disposeAsync() };
  }
}

function identityOf(home: ExportHome): { id: string; backend: string; path: string } {
  return { id: home.id, backend: home.backend.name, path: home.address };
}

/** Refuses the export where a class that was asked for by name went away before the snapshot. */
function refuseMissing({ classes, named }: ExportOrder, snapshot: Snapshot): void {
  if (snapshot.classes.length === 0) throw new ExportError('NO_EXPORTABLE_CLASSES', []);
  const missing = named && classes.find((name) => !snapshot.classes.some((found) => found.name === name));
  if (typeof missing === 'string') throw new ExportError('CLASS_UNKNOWN', [missing]);
}
