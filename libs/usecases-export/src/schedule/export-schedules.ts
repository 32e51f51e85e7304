import {
  ExportError,
  isExportError,
  type ScheduleDefinition,
  type ScheduleStatus,
} from '@weaviate-export/entities-export';
import type { Scheduler } from '../export/scheduler.ts';
import type { Principal, Verb } from '../ports/authorizer.ts';
import type { DBAdapter } from '../ports/db-adapter.ts';
import type { ScheduleRecord } from '../ports/schedules.ts';
import { exportIdOf } from './export-ids.ts';
import { classesOf, parseSchedule, requestOf, type ScheduleRequest } from './schedule-request.ts';
import { dueAfter, ScheduleRunner, type ScheduleRunnerPorts, timeOf } from './schedule-runner.ts';

/** Most schedules of a store: all of them are told at a time, and looked at every half minute. */
export const MOST_SCHEDULES = 1_000;

export interface ExportSchedulesPorts extends ScheduleRunnerPorts {
  readonly scheduler: Pick<Scheduler, 'begin' | 'check'>;
  readonly db: Pick<DBAdapter, 'listClasses'>;
}

/**
 * The door of schedules: makes, tells, changes and removes them, and makes their runs from `start` on. Whoever may export the
 * classes of a schedule may do all of this with it; its exports are made as whoever made or changed it last.
 */
export class ExportSchedules implements AsyncDisposable {
  readonly #ports: ExportSchedulesPorts;
  readonly #runner: ScheduleRunner;

  /** @param owner this server's lasting id, as the Scheduler's */
  constructor(ports: ExportSchedulesPorts, { owner }: { readonly owner: string }) {
    this.#ports = ports;
    this.#runner = new ScheduleRunner(ports, owner);
  }

  /** Makes runs as they come due, what was missed meanwhile once. Call it once, when `Scheduler.recover` is done. */
  start(): void {
    this.#runner.start();
  }

  /** Makes no more runs; resolves once those whose exports run have ended, to which `Scheduler.stop` sees. */
  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /**
   * Makes a schedule; its request is held against all that a start would be held against, but for the backend's access.
   * @throws ExportError UNAUTHENTICATED or FORBIDDEN, SCHEDULE_ALREADY_EXISTS, FIELD_INVALID, FIELD_NOT_SUPPORTED, and those of
   *   `Scheduler.export`
   */
  async create(principal: Principal | null, request: ScheduleRequest): Promise<ScheduleStatus> {
    const { schedules, clock } = this.#ports;
    const definition = await this.#parsed(principal, request);
    const now = clock.now();
    if ((await schedules.list()).length >= MOST_SCHEDULES) {
      const allowed = `${MOST_SCHEDULES} schedules are there, and no more are allowed`;
      throw new ExportError('FIELD_INVALID', ['name', definition.name, allowed]);
    }
    const made = { revision: 0, definition, creator: principal, since: timeOf(now), runs: 0 };
    const saved = await schedules.save({ ...made, ...dueOf(definition, now) });
    if (saved === null) throw new ExportError('SCHEDULE_ALREADY_EXISTS', [definition.name]);
    this.#runner.nudge();
    return statusOf(saved);
  }

  /**
   * The schedules in order of name; those of classes that the caller may not export are left out.
   * @throws ExportError UNAUTHENTICATED
   */
  async list(principal: Principal | null): Promise<ScheduleStatus[]> {
    if (!(await this.#isAllowed(() => this.#authorize(principal, 'read')))) return [];
    const told: ScheduleStatus[] = [];
    for (const record of await this.#ports.schedules.list())
      if (await this.#isAllowed(() => this.#authorizeExports(principal, 'read', record)))
        told.push(statusOf(record));
    return told;
  }

  /** @throws ExportError UNAUTHENTICATED or FORBIDDEN, before anything is looked up; SCHEDULE_NOT_FOUND */
  async get(principal: Principal | null, name: string): Promise<ScheduleStatus> {
    return statusOf(await this.#find(principal, 'read', name));
  }

  /**
   * Puts another definition in place of the one that is there; its exports are made as the caller from now on.
   * @throws ExportError as `get` and `create`, and FIELD_INVALID where the request has another name
   */
  async replace(
    principal: Principal | null,
    name: string,
    request: ScheduleRequest,
  ): Promise<ScheduleStatus> {
    await this.#find(principal, 'create', name);
    if (request.name !== name)
      throw new ExportError('FIELD_INVALID', ['name', request.name, `it must be that of the path, ${name}`]);
    const definition = await this.#parsed(principal, request);
    const saved = await this.#change(principal, 'create', name, ({ dueAt, ...record }) => {
      const isSame = (['cron', 'timeZone', 'enabled'] as const).every(
        (field) => record.definition[field] === definition[field],
      );
      const due = isSame
        ? { ...(dueAt !== undefined && { dueAt }) }
        : dueOf(definition, this.#ports.clock.now());
      return { ...record, definition, creator: principal, ...due };
    });
    this.#runner.nudge();
    return statusOf(saved);
  }

  /**
   * Removes a schedule; its exports stay, and one that runs goes on.
   * @throws ExportError as `get`
   */
  async remove(principal: Principal | null, name: string): Promise<void> {
    for (;;) {
      const { revision } = await this.#find(principal, 'delete', name);
      if (await this.#ports.schedules.remove(name, revision)) return this.#runner.nudge();
    }
  }

  /**
   * Makes a run now, whether the schedule is enabled or not; resolves once its export has been started, waits for a place or
   * has failed, which `lastRun` tells.
   * @throws ExportError as `get`, and SCHEDULE_RUNNING
   */
  async run(principal: Principal | null, name: string): Promise<ScheduleStatus> {
    const { settled } = await this.#runner.runNow(await this.#find(principal, 'create', name));
    await settled;
    return statusOf(await this.#find(principal, 'create', name));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #parsed(principal: Principal | null, request: ScheduleRequest): Promise<ScheduleDefinition> {
    await this.#authorize(principal, 'create', request.name);
    const definition = parseSchedule(request);
    const { name, idTemplate, backend } = definition;
    const first = requestOf(definition, exportIdOf(idTemplate, { name, wall: new Date(0), n: 1 }), undefined);
    await this.#ports.scheduler.check(principal, backend, first);
    return definition;
  }

  async #change(
    principal: Principal | null,
    verb: Verb,
    name: string,
    change: (record: ScheduleRecord) => ScheduleRecord,
  ): Promise<ScheduleRecord> {
    for (;;) {
      const saved = await this.#ports.schedules.save(change(await this.#find(principal, verb, name)));
      if (saved !== null) return saved;
    }
  }

  async #find(principal: Principal | null, verb: Verb, name: string): Promise<ScheduleRecord> {
    await this.#authorize(principal, verb, name);
    const record = await this.#ports.schedules.find(name);
    if (record === null) throw new ExportError('SCHEDULE_NOT_FOUND', [name]);
    await this.#authorizeExports(principal, verb, record);
    return record;
  }

  /** Asked before anything is looked up, so that no answer tells what exists. */
  #authorize(principal: Principal | null, verb: Verb, name?: string): Promise<void> {
    const resource = { type: 'schedule', ...(name !== undefined && { name }) } as const;
    return this.#ports.authorizer.authorize(principal, verb, [resource]);
  }

  /** Of a schedule that names no classes: those that an export of it would have now. */
  async #authorizeExports(principal: Principal | null, verb: Verb, record: ScheduleRecord): Promise<void> {
    const { authorizer, db } = this.#ports;
    const { definition, creator } = record;
    const wanted = classesOf(definition, await db.listClasses());
    const made = await authorizer.filter(creator, 'create', wanted);
    const classes = made.length === 0 ? wanted : made;
    await authorizer.authorize(principal, verb, [{ type: 'export', backend: definition.backend, classes }]);
  }

  async #isAllowed(asked: () => Promise<void>): Promise<boolean> {
    try {
      await asked();
      return true;
    } catch (error) {
      if (isExportError(error, 'FORBIDDEN')) return false;
      throw error;
    }
  }
}

function dueOf(definition: ScheduleDefinition, now: number): { dueAt?: string } {
  const due = dueAfter(definition, now);
  return due === undefined ? {} : { dueAt: timeOf(due) };
}

function statusOf({ definition, dueAt, lastRun }: ScheduleRecord): ScheduleStatus {
  return {
    ...definition,
    ...(dueAt !== undefined && { nextRunAt: dueAt }),
    ...(lastRun !== undefined && { lastRun }),
  };
}
