import { randomUUID } from 'node:crypto';
import {
  ExportError,
  isExportError,
  isFinished,
  MANIFEST_FILE,
  parseExportId,
  type RestoreRecord,
  type RestoreStatus,
} from '@weaviate-export/entities-export';
import { unlessAborted, within } from '@weaviate-export/waiting';
import type { ActiveLimit } from '../export/active-limit.ts';
import { ExportFinder, isMeant } from '../export/export-finder.ts';
import { ExportHome } from '../export/export-home.ts';
import { CONFIG_FIELDS, ExportPlaces, QUERY_FIELDS } from '../export/export-places.ts';
import type { ExportLookup } from '../export/export-request.ts';
import type { Authorizer, Principal, Verb } from '../ports/authorizer.ts';
import type { Backend, BackendProvider } from '../ports/backend.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { RestoreExecutor, RestoreWorkers } from '../ports/restore-executor.ts';
import { exportKey, type RestoreRecords } from '../ports/restore-records.ts';
import type { RestoreSession, RestoreTarget } from '../ports/restore-target.ts';
import type { SchedulerOptions } from '../ports/scheduler-options.ts';
import { type ChainLink, readChain } from '../stored/export-chain.ts';
import type { ExportContents } from '../stored/export-files.ts';
import { ReadHome } from '../stored/read-home.ts';
import { type PlannedClass, planRestore } from './restore-plan.ts';
import { endedRestore, RestoreProgress } from './restore-progress.ts';
import type { RestoreRequest } from './restore-request.ts';
import { RestoreRun } from './restore-run.ts';
import { parseRestoreRequest, type RestoreSettings } from './restore-settings.ts';
import { checkPresence } from './stored-row-groups.ts';

/** How long the start of a restore may take before POST fails, in milliseconds. */
const START_DEADLINE_MS = 60_000;
/** Within which DELETE answers, in milliseconds. */
const CANCEL_DEADLINE_MS = 10_000;
/** How long cleaning up after an earlier life may take, a restore, in milliseconds. */
const RECOVER_DEADLINE_MS = 60_000;

export interface RestorerPorts {
  readonly authorizer: Authorizer;
  /** Absent where the host's objects come from what takes none back. */
  readonly target: RestoreTarget | undefined;
  readonly backends: BackendProvider;
  readonly executor: RestoreExecutor;
  readonly records: ExportRecords;
  readonly restoreRecords: RestoreRecords;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** An export that can be restored. */
interface FoundExport {
  readonly home: ExportHome;
  /** It, and those that it is laid over, the newest first. */
  readonly chain: readonly ChainLink[];
}

/**
 * The door of restores: starts them, tells how they stand, cancels them. One at a time of each export, within the limit of
 * the exports. `createExports` or `ExportModule` makes it.
 *
 * @example
 * await restorer.restore(principal, 's3', 'nightly', { rename: { Article: 'Article2' }, config: { bucket: 'exports' } });
 * const { status, progress } = await restorer.status(principal, 's3', 'nightly', { bucket: 'exports' });
 */
export class Restorer implements AsyncDisposable {
  readonly #ports: RestorerPorts;
  readonly #options: SchedulerOptions;
  readonly #places: ExportPlaces;
  readonly #finder: ExportFinder;
  readonly #limit: ActiveLimit;
  /** Exports that are about to be restored, by `exportKey`. */
  readonly #starts = new Map<string, Promise<RestoreRun>>();
  readonly #runs = new Map<string, RestoreRun>();
  #isStopping = false;

  constructor(ports: RestorerPorts, options: SchedulerOptions, limit: ActiveLimit) {
    this.#ports = ports;
    this.#options = options;
    this.#limit = limit;
    this.#places = new ExportPlaces(options);
    this.#finder = new ExportFinder(this.#places, ports.records, ports.clock);
  }

  /**
   * Starts a restore. When it resolves, all that can be wrong with the request, the export's files and the target's classes has
   * been looked at, and the transfer runs.
   * @throws ExportError for what is wrong; nothing has been written then
   */
  async restore(
    principal: Principal | null,
    backendName: string,
    rawId: string,
    request: RestoreRequest,
  ): Promise<RestoreStatus> {
    this.#refuseWhenStopping();
    if (!this.#options.enabled) throw new ExportError('EXPORT_DISABLED', []);
    await this.#authorize(principal, 'create', backendName, rawId, request.config?.bucket);
    const id = parseExportId(rawId);
    const settings = parseRestoreRequest(request);
    const { target, backends } = this.#ports;
    if (target === undefined) throw new ExportError('RESTORE_UNSUPPORTED', []);
    const backend = await backends.backend(backendName);
    const lookup = this.#places.parse(backend, request.config ?? {}, CONFIG_FIELDS);
    const { home, chain } = await this.#find(backend, id, lookup);
    const chosen = await this.#classes(principal, chain[0]!.contents, settings);
    const names = chosen.map((name) => settings.rename.get(name) ?? name);
    await this.#authorizeClasses(principal, 'create', home, names);

    const key = exportKey(home.place, id);
    if (this.#starts.has(key) || this.#runs.has(key)) throw new ExportError('RESTORE_ALREADY_ACTIVE', [id]);
    this.#refuseWhenStopping();
    using place = new DisposableStack();
    place.use(this.#limit.take());
    const start = this.#start(target, { home, chain }, chosen, settings, { ...request });
    this.#starts.set(key, start);
    try {
      const run = await start;
      this.#runs.set(key, run);
      const held = place.move();
      void run.done.finally(() => {
        this.#runs.delete(key);
        held.dispose();
      });
      return { ...run.progress.status, status: 'STARTED' };
    } finally {
      this.#starts.delete(key);
    }
  }

  /**
   * How the last restore of an export stands.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED, before anything is looked up and for classes of the restore that
   * the caller may not read; RESTORE_NOT_FOUND, ID_*, FIELD_INVALID
   */
  async status(
    principal: Principal | null,
    backendName: string,
    rawId: string,
    lookup: ExportLookup,
  ): Promise<RestoreStatus> {
    const { status } = await this.#look(principal, 'read', backendName, rawId, lookup);
    return status;
  }

  /**
   * Waits until a restore that runs here has ended, and tells how; one that has ended is told of at once.
   * @throws ExportError as `status`, and the signal's reason where it aborts first; the restore goes on then
   */
  async finished(
    principal: Principal | null,
    backendName: string,
    id: string,
    lookup: ExportLookup,
    signal: AbortSignal,
  ): Promise<RestoreStatus> {
    const { run, status } = await this.#look(principal, 'read', backendName, id, lookup);
    if (run === undefined) return status;
    await unlessAborted(run.done, signal);
    return run.progress.status;
  }

  /**
   * Cancels a restore; resolves once it is over, what it made gone and its slot free.
   * @throws ExportError as `status`, and RESTORE_ALREADY_FINISHED
   */
  async cancel(
    principal: Principal | null,
    backendName: string,
    id: string,
    lookup: ExportLookup,
  ): Promise<void> {
    const { run, status } = await this.#look(principal, 'delete', backendName, id, lookup);
    if (run === undefined) throw new ExportError('RESTORE_ALREADY_FINISHED', [id, status.status]);
    run.cancel(new ExportError('RESTORE_CANCELED', []));
    const late = (): ExportError => new ExportError('CANCEL_TIMED_OUT', [id, CANCEL_DEADLINE_MS / 1000]);
    await within(CANCEL_DEADLINE_MS, run.done, late);
    const end = run.progress.status.status;
    if (end !== 'CANCELED') throw new ExportError('RESTORE_ALREADY_FINISHED', [id, end]);
  }

  /** Ends what an earlier life of this server left unfinished, and marks it FAILED unless it was committed. Call it once, at start. */
  async recover(): Promise<void> {
    for (const record of await this.#ports.restoreRecords.unfinished()) {
      try {
        await this.#recover(record);
      } catch (error) {
        const fields = { restore: record.id, err: error };
        this.#ports.logger.warn(fields, 'leftovers of an interrupted restore could not be cleaned');
      }
    }
  }

  /** Takes no new restores, gives running ones so many milliseconds to end, and cancels those that have not. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    await within(START_DEADLINE_MS, Promise.allSettled(this.#starts.values()), () => undefined);
    const runs = [...this.#runs.values()];
    const ends = Promise.all(runs.map(({ done }) => done));
    await within(graceMs, ends, () => undefined);
    for (const run of runs) run.cancel(new ExportError('SHUTTING_DOWN', []));
    await ends;
  }

  /** Cancels what runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(0);
  }

  #refuseWhenStopping(): void {
    if (this.#isStopping) throw new ExportError('SHUTTING_DOWN', []);
  }

  /** Asked before anything is looked up or checked, so that no other answer tells what exists. */
  async #authorize(
    principal: Principal | null,
    verb: Verb,
    backend: string,
    id: string,
    bucket: string | undefined,
  ): Promise<void> {
    await this.#ports.authorizer.authorize(principal, verb, [
      { type: 'restore', backend, id },
      ...(bucket === undefined ? [] : [{ type: 'bucket', backend, bucket } as const]),
    ]);
  }

  async #authorizeClasses(
    principal: Principal | null,
    verb: Verb,
    { place: { backend }, id }: Pick<ExportHome, 'place' | 'id'>,
    classes: readonly string[],
  ): Promise<void> {
    await this.#ports.authorizer.authorize(principal, verb, [{ type: 'restore', backend, id, classes }]);
  }

  /**
   * The export, by what lies there, and those that it is laid over. Weaviate's own have no metadata of ours.
   * @throws ExportError EXPORT_NOT_FOUND, EXPORT_NOT_WHOLE, BUCKET_NOT_ALLOWED, or those of the backend
   */
  async #find(backend: Backend, id: string, lookup: ExportLookup): Promise<FoundExport> {
    const home = await this.#homeOf(backend, id, lookup);
    const reading = readHomeOf(home, AbortSignal.timeout(START_DEADLINE_MS));
    const chain = await readChain(reading, ({ bucket }) => {
      if (bucket !== undefined) this.#places.parse(backend, { bucket }, CONFIG_FIELDS);
    });
    return { home, chain };
  }

  async #homeOf(backend: Backend, id: string, lookup: ExportLookup): Promise<ExportHome> {
    try {
      const { record, home } = await this.#finder.find(backend, id, lookup);
      const { status } = record.status;
      if (status !== 'SUCCESS')
        throw new ExportError('EXPORT_NOT_WHOLE', [
          home.address,
          `it is ${status}, and has no ${MANIFEST_FILE}`,
        ]);
      return home;
    } catch (error) {
      const place = this.#places.ifKnown(backend, lookup, CONFIG_FIELDS);
      if (!isExportError(error, 'METADATA_INVALID') || place === undefined) throw error;
      return new ExportHome(backend, place, id);
    }
  }

  /** The classes to restore, by their names in the export: what the caller may not restore drops out. */
  async #classes(
    principal: Principal | null,
    contents: ExportContents,
    { include, exclude }: RestoreSettings,
  ): Promise<string[]> {
    const exported = [...contents.classes.keys()];
    const wanted = include ?? exported.filter((name) => !exclude.includes(name));
    const allowed = await this.#ports.authorizer.filter(principal, 'create', wanted);
    const unknown = allowed.find((name) => !exported.includes(name));
    if (unknown !== undefined) throw new ExportError('CLASS_NOT_EXPORTED', ['include', unknown]);
    if (allowed.length === 0) throw new ExportError('NO_RESTORABLE_CLASSES', []);
    return allowed;
  }

  async #start(
    target: RestoreTarget,
    { home, chain: found }: FoundExport,
    chosen: readonly string[],
    settings: RestoreSettings,
    request: Record<string, unknown>,
  ): Promise<RestoreRun> {
    const { restoreRecords: records, clock, logger, metrics } = this.#ports;
    const { maxErrors, timesAs } = settings;
    const { keepsTimes } = target;
    const startedAt = clock.now();
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(START_DEADLINE_MS)]);
    const there = (names: readonly string[]) => target.findClasses(names);
    const chain = found.map((link) => ({ ...link, home: link.home.heeding(controller.signal) }));
    const classes = await planRestore(chain, chosen, settings, there, { keepsTimes });
    for (const { home } of chain) await checkPresence(home, classes, signal);

    const restore = randomUUID();
    const makes = classes.filter(({ isThere }) => !isThere).map(({ name }) => name);
    const identity = { id: home.id, backend: home.backend.name, path: home.address };
    const progress = new RestoreProgress(identity, classes, startedAt, { keepsTimes, timesAs });
    const { place, id } = home;
    const record = { restore, id, place, owner: this.#options.owner, request, makes };
    await using opened = new AsyncDisposableStack();
    const executor = this.#ports.executor.startRestore(controller.signal);
    const workers = opened.use(await unlessAborted(executor, signal, release));
    const session = opened.use(
      await this.#openSession(target, settings, restore, workers, controller.signal, signal),
    );
    // Known before anything is made: a server that dies finds what it has to clean.
    await records.save({ ...record, status: progress.status });
    await this.#confirm(record, progress);
    logger.info(
      { restore: id, backend: identity.backend, path: identity.path, classes: names(classes) },
      'restore started',
    );
    opened.move();
    return new RestoreRun({
      ...{ home, classes, maxErrors, session, workers, progress, record, controller },
      ...{ records, clock, logger, metrics },
    });
  }

  /** Refuses the start where the server began to stop meanwhile; the record says so. */
  async #confirm(record: Omit<RestoreRecord, 'status'>, progress: RestoreProgress): Promise<void> {
    if (!this.#isStopping) return;
    const failure = new ExportError('SHUTTING_DOWN', []);
    const status = endedRestore(progress.status, 'CANCELED', this.#ports.clock.now(), failure.message);
    await this.#ports.restoreRecords.save({ ...record, status });
    throw failure;
  }

  #openSession(
    target: RestoreTarget,
    { onConflict, timesAs }: RestoreSettings,
    restore: string,
    workers: RestoreWorkers,
    lifetime: AbortSignal,
    signal: AbortSignal,
  ): Promise<RestoreSession> {
    const opening = target.openRestore({
      restore,
      // Of `fail` no class is there.
      onConflict: onConflict === 'fail' ? 'replace' : onConflict,
      ...(!target.keepsTimes && { timesAs }),
      signal: lifetime,
      share: (writer) => workers.share(writer),
    });
    return unlessAborted(opening, signal, release);
  }

  /** Finds a restore: among those that run here, then in the server's records. */
  async #look(
    principal: Principal | null,
    verb: Verb,
    backendName: string,
    rawId: string,
    given: ExportLookup,
  ): Promise<{ readonly run?: RestoreRun; readonly status: RestoreStatus }> {
    await this.#authorize(principal, verb, backendName, rawId, given.bucket);
    const id = parseExportId(rawId);
    const backend = await this.#ports.backends.backend(backendName);
    const lookup = this.#places.parse(backend, given, QUERY_FIELDS);
    // One that is about to run is waited for: its caller may have given up already.
    await Promise.allSettled(this.#starts.values());
    const run = [...this.#runs.values()].findLast(
      ({ home }) => home.id === id && isMeant(home.place, backend, lookup),
    );
    if (run !== undefined) {
      const { status } = run.progress;
      await this.#authorizeClasses(principal, verb, run.home, status.classes);
      return { run, status };
    }
    const records = await this.#ports.restoreRecords.find(backend.name, id);
    const record = records.find(({ place }) => isMeant(place, backend, lookup));
    if (record === undefined) throw new ExportError('RESTORE_NOT_FOUND', [id, backend.name]);
    await this.#authorizeClasses(principal, verb, record, record.status.classes);
    return record;
  }

  async #recover(record: RestoreRecord): Promise<void> {
    const { target, restoreRecords, clock, logger, metrics } = this.#ports;
    const signal = AbortSignal.timeout(RECOVER_DEADLINE_MS);
    const isCommitted = (await target?.closeUnfinished(record.restore, record.makes, signal)) === true;
    const state = isCommitted ? 'SUCCESS' : 'FAILED';
    const reason = isCommitted ? undefined : new ExportError('EXPORT_INTERRUPTED', []).message;
    const status = isFinished(record.status.status)
      ? record.status
      : endedRestore(record.status, state, clock.now(), reason);
    await restoreRecords.save({ ...record, status });
    metrics.restoreEnded(state);
    logger.warn(
      { restore: record.id, status: state },
      'restore of an earlier life of this server has been closed',
    );
  }
}

function readHomeOf(home: ExportHome, signal: AbortSignal): ReadHome {
  const { key, ...bucket } = home.file('');
  return new ReadHome(home.backend, { ...bucket, key: key.slice(0, -1) }, signal);
}

function release(late: AsyncDisposable): PromiseLike<void> {
  return late[Symbol.asyncDispose]();
}

function names(classes: readonly PlannedClass[]): string[] {
  return classes.map(({ name }) => name);
}
