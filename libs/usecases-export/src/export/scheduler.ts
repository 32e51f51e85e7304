import {
  ExportError,
  type Json,
  parseExportId,
  writableJson,
  type ExportRecord,
  type ExportStatus,
  isUnfinished,
  type ScheduleMark,
} from '@weaviate-export/entities-export';
import { ActiveLimit } from './active-limit.ts';
import { BaseFinder } from './base-export.ts';
import { ExportFinder, isMeant, type FoundExport } from './export-finder.ts';
import { ExportHome } from './export-home.ts';
import { CONFIG_FIELDS, ExportPlaces, QUERY_FIELDS } from './export-places.ts';
import { ExportList } from './export-list.ts';
import { plannedFiles } from './export-detail.ts';
import { endedStatus, withShards, type StatusAndShards } from './shards-told.ts';
import type { ExportLookup, ExportPage, ExportQuery, ExportRequest } from './export-request.ts';
import { type ExportRun } from './export-run.ts';
import { parseExportRequest, type ExportSettings } from './export-settings.ts';
import { ExportStarter, START_DEADLINE_MS } from './export-starter.ts';
import type { Authorizer, Principal, Verb } from '../ports/authorizer.ts';
import type { Backend, BackendProvider } from '../ports/backend.ts';
import type { Clock } from '../ports/clock.ts';
import type { DBAdapter } from '../ports/db-adapter.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { PartExecutor } from '../ports/part-executor.ts';
import type { SchedulerOptions } from '../ports/scheduler-options.ts';
import { unlessAborted, within } from '@weaviate-export/waiting';

/** How long cleaning up after an earlier life may take, an export, in milliseconds. */
const RECOVER_DEADLINE_MS = 15_000;
/** How long leaving a mark for another server may take, in milliseconds. */
const MARK_DEADLINE_MS = 9_000;
/** Within which DELETE answers, in milliseconds. */
const CANCEL_DEADLINE_MS = 10_000;

export interface SchedulerPorts {
  readonly authorizer: Authorizer;
  readonly db: DBAdapter;
  readonly backends: BackendProvider;
  readonly executor: PartExecutor;
  readonly records: ExportRecords;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** An export that has been started. */
export interface BegunExport {
  /** How it stands as it is started: STARTED. */
  readonly status: ExportStatus;
  /** How it has ended, once it has and is cleaned; never rejects. */
  readonly ended: Promise<ExportStatus>;
}

/** What an export is to be made of and where, held against the contract. */
interface CheckedRequest {
  readonly settings: ExportSettings;
  readonly home: ExportHome;
  readonly classes: readonly string[];
}

/**
 * The door of the use cases: starts exports, tells how they stand, cancels them. `createScheduler` or `ExportModule` makes it.
 *
 * @example
 * await scheduler.export(principal, 's3', { id: 'nightly', include: ['Article'], config: { bucket: 'exports' } });
 * const { status, progress } = await scheduler.status(principal, 's3', 'nightly', { bucket: 'exports' });
 */
export class Scheduler implements AsyncDisposable {
  readonly #ports: SchedulerPorts;
  readonly #options: SchedulerOptions;
  readonly #own: AsyncDisposable | undefined;
  readonly #places: ExportPlaces;
  readonly #bases: BaseFinder;
  readonly #starter: ExportStarter;
  readonly #finder: ExportFinder;
  readonly #list: ExportList;
  readonly #limit: ActiveLimit;
  /** Exports that are about to run, and those that do. */
  readonly #starts = new Map<ExportHome, Promise<ExportRun>>();
  readonly #runs = new Set<ExportRun>();
  #stopping = false;

  /**
   * @param own of the ports, what is to be released with the Scheduler
   * @param limit where others run beside the exports
   */
  constructor(
    ports: SchedulerPorts,
    options: SchedulerOptions,
    own?: AsyncDisposable,
    limit: ActiveLimit = new ActiveLimit(options.maxConcurrent),
  ) {
    this.#ports = ports;
    this.#limit = limit;
    this.#options = options;
    this.#own = own;
    this.#places = new ExportPlaces(options);
    this.#bases = new BaseFinder(this.#places, this.#ports.authorizer);
    this.#starter = new ExportStarter({ ...this.#ports, owner: options.owner });
    this.#finder = new ExportFinder(this.#places, this.#ports.records, this.#ports.clock);
    this.#list = new ExportList(this.#ports.records, this.#ports.authorizer);
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
    return (await this.begin(principal, backendName, request)).status;
  }

  /**
   * As `export`, for who goes on with what becomes of it.
   * @param schedule whose run it is, for the record
   * @throws ExportError as `export`
   */
  async begin(
    principal: Principal | null,
    backendName: string,
    request: ExportRequest,
    schedule?: ScheduleMark,
  ): Promise<BegunExport> {
    const { settings, home, classes } = await this.#checked(principal, backendName, request);
    using place = new DisposableStack();
    place.use(this.#limit.take());
    this.#refuseWhenStopping();
    if (this.#starting(home.backend, home.id, home.place) !== undefined) {
      throw new ExportError('EXPORT_ALREADY_EXISTS', [home.id, home.address]);
    }

    const start = this.#starter.start({
      home,
      classes,
      named: settings.include !== undefined,
      pages: settings.pages,
      layout: settings.layout,
      selection: settings.selection ?? {},
      reading: settings.reading,
      findBase:
        settings.since &&
        ((lifetime) => this.#bases.find(principal, home, settings.since!, settings, lifetime)),
      request: asRecorded(request),
      schedule,
      confirm: () => this.#refuseWhenStopping(),
    });
    this.#starts.set(home, start);
    try {
      const run = await start;
      this.#runs.add(run);
      const held = place.move();
      void run.done.finally(() => {
        this.#runs.delete(run);
        held.dispose();
      });
      const status: ExportStatus = { ...(await run.progress.status()), status: 'STARTED' };
      return { status, ended: run.done.then(() => run.progress.head) };
    } catch (error) {
      throw this.#firstOf(error, home);
    } finally {
      this.#starts.delete(home);
    }
  }

  /**
   * Holds a request against all that an export of it would be held against before it asks the backend and opens the source;
   * gives the names of the classes that it would export.
   * @throws ExportError as `export`
   */
  async check(
    principal: Principal | null,
    backendName: string,
    request: ExportRequest,
  ): Promise<readonly string[]> {
    return (await this.#checked(principal, backendName, request)).classes;
  }

  /**
   * How an export stands. Of a class with more than 1,000 shards it tells of those that failed or were skipped, and how many
   * stand how, unless all are asked for.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED, before anything is looked up and for classes of the export that
   * the caller may not read; EXPORT_NOT_FOUND, ID_*, FIELD_INVALID
   */
  async status(
    principal: Principal | null,
    backendName: string,
    id: string,
    query: ExportQuery,
  ): Promise<ExportStatus> {
    return withShards(await this.statusAndShards(principal, backendName, id, query));
  }

  /**
   * As `status`, with the shards apart, for who tells of very many: they are made as they are gone through.
   * @throws ExportError as `status`, and METADATA_INVALID from the shards
   */
  async statusAndShards(
    principal: Principal | null,
    backendName: string,
    id: string,
    query: ExportQuery,
  ): Promise<StatusAndShards> {
    const { shards, ...lookup } = query;
    const found = await this.#find(principal, 'read', backendName, id, lookup);
    if (shards !== undefined && shards !== 'all')
      throw new ExportError('FIELD_INVALID', ['shards', shards, 'allowed is all']);
    if ('record' in found) return this.#finder.told(found, query);
    return found.progress.told({ all: shards === 'all' });
  }

  /**
   * The exports of this server on a backend, the last started first, without detail of their shards. Those that the
   * caller may not read are left out.
   * @throws ExportError UNAUTHENTICATED, before anything is looked up; BACKEND_UNKNOWN, BACKEND_NOT_CONFIGURED,
   * FIELD_INVALID
   */
  async list(principal: Principal | null, backendName: string, page: ExportPage): Promise<ExportStatus[]> {
    if (!(await this.#list.mayReadAny(principal, backendName))) return [];
    const { name } = await this.#ports.backends.backend(backendName);
    const running = [...this.#runs].filter(({ place }) => place.backend === name);
    return this.#list.page(principal, name, running, page);
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
    if ('record' in found) return withShards(await this.#finder.told(found, {}));
    await unlessAborted(found.done, signal);
    return found.progress.status();
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
    if ('record' in found) {
      if (isUnfinished(found.record)) return found.home.markCanceled(AbortSignal.timeout(MARK_DEADLINE_MS));
      throw new ExportError('EXPORT_ALREADY_FINISHED', [id, found.record.status.status]);
    }
    found.cancel(new ExportError('EXPORT_CANCELED', []));
    const late = (): ExportError => new ExportError('CANCEL_TIMED_OUT', [id, CANCEL_DEADLINE_MS / 1000]);
    await within(CANCEL_DEADLINE_MS, found.done, late);
    const { status } = found.progress.head;
    if (status !== 'CANCELED') throw new ExportError('EXPORT_ALREADY_FINISHED', [id, status]);
  }

  /** Ends what an earlier life of this server left unfinished: cleans it and marks it FAILED. Call it once, at start. */
  async recover(): Promise<void> {
    for (const record of await this.#ports.records.unfinished()) {
      try {
        await this.#recover(record);
      } catch (error) {
        const fields = { export: record.id, err: error };
        this.#ports.logger.warn(fields, 'leftovers of an interrupted export could not be cleaned');
      }
    }
  }

  /** Takes no new exports, gives running ones so many milliseconds to end, and cancels those that have not. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    await within(START_DEADLINE_MS, Promise.allSettled(this.#starts.values()), () => undefined);
    const runs = [...this.#runs];
    await within(graceMs, Promise.all(runs.map(({ done }) => done)), () => undefined);
    for (const run of runs) run.cancel(new ExportError('SHUTTING_DOWN', []));
    await Promise.all(runs.map(({ done }) => done));
  }

  /** Cancels what runs, and ends the workers that were made for it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using _own = this.#own;
    await this.stop(0);
  }

  async #checked(
    principal: Principal | null,
    backendName: string,
    request: ExportRequest,
  ): Promise<CheckedRequest> {
    this.#refuseWhenStopping();
    if (!this.#options.enabled) throw new ExportError('EXPORT_DISABLED', []);
    await this.#authorize(principal, 'create', backendName, request.id, request.config?.bucket);
    const settings = parseExportRequest(request, this.#options);
    const backend = await this.#ports.backends.backend(backendName);
    const home = new ExportHome(backend, this.#places.of(backend, settings, CONFIG_FIELDS), settings.id);
    return { settings, home, classes: await this.#classes(principal, settings) };
  }

  #refuseWhenStopping(): void {
    if (this.#stopping) throw new ExportError('SHUTTING_DOWN', []);
  }

  /** What went wrong first, where the clean-up that followed failed as well. */
  #firstOf(error: unknown, home: ExportHome): unknown {
    if (!(error instanceof SuppressedError)) return error;
    const fields = { export: home.id, err: error.error as unknown };
    this.#ports.logger.warn(fields, 'clean-up of a failed start failed');
    return this.#firstOf(error.suppressed, home);
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

  /** Asked before anything is looked up or checked, so that no other answer tells what exists. */
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
    given: ExportLookup,
  ): Promise<ExportRun | FoundExport> {
    await this.#authorize(principal, verb, backendName, rawId, given.bucket);
    const id = parseExportId(rawId);
    const backend = await this.#ports.backends.backend(backendName);
    const lookup = this.#places.parse(backend, given, QUERY_FIELDS);
    // One that is about to run is waited for: its caller may have given up already.
    await this.#starting(backend, id, lookup)?.catch(() => undefined);
    const run = [...this.#runs].findLast(
      (candidate) => candidate.id === id && isMeant(candidate.place, backend, lookup),
    );
    const found = run ?? (await this.#finder.find(backend, id, lookup));
    const { classes } = 'record' in found ? found.record.status : found.progress.head;
    await this.#ports.authorizer.authorize(principal, verb, [
      { type: 'export', backend: backendName, id, classes },
    ]);
    return found;
  }

  /** The start under way of an export, if there is one. */
  #starting(backend: Backend, id: string, lookup: ExportLookup): Promise<ExportRun> | undefined {
    for (const [home, start] of this.#starts)
      if (home.id === id && isMeant(home.place, backend, lookup)) return start;
    return undefined;
  }

  async #recover(record: ExportRecord): Promise<void> {
    const { backends, records, clock, logger, metrics } = this.#ports;
    const failure = new ExportError('EXPORT_INTERRUPTED', []);
    const end = { ...record, status: endedStatus(record.status, 'FAILED', clock.now(), failure.message) };
    const signal = AbortSignal.timeout(RECOVER_DEADLINE_MS);
    try {
      const home = new ExportHome(await backends.backend(record.place.backend), record.place, record.id);
      const stored = await home.readRecord(signal);
      // A claim that did not get through leaves the place to whoever has it.
      if (stored?.owner === record.owner) {
        const manifest = await home.readManifest(signal);
        if (manifest === null) await home.delete(await this.#plannedBy(record, home, signal), signal);
        else end.status = endedStatus(record.status, 'SUCCESS', Date.parse(manifest.completedAt));
        await home.writeRecord(end, signal);
        await home.unmark(signal);
      }
    } finally {
      await records.save(end);
      metrics.exportEnded(end.status.status === 'SUCCESS' ? 'SUCCESS' : 'FAILED');
    }
    const fields = { export: record.id, status: end.status.status };
    logger.warn(fields, 'export of an earlier life of this server has been closed');
  }

  /** The files that an export of an earlier life may have written; none where it had not come so far as to name them. */
  async #plannedBy(record: ExportRecord, home: ExportHome, signal: AbortSignal): Promise<string[]> {
    const { place, id, files } = record;
    if (files !== undefined) return files;
    const detail = (await this.#ports.records.detail(place, id)) ?? (await home.readDetail(signal));
    return detail === null ? [] : [...(await plannedFiles(detail))];
  }
}

/** Plain JSON, as the records of exports are. */
function asRecorded(request: ExportRequest): Record<string, unknown> {
  return JSON.parse(JSON.stringify(writableJson(request as unknown as Json<bigint>))) as Record<
    string,
    unknown
  >;
}
