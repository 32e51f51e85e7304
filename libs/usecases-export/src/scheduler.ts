import {
  ExportError,
  parseExportId,
  type ExportPlace,
  type ExportRecord,
  type ExportStatus,
} from '@weaviate-export/entities-export';
import { ExportHome } from './export-home.ts';
import { endedStatus, ExportProgress } from './export-progress.ts';
import type { ExportLookup, ExportRequest } from './export-request.ts';
import { ExportRun, isUnfinished, recordOf } from './export-run.ts';
import { parseBucket, parseExportPath, parseExportRequest, type ExportSettings } from './export-settings.ts';
import { planFiles } from './planned-file.ts';
import type { Authorizer, Principal, Verb } from './ports/authorizer.ts';
import type { Backend, BackendProvider } from './ports/backend.ts';
import { systemClock, type Clock } from './ports/clock.ts';
import type { DBAdapter, Snapshot } from './ports/db-adapter.ts';
import type { ExportRecords } from './ports/export-records.ts';
import { silentLogger, type Logger } from './ports/logger.ts';
import type { PartExecutor, PartWorkers } from './ports/part-executor.ts';
import type { SchedulerOptions } from './scheduler-options.ts';
import { within } from './within.ts';

/** How long the start of an export may take before POST fails, in milliseconds. */
const START_DEADLINE_MS = 60_000;
/** How long a look-up on a backend may take, in milliseconds. */
const LOOKUP_DEADLINE_MS = 15_000;
/** Within which DELETE answers, in milliseconds. */
const CANCEL_DEADLINE_MS = 10_000;
/** Silence after which another server's export counts as dead, in milliseconds. */
const DEAD_AFTER_MS = 120_000;

export interface SchedulerPorts {
  readonly authorizer: Authorizer;
  readonly db: DBAdapter;
  readonly backends: BackendProvider;
  readonly executor: PartExecutor;
  readonly records: ExportRecords;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** The door of the use cases: starts exports, tells how they stand, cancels them. */
export class Scheduler {
  readonly #ports: Required<SchedulerPorts>;
  readonly #options: SchedulerOptions;
  readonly #runs = new Set<ExportRun>();
  /** Exports that are about to run. */
  readonly #starts = new Set<Promise<ExportRun>>();
  #stopping = false;

  constructor(ports: SchedulerPorts, options: SchedulerOptions) {
    this.#ports = { clock: systemClock, logger: silentLogger, ...ports };
    this.#options = options;
  }

  /**
   * Starts an export. When it resolves, the id is taken, the point in time is fixed, and the transfer runs.
   * @throws ExportError for all that is wrong with the caller, the request or the backend; nothing is left then
   */
  async export(
    principal: Principal | null,
    backendName: string,
    request: ExportRequest,
  ): Promise<ExportStatus> {
    if (this.#stopping) throw new ExportError('SHUTTING_DOWN', []);
    if (!this.#options.enabled) throw new ExportError('EXPORT_DISABLED', []);
    await this.#authorize(principal, 'create', backendName, request.id, request.config?.bucket);
    const settings = parseExportRequest(request);
    const backend = await this.#ports.backends.backend(backendName);
    const home = new ExportHome(backend, this.#place(backend, settings), settings.id);
    const classes = await this.#classes(principal, settings);
    if (this.#starts.size + this.#runs.size >= this.#options.maxConcurrent) {
      throw new ExportError('EXPORT_ALREADY_ACTIVE', [this.#options.maxConcurrent]);
    }
    if (this.#stopping) throw new ExportError('SHUTTING_DOWN', []);
    const start = this.#start(home, classes, settings, { ...request });
    this.#starts.add(start);
    try {
      const run = await start;
      this.#runs.add(run);
      void run.done.finally(() => this.#runs.delete(run));
      return { ...run.status, status: 'STARTED' };
    } catch (error) {
      throw this.#firstOf(error, home);
    } finally {
      this.#starts.delete(start);
    }
  }

  /**
   * How an export stands.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED before anything is looked up, EXPORT_NOT_FOUND, ID_*, FIELD_INVALID
   */
  async status(
    principal: Principal | null,
    backendName: string,
    id: string,
    lookup: ExportLookup,
  ): Promise<ExportStatus> {
    const found = await this.#find(principal, 'read', backendName, id, lookup);
    return found instanceof ExportRun ? found.status : found.record.status;
  }

  /**
   * Waits until an export that runs here has ended, and tells how; one that does not run here is told of at once.
   * @throws ExportError as `status`, and the signal's reason where it aborts first; the export goes on then
   */
  async finished(
    principal: Principal | null,
    backendName: string,
    id: string,
    lookup: ExportLookup,
    signal: AbortSignal,
  ): Promise<ExportStatus> {
    const found = await this.#find(principal, 'read', backendName, id, lookup);
    if (!(found instanceof ExportRun)) return found.record.status;
    signal.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort);
    try {
      await Promise.race([found.done, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    return found.status;
  }

  /**
   * Cancels an export; resolves once it is aborted, cleaned and its slot free. One that another server runs is marked,
   * and that server heeds the mark at its next heartbeat.
   * @throws ExportError as `status`, and EXPORT_ALREADY_FINISHED
   */
  async cancel(
    principal: Principal | null,
    backendName: string,
    id: string,
    lookup: ExportLookup,
  ): Promise<void> {
    const found = await this.#find(principal, 'delete', backendName, id, lookup);
    if (found instanceof ExportRun) {
      found.cancel(new ExportError('EXPORT_CANCELED', []));
      await within(
        CANCEL_DEADLINE_MS,
        found.done,
        () => new ExportError('CANCEL_TIMED_OUT', [id, CANCEL_DEADLINE_MS / 1000]),
      );
      if (found.status.status !== 'CANCELED')
        throw new ExportError('EXPORT_ALREADY_FINISHED', [id, found.status.status]);
      return;
    }
    const { record, home } = found;
    if (!isUnfinished(record)) throw new ExportError('EXPORT_ALREADY_FINISHED', [id, record.status.status]);
    await home().then((place) => place.markCanceled(AbortSignal.timeout(LOOKUP_DEADLINE_MS)));
  }

  /** Ends what an earlier life of this server left unfinished: cleans it and marks it FAILED. Call it once, at start. */
  async recover(): Promise<void> {
    for (const record of await this.#ports.records.unfinished()) {
      try {
        await this.#recover(record);
      } catch (error) {
        this.#ports.logger.warn(
          { export: record.id, err: error },
          'leftovers of an interrupted export could not be cleaned',
        );
      }
    }
  }

  /** Takes no new exports, gives running ones so many milliseconds to end, and cancels those that have not. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    await within(START_DEADLINE_MS, Promise.allSettled(this.#starts), () => undefined);
    const runs = [...this.#runs];
    await within(graceMs, Promise.all(runs.map(({ done }) => done)), () => undefined);
    for (const run of runs) run.cancel(new ExportError('SHUTTING_DOWN', []));
    await Promise.all(runs.map(({ done }) => done));
  }

  /** What went wrong first, where the clean-up that followed failed as well. */
  #firstOf(error: unknown, home: ExportHome): unknown {
    if (!(error instanceof SuppressedError)) return error;
    this.#ports.logger.warn(
      { export: home.id, err: error.error as unknown },
      'clean-up of a failed start failed',
    );
    return this.#firstOf(error.suppressed, home);
  }

  async #start(
    home: ExportHome,
    classes: readonly string[],
    settings: ExportSettings,
    request: Record<string, unknown>,
  ): Promise<ExportRun> {
    const { clock, db, executor, records, logger } = this.#ports;
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(START_DEADLINE_MS)]);
    const startedAt = clock.now();
    await home.checkAccess(signal);

    await using undo = new AsyncDisposableStack();
    await this.#claim(home, request, startedAt, undo, signal);
    const resources = undo.use(new AsyncDisposableStack());
    const workers: PartWorkers = resources.use(await executor.start(controller.signal));
    let shared = false;
    const share: PartWorkers['share'] = async (source) => {
      await workers.share(source);
      shared = true;
    };
    const snapshot: Snapshot = resources.use(
      await db.openSnapshot({ classes, signal, prepare: (moduleUrl) => workers.prepare(moduleUrl), share }),
    );
    this.#refuseMissing(settings.include === undefined ? [] : classes, snapshot);

    const progress = new ExportProgress(
      { id: home.id, backend: home.backend.name, path: home.address },
      snapshot.classes,
      startedAt,
    );
    const files = snapshot.classes.flatMap(planFiles);
    const record = recordOf(home, files, progress.status, {
      request,
      owner: this.#options.owner,
      now: clock.now(),
    });
    undo.defer(() => records.remove(home.place, home.id));
    await records.save(record);
    await home.writeRecord(record, signal);
    if (this.#stopping) throw new ExportError('SHUTTING_DOWN', []);

    logger.info(
      { export: home.id, backend: home.backend.name, path: home.address, classes: progress.status.classes },
      'export started',
    );
    // From here on the run owns what has been opened.
    undo.move();
    return new ExportRun({
      transfer: {
        home,
        snapshot,
        shared,
        workers,
        files,
        codec: settings.codec,
        progress,
        signal: controller.signal,
      },
      controller,
      resources,
      request,
      owner: this.#options.owner,
      records,
      clock,
      logger,
    });
  }

  /** Takes the id at the place, to be given back with `undo`. */
  async #claim(
    home: ExportHome,
    request: Record<string, unknown>,
    now: number,
    undo: AsyncDisposableStack,
    signal: AbortSignal,
  ): Promise<void> {
    const status = new ExportProgress(
      { id: home.id, backend: home.backend.name, path: home.address },
      [],
      now,
    ).status;
    const claim = recordOf(home, [], status, { request, owner: this.#options.owner, now });
    if (!(await home.claim(claim, signal)))
      throw new ExportError('EXPORT_ALREADY_EXISTS', [home.id, home.address]);
    undo.defer(() => home.release(AbortSignal.timeout(LOOKUP_DEADLINE_MS)));
    if (await home.isOccupied(signal))
      throw new ExportError('EXPORT_ALREADY_EXISTS', [home.id, home.address]);
  }

  /** The classes to export, of those that the caller may: what it may not export drops out before anything is looked up. */
  async #classes(principal: Principal | null, { include, exclude }: ExportSettings): Promise<string[]> {
    const existing = await this.#ports.db.listClasses();
    const wanted = include ?? existing.filter((name) => !exclude.includes(name));
    const allowed = await this.#ports.authorizer.filter(principal, 'create', wanted);
    const unknown = allowed.find((name) => !existing.includes(name));
    if (unknown !== undefined) throw new ExportError('CLASS_UNKNOWN', [unknown]);
    if (allowed.length === 0) throw new ExportError('NO_EXPORTABLE_CLASSES', []);
    return allowed;
  }

  /** Refuses the export where a class that was asked for by name went away before the snapshot. */
  #refuseMissing(named: readonly string[], { classes }: Snapshot): void {
    const missing = named.find((name) => !classes.some((found) => found.name === name));
    if (missing !== undefined && classes.length > 0) throw new ExportError('CLASS_UNKNOWN', [missing]);
    if (classes.length === 0) throw new ExportError('NO_EXPORTABLE_CLASSES', []);
  }

  #place(backend: Backend, { bucket, path }: ExportLookup): ExportPlace {
    const place = { backend: backend.name, path: path ?? this.#options.defaultPath };
    if (!backend.capabilities.buckets) {
      if (bucket !== undefined) {
        throw new ExportError('FIELD_INVALID', [
          'config.bucket',
          bucket,
          `backend ${backend.name} has no buckets: leave it out`,
        ]);
      }
      return place;
    }
    const chosen = bucket ?? this.#options.defaultBucket;
    if (chosen === undefined) throw new ExportError('BUCKET_MISSING', [backend.name]);
    if (bucket !== undefined && !this.#isAllowed(bucket))
      throw new ExportError('BUCKET_NOT_ALLOWED', [bucket]);
    return { ...place, bucket: chosen };
  }

  #isAllowed(bucket: string): boolean {
    const { allowedBuckets, defaultBucket } = this.#options;
    if (allowedBuckets === undefined) return defaultBucket === undefined || bucket === defaultBucket;
    return allowedBuckets.includes('*') || allowedBuckets.includes(bucket) || bucket === defaultBucket;
  }

  async #authorize(
    principal: Principal | null,
    verb: Verb,
    backend: string,
    id: unknown,
    bucket: string | undefined,
  ): Promise<void> {
    await this.#ports.authorizer.authorize(principal, verb, [
      { type: 'export', backend, id: typeof id === 'string' ? id : '' },
      ...(bucket === undefined ? [] : [{ type: 'bucket', backend, bucket } as const]),
    ]);
  }

  /** Finds an export: among those that run here, in the server's record, then on the backend. */
  async #find(
    principal: Principal | null,
    verb: Verb,
    backendName: string,
    rawId: string,
    lookup: ExportLookup,
  ): Promise<ExportRun | { record: ExportRecord; home: () => Promise<ExportHome> }> {
    await this.#authorize(principal, verb, backendName, rawId, lookup.bucket);
    const id = parseExportId(rawId);
    const backend = await this.#ports.backends.backend(backendName);
    const given = lookup.bucket !== undefined || lookup.path !== undefined;
    const place = given ? this.#lookupPlace(backend, lookup) : undefined;
    const isMeant = (other: ExportPlace): boolean =>
      other.backend === backend.name &&
      (place === undefined || (other.bucket === place.bucket && other.path === place.path));

    const run = [...this.#runs].findLast((candidate) => candidate.id === id && isMeant(candidate.place));
    if (run !== undefined) return run;
    const own = (await this.#ports.records.find(backend.name, id)).find((record) => isMeant(record.place));
    const known = own && { record: own, home: async () => new ExportHome(backend, own.place, id) };
    if (known !== undefined && !isUnfinished(known.record)) return known;
    // An unfinished one that does not run here lost its end: what lies on the backend knows more.
    const stored = await this.#readStored(backend, own?.place ?? place ?? this.#defaultPlace(backend), id);
    const found = stored ?? known;
    if (found === undefined) throw new ExportError('EXPORT_NOT_FOUND', [id, backend.name]);
    return found;
  }

  #lookupPlace(backend: Backend, { bucket, path }: ExportLookup): ExportPlace {
    return this.#place(backend, {
      ...(bucket !== undefined && { bucket: parseBucket('bucket', bucket) }),
      ...(path !== undefined && { path: parseExportPath('path', path) }),
    });
  }

  #defaultPlace(backend: Backend): ExportPlace | undefined {
    if (backend.capabilities.buckets && this.#options.defaultBucket === undefined) return undefined;
    return this.#place(backend, {});
  }

  /** An export as another server left it on the backend. */
  async #readStored(
    backend: Backend,
    place: ExportPlace | undefined,
    id: string,
  ): Promise<{ record: ExportRecord; home: () => Promise<ExportHome> } | undefined> {
    if (place === undefined) return undefined;
    const home = new ExportHome(backend, place, id);
    const signal = AbortSignal.timeout(LOOKUP_DEADLINE_MS);
    const record = await home.readRecord(signal);
    if (record === null) return undefined;
    const status = await this.#judge(record, home, signal);
    return { record: { ...record, status }, home: async () => home };
  }

  /** What is to be said of an export by its metadata: where the manifest stands, it succeeded, whatever that says. */
  async #judge(record: ExportRecord, home: ExportHome, signal: AbortSignal): Promise<ExportStatus> {
    const { status, heartbeatAt } = record;
    if (status.status === 'SUCCESS') return status;
    const manifest = await home.readManifest(signal);
    if (manifest !== null) return endedStatus(status, 'SUCCESS', Date.parse(manifest.completedAt));
    const lastBeat = Date.parse(heartbeatAt);
    if (!isUnfinished(record) || this.#ports.clock.now() - lastBeat <= DEAD_AFTER_MS) return status;
    return endedStatus(
      status,
      'FAILED',
      lastBeat,
      new ExportError('EXPORT_OWNER_LOST', [heartbeatAt]).message,
    );
  }

  async #recover(record: ExportRecord): Promise<void> {
    const { backends, records, clock, logger } = this.#ports;
    const failure = new ExportError('EXPORT_INTERRUPTED', []);
    const end = { ...record, status: endedStatus(record.status, 'FAILED', clock.now(), failure.message) };
    const signal = AbortSignal.timeout(LOOKUP_DEADLINE_MS);
    let whole = false;
    try {
      const home = new ExportHome(await backends.backend(record.place.backend), record.place, record.id);
      const manifest = await home.readManifest(signal);
      whole = manifest !== null;
      if (manifest === null) await home.delete(record.files, signal);
      else end.status = endedStatus(record.status, 'SUCCESS', Date.parse(manifest.completedAt));
      await home.writeRecord(end, signal);
      await home.unmark(signal);
    } finally {
      await records.save(end);
    }
    logger.warn(
      { export: record.id, succeeded: whole },
      'export of an earlier life of this server has been closed',
    );
  }
}
