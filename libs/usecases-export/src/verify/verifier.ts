import {
  ExportError,
  isExportError,
  MANIFEST_FILE,
  parseExportId,
  type VerificationStatus,
} from '@weaviate-export/entities-export';
import { unlessAborted, within } from '@weaviate-export/waiting';
import type { ActiveLimit } from '../export/active-limit.ts';
import { ExportFinder, isMeant } from '../export/export-finder.ts';
import { ExportHome } from '../export/export-home.ts';
import { CONFIG_FIELDS, ExportPlaces, QUERY_FIELDS } from '../export/export-places.ts';
import type { ExportLookup } from '../export/export-request.ts';
import type { Authorizer, ExportResource, Principal } from '../ports/authorizer.ts';
import type { Backend, BackendProvider, FileLocation } from '../ports/backend.ts';
import type { Clock } from '../ports/clock.ts';
import type { DBAdapter } from '../ports/db-adapter.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import type { Logger } from '../ports/logger.ts';
import type { SchedulerOptions } from '../ports/scheduler-options.ts';
import type { VerifyExecutor } from '../ports/verify-executor.ts';
import { readContents } from '../stored/export-files.ts';
import { ReadHome } from '../stored/read-home.ts';
import type { VerificationRequest } from './verification-request.ts';
import { VerificationRun } from './verification-run.ts';

/** How long the look for an export may take, in milliseconds. */
const LOOK_UP_DEADLINE_MS = 15_000;
/** Verifications that have ended and are still told of: each may hold a thousand findings. */
const MOST_KEPT = 100;

export interface VerifierPorts {
  readonly authorizer: Authorizer;
  readonly db: DBAdapter;
  readonly backends: BackendProvider;
  readonly executor: VerifyExecutor;
  readonly records: ExportRecords;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The last verification of an export. */
interface Told {
  readonly run: VerificationRun;
  readonly home: ExportHome;
  /** Of the export, by which a caller may read of it. */
  readonly classes: readonly string[];
  isOver: boolean;
}

/**
 * The door of verifications: starts them and tells how they stand, as long as the process lives. They run within the limit of
 * the exports. `createUseCases` or `ExportModule` makes it.
 *
 * @example
 * await verifier.verify(principal, 's3', 'nightly', { against: 'source', config: { bucket: 'exports' } });
 * const { status, findings } = await verifier.status(principal, 's3', 'nightly', { bucket: 'exports' });
 */
export class Verifier implements AsyncDisposable {
  readonly #ports: VerifierPorts;
  readonly #places: ExportPlaces;
  readonly #finder: ExportFinder;
  readonly #limit: ActiveLimit;
  /** By place and id, the last started last. */
  readonly #told = new Map<string, Told>();
  #isStopping = false;

  constructor(ports: VerifierPorts, options: SchedulerOptions, limit: ActiveLimit) {
    this.#ports = ports;
    this.#limit = limit;
    this.#places = new ExportPlaces(options);
    this.#finder = new ExportFinder(this.#places, ports.records, ports.clock);
  }

  /**
   * Starts a verification of an export that has succeeded. Who may read the export may verify it.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED, before anything is looked up and for classes of the export that the
   * caller may not read; EXPORT_NOT_FOUND, EXPORT_NOT_WHOLE, EXPORT_ALREADY_ACTIVE, VERIFICATION_ALREADY_ACTIVE,
   * SHUTTING_DOWN, ID_*, FIELD_INVALID
   */
  async verify(
    principal: Principal | null,
    backendName: string,
    rawId: string,
    { against, config = {} }: VerificationRequest,
  ): Promise<VerificationStatus> {
    this.#refuseWhenStopping();
    await this.#authorize(principal, backendName, rawId, config.bucket);
    const id = parseExportId(rawId);
    if (against !== undefined && against !== 'source')
      throw new ExportError('FIELD_INVALID', ['against', against, 'allowed is source']);
    const backend = await this.#ports.backends.backend(backendName);
    const { home, classes } = await this.#find(
      backend,
      id,
      this.#places.parse(backend, config, CONFIG_FIELDS),
    );
    await this.#authorizeClasses(principal, backendName, id, classes);
    this.#refuseWhenStopping();
    const key = JSON.stringify([home.place, id]);
    if (this.#told.get(key)?.isOver === false) throw new ExportError('VERIFICATION_ALREADY_ACTIVE', [id]);
    const place = this.#limit.take();
    return { ...this.#start(principal, key, home, classes, against, place).status, status: 'STARTED' };
  }

  /**
   * How the last verification of an export stands that this process has started.
   * @throws ExportError as `verify`, and VERIFICATION_NOT_FOUND
   */
  async status(
    principal: Principal | null,
    backendName: string,
    rawId: string,
    lookup: ExportLookup,
  ): Promise<VerificationStatus> {
    return (await this.#look(principal, backendName, rawId, lookup)).run.status;
  }

  /**
   * Waits until the last verification of an export has ended, and tells how.
   * @throws ExportError as `status`, and the signal's reason where it aborts first; the verification goes on then
   */
  async finished(
    principal: Principal | null,
    backendName: string,
    rawId: string,
    lookup: ExportLookup,
    signal: AbortSignal,
  ): Promise<VerificationStatus> {
    const { run } = await this.#look(principal, backendName, rawId, lookup);
    await unlessAborted(run.done, signal);
    return run.status;
  }

  /** Takes no new verifications, gives running ones so many milliseconds to end, and stops those that have not. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    const runs = [...this.#told.values()].map(({ run }) => run);
    const ends = Promise.all(runs.map(({ done }) => done));
    await within(graceMs, ends, () => undefined);
    for (const run of runs) run.cancel(new ExportError('SHUTTING_DOWN', []));
    await ends;
  }

  /** Stops what runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(0);
  }

  #start(
    principal: Principal | null,
    key: string,
    home: ExportHome,
    classes: readonly string[],
    against: 'source' | undefined,
    place: Disposable,
  ): VerificationRun {
    const { db, authorizer, executor, clock, logger } = this.#ports;
    const run = new VerificationRun({
      ...{ id: home.id, backend: home.backend, home: folderOf(home), executor, clock },
      mayRead: ({ bucket }) => {
        if (bucket !== undefined) this.#places.parse(home.backend, { bucket }, CONFIG_FIELDS);
      },
      ...(against && {
        source: { db, readable: (names: readonly string[]) => authorizer.filter(principal, 'read', names) },
      }),
    });
    const told: Told = { run, home, classes, isOver: false };
    this.#told.delete(key);
    this.#told.set(key, told);
    logger.info({ export: home.id, path: home.address, against }, 'verification started');
    void run.done.then(() => {
      told.isOver = true;
      place[Symbol.dispose]();
      const { status, findingsTotal, error } = run.status;
      logger.info({ export: home.id, status, findings: findingsTotal, error }, 'verification ended');
      this.#forgetOld();
    });
    return run;
  }

  #forgetOld(): void {
    const over = [...this.#told].filter(([, { isOver }]) => isOver);
    for (const [key] of over.slice(0, Math.max(0, over.length - MOST_KEPT))) this.#told.delete(key);
  }

  async #look(
    principal: Principal | null,
    backendName: string,
    rawId: string,
    given: ExportLookup,
  ): Promise<Told> {
    await this.#authorize(principal, backendName, rawId, given.bucket);
    const id = parseExportId(rawId);
    const backend = await this.#ports.backends.backend(backendName);
    const lookup = this.#places.parse(backend, given, QUERY_FIELDS);
    const told = [...this.#told.values()].findLast(
      ({ home }) => home.id === id && isMeant(home.place, backend, lookup),
    );
    if (told === undefined) throw new ExportError('VERIFICATION_NOT_FOUND', [id, backend.name]);
    await this.#authorizeClasses(principal, backendName, id, told.classes);
    return told;
  }

  /** The export, by its record or, where that is not one of ours, by what lies there. */
  async #find(
    backend: Backend,
    id: string,
    lookup: ExportLookup,
  ): Promise<{ readonly home: ExportHome; readonly classes: readonly string[] }> {
    try {
      const { record, home } = await this.#finder.find(backend, id, lookup);
      const { status, classes } = record.status;
      if (status === 'SUCCESS') return { home, classes };
      throw new ExportError('EXPORT_NOT_WHOLE', [
        home.address,
        `it is ${status}, and has no ${MANIFEST_FILE}`,
      ]);
    } catch (error) {
      const place = this.#places.ifKnown(backend, lookup, CONFIG_FIELDS);
      if (!isExportError(error, 'METADATA_INVALID') || place === undefined) throw error;
      const home = new ExportHome(backend, place, id);
      const signal = AbortSignal.timeout(LOOK_UP_DEADLINE_MS);
      const { classes } = await readContents(new ReadHome(backend, folderOf(home), signal));
      return { home, classes: [...classes.keys()] };
    }
  }

  #refuseWhenStopping(): void {
    if (this.#isStopping) throw new ExportError('SHUTTING_DOWN', []);
  }

  /** Asked before anything is looked up or checked, so that no other answer tells what exists. */
  async #authorize(
    principal: Principal | null,
    backend: string,
    id: string,
    bucket: string | undefined,
  ): Promise<void> {
    const resources: ExportResource[] = [{ type: 'export', backend, id }];
    if (bucket !== undefined) resources.push({ type: 'bucket', backend, bucket });
    await this.#ports.authorizer.authorize(principal, 'read', resources);
  }

  async #authorizeClasses(
    principal: Principal | null,
    backend: string,
    id: string,
    classes: readonly string[],
  ): Promise<void> {
    await this.#ports.authorizer.authorize(principal, 'read', [{ type: 'export', backend, id, classes }]);
  }
}

function folderOf(home: ExportHome): FileLocation {
  const { key, ...bucket } = home.file('');
  return { ...bucket, key: key.slice(0, -1) };
}
