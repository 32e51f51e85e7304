import { randomUUID } from 'node:crypto';
import {
  ExportError,
  isExportError,
  isFinished,
  type ExportRecord,
  type FinalState,
  type ScheduleMark,
  type ScheduleRun,
} from '@weaviate-export/entities-export';
import type { BegunExport, Scheduler } from '../export/scheduler.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { HeldRun, ScheduleRecord, Schedules } from '../ports/schedules.ts';
import { CronTimes } from './cron-times.ts';
import { exportIdOf } from './export-ids.ts';
import { isOf, nextBase } from './made-exports.ts';
import { Retention, type RetentionPorts } from './retention.ts';
import { requestOf } from './schedule-request.ts';

/** How often schedules are looked at, in milliseconds: within it a server hears of what another one has changed. */
export const LOOK_MS = 30_000;
/** How long a run is another server's after that one has last been heard of, in milliseconds. */
export const HOLD_MS = 120_000;
/** How often a run that waits for a place asks again, in milliseconds. */
export const PLACE_MS = 10_000;

export interface ScheduleRunnerPorts extends RetentionPorts {
  readonly scheduler: Pick<Scheduler, 'begin'>;
  readonly schedules: Schedules;
  readonly records: ExportRecords;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** How a run that was claimed goes on. */
export interface ClaimedRun {
  readonly run: ScheduleRun;
  /** Resolves once the export has been started, waits for a place, or has failed; never rejects. */
  readonly settled: Promise<void>;
}

/**
 * Makes the runs of schedules as they come due. What is due is claimed by saving the schedule with its next due time, so that of
 * servers that share a store one makes the run; a claim is held for two minutes and renewed, so that another server goes on with
 * the run where this one dies.
 */
export class ScheduleRunner {
  readonly #ports: ScheduleRunnerPorts;
  readonly #owner: string;
  readonly #life = randomUUID();
  readonly #retention: Retention;
  readonly #stop = new AbortController();
  /** Runs that this server sees to, each until it has ended. */
  readonly #active = new Set<Promise<void>>();
  #nudge = new AbortController();
  #looping: Promise<void> | undefined;

  /** @param owner this server's lasting id: no other of it lives at the same time */
  constructor(ports: ScheduleRunnerPorts, owner: string) {
    this.#ports = ports;
    this.#owner = owner;
    this.#retention = new Retention(ports);
  }

  /** Looks after the schedules from now on; first after the runs that an earlier life of this server had under way. */
  start(): void {
    this.#looping ??= this.#loop();
  }

  /** Makes no more runs; resolves once those whose exports run have ended. One that waits for a place goes on in the next life. */
  async stop(): Promise<void> {
    this.#stop.abort(new ExportError('SHUTTING_DOWN', []));
    await this.#looping;
    while (this.#active.size > 0) await Promise.all(this.#active);
  }

  /** Looks at the schedules soon, since one has changed. */
  nudge(): void {
    this.#nudge.abort();
  }

  /**
   * Makes a run now, beside those that are due.
   * @throws ExportError SCHEDULE_RUNNING or SCHEDULE_NOT_FOUND
   */
  async runNow(record: ScheduleRecord): Promise<ClaimedRun> {
    const { name } = record.definition;
    for (
      let read: ScheduleRecord | null = record;
      read !== null;
      read = await this.#ports.schedules.find(name)
    ) {
      if (read.run !== undefined) throw new ExportError('SCHEDULE_RUNNING', [name, read.run.id]);
      const now = this.#ports.clock.now();
      const run = this.#newRun(read, now, now);
      const saved = await this.#ports.schedules.save({
        ...read,
        runs: read.runs + 1,
        run,
        lastRun: told(run),
      });
      if (saved !== null) return { run: told(run), settled: this.#carryOut(saved, run) };
    }
    throw new ExportError('SCHEDULE_NOT_FOUND', [name]);
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#nudge = new AbortController();
      let sleepMs = LOOK_MS;
      try {
        sleepMs = await this.#look();
      } catch (error) {
        this.#ports.logger.warn({ err: error }, 'schedules could not be looked at');
      }
      // What has come due meanwhile waits for no clock.
      if (sleepMs <= 0) continue;
      const woken = AbortSignal.any([signal, this.#nudge.signal]);
      await this.#ports.clock.sleep(sleepMs, woken).catch(() => undefined);
    }
  }

  /** Looks once at every schedule; gives the time to the next look, in milliseconds. */
  async #look(): Promise<number> {
    const { schedules, clock, metrics } = this.#ports;
    const standing: ScheduleRecord[] = [];
    for (const listed of await schedules.list()) {
      if (this.#stop.signal.aborted) break;
      const held = await this.#hold(listed);
      const record = held === null ? null : await this.#runDue(held);
      if (record !== null) standing.push(record);
    }
    metrics.schedulesStand(
      standing.map(({ definition, dueAt, lastSuccessAt, since }) => ({
        name: definition.name,
        ...(dueAt !== undefined && { nextRunAt: Date.parse(dueAt) }),
        lastSuccessAt: Date.parse(lastSuccessAt ?? since),
      })),
    );
    const now = clock.now();
    const due = standing.flatMap(({ dueAt }) => (dueAt === undefined ? [] : [Date.parse(dueAt) - now]));
    return Math.min(LOOK_MS, ...due);
  }

  /** Keeps the claim on a run of this server's, and takes over one that nobody sees to; gives the schedule as it stands then. */
  async #hold(record: ScheduleRecord): Promise<ScheduleRecord | null> {
    const { schedules, clock } = this.#ports;
    const { run } = record;
    if (run === undefined) return record;
    const now = clock.now();
    const heldMs = Date.parse(run.heldUntil) - now;
    const isMine = run.life === this.#life;
    // Nobody but this server goes on with what was under way in an earlier life of it.
    if (isMine ? heldMs > HOLD_MS - LOOK_MS : heldMs > 0 && run.owner !== this.#owner) return record;
    const held: HeldRun = { ...run, ...this.#claim(now) };
    const saved = await schedules.save({ ...record, run: held });
    if (saved !== null && !isMine) await this.#takeOver(saved, held);
    return schedules.find(record.definition.name);
  }

  /** Goes on with a run whose server is gone. */
  async #takeOver(record: ScheduleRecord, run: HeldRun): Promise<void> {
    const found = await this.#exportOf(record, run);
    if (found === undefined) return void this.#carryOut(record, run);
    const { status } = found;
    if (isFinished(status.status)) return this.#end(record, run, status.status, status.error);
    // Its own server is there yet, or its silence is not long enough: looked at again when this hold ends.
    const silentMs = this.#ports.clock.now() - Date.parse(found.heartbeatAt);
    if (silentMs > HOLD_MS) await this.#end(record, run, 'FAILED', new ExportError('RUN_LOST', []).message);
  }

  /** The record of the export that a run has started, if it has. */
  async #exportOf(record: ScheduleRecord, { id }: ScheduleRun): Promise<ExportRecord | undefined> {
    const found = await this.#ports.records.find(record.definition.backend, id);
    return found.find((one) => isOf(one, markOf(record)));
  }

  /** Claims a run where one is due, or skips it where the one before it has not ended; gives the schedule as it stands then. */
  async #runDue(record: ScheduleRecord): Promise<ScheduleRecord | null> {
    const { schedules, clock, logger, metrics } = this.#ports;
    const { definition, dueAt, run: before } = record;
    const now = clock.now();
    if (dueAt === undefined || Date.parse(dueAt) > now) return record;
    const times = new CronTimes(definition.cron, definition.timeZone);
    const next = times.after(now);
    // However many times have been missed, the run is made once, and named after the last of them where that is known.
    const isOne = (times.after(Date.parse(dueAt)) ?? Infinity) > now;
    const run = this.#newRun(record, now, isOne ? Date.parse(dueAt) : now);
    const { dueAt: _past, ...others } = record;
    const counted = {
      ...others,
      runs: record.runs + 1,
      ...(next !== undefined && { dueAt: timeOf(next) }),
    };
    if (before !== undefined) {
      const error = new ExportError('RUN_SKIPPED', [before.id]).message;
      const saved = await schedules.save({ ...counted, lastRun: { ...told(run), status: 'SKIPPED', error } });
      if (saved === null) return schedules.find(definition.name);
      logger.warn({ schedule: definition.name, export: run.id, reason: error }, 'run of a schedule skipped');
      metrics.scheduledRunEnded(definition.name, 'SKIPPED');
      return saved;
    }
    const saved = await schedules.save({ ...counted, run, lastRun: told(run) });
    if (saved === null) return schedules.find(definition.name);
    void this.#carryOut(saved, run);
    return saved;
  }

  /** @param named the instant that the id tells */
  #newRun({ definition, runs }: ScheduleRecord, now: number, named: number): HeldRun {
    const { name, cron, timeZone, idTemplate } = definition;
    const wall = new CronTimes(cron, timeZone).wallAt(named);
    return {
      id: exportIdOf(idTemplate, { name, wall, n: runs + 1 }),
      startedAt: timeOf(now),
      status: 'WAITING',
      ...this.#claim(now),
    };
  }

  #claim(now: number): Pick<HeldRun, 'owner' | 'life' | 'heldUntil'> {
    return { owner: this.#owner, life: this.#life, heldUntil: timeOf(now + HOLD_MS) };
  }

  /** Sees to a run until it has ended; resolves once its export has been started, waits for a place, or has failed. */
  #carryOut(record: ScheduleRecord, run: HeldRun): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = this.#exportAndEnd(record, run, resolve)
      .catch((error: unknown) => {
        const fields = { schedule: record.definition.name, export: run.id, err: error };
        this.#ports.logger.error(fields, 'the end of a run could not be kept');
      })
      .finally(() => {
        this.#active.delete(done);
        resolve();
      });
    this.#active.add(done);
    return promise;
  }

  async #exportAndEnd(record: ScheduleRecord, run: HeldRun, settled: () => void): Promise<void> {
    let begun: BegunExport | undefined;
    try {
      begun = await this.#begin(record, run, settled);
    } catch (error) {
      if (this.#stop.signal.aborted && isExportError(error, 'SHUTTING_DOWN')) return;
      const reason = error instanceof Error ? error.message : String(error);
      return this.#end(record, run, 'FAILED', reason);
    }
    if (begun === undefined) return;
    const fields = { schedule: record.definition.name, export: run.id };
    this.#ports.logger.info(fields, 'run of a schedule started');
    await this.#change(record, run, (read, held) => {
      const started: HeldRun = { ...held, status: 'STARTED' };
      return { ...read, run: started, lastRun: told(started) };
    });
    settled();
    const { status, error } = await begun.ended;
    await this.#end(record, run, status as FinalState, error);
  }

  /** Starts the export, as soon as there is a place for it; undefined where the run is no longer this server's. */
  async #begin(
    { definition: { name, backend } }: ScheduleRecord,
    run: HeldRun,
    waiting: () => void,
  ): Promise<BegunExport | undefined> {
    const { scheduler, schedules, clock, records, logger } = this.#ports;
    let isWhole = false;
    for (;;) {
      const read = await schedules.find(name);
      if (read?.run?.id !== run.id || read.run.life !== this.#life) return undefined;
      const since = isWhole ? undefined : await nextBase(records, read);
      const request = requestOf(read.definition, run.id, since);
      try {
        return await scheduler.begin(read.creator, backend, request, markOf(read));
      } catch (error) {
        if (isExportError(error, 'BASE_UNSUITED') && since !== undefined) {
          // Whatever became of the one before, what is asked for is an export that can be restored.
          logger.warn({ schedule: name, export: run.id, err: error }, 'export of a schedule is a whole one');
          isWhole = true;
          continue;
        }
        if (!isExportError(error, 'EXPORT_ALREADY_ACTIVE')) throw error;
      }
      waiting();
      await clock.sleep(PLACE_MS, this.#stop.signal);
    }
  }

  async #end(
    record: ScheduleRecord,
    run: HeldRun,
    status: FinalState,
    error: string | undefined,
  ): Promise<void> {
    const { logger, metrics } = this.#ports;
    const { name } = record.definition;
    const ended: ScheduleRun = { ...told(run), status, ...(error !== undefined && { error }) };
    const fields = { schedule: name, export: run.id, status, reason: error };
    if (status === 'SUCCESS') logger.info(fields, 'run of a schedule succeeded');
    else logger.error(fields, 'run of a schedule did not succeed');
    metrics.scheduledRunEnded(name, status);
    const saved = await this.#change(record, run, ({ run: _ended, ...read }) => ({
      ...read,
      lastRun: ended,
      ...(status === 'SUCCESS' && { lastSuccessAt: ended.startedAt }),
    }));
    this.nudge();
    if (saved !== null && status === 'SUCCESS') await this.#retention.apply(saved, this.#stop.signal);
  }

  /**
   * Changes a schedule as long as the run is under way in it, and this server's; null where it is not. Tried again until the
   * server stops: what is not kept would be under way for ever.
   */
  async #change(
    { definition: { name }, since }: ScheduleRecord,
    { id }: ScheduleRun,
    change: (read: ScheduleRecord, run: HeldRun) => ScheduleRecord,
  ): Promise<ScheduleRecord | null> {
    const { schedules, clock, logger } = this.#ports;
    for (;;) {
      try {
        const read = await schedules.find(name);
        if (read?.since !== since || read.run?.id !== id || read.run.life !== this.#life) return null;
        const saved = await schedules.save(change(read, read.run));
        if (saved !== null) return saved;
      } catch (error) {
        logger.warn({ schedule: name, export: id, err: error }, 'the state of a run could not be kept');
        await clock.sleep(PLACE_MS, this.#stop.signal);
      }
    }
  }
}

/** When a schedule is to run next from an instant on, in milliseconds since 1970; undefined where it is not to. */
export function dueAfter(
  { cron, timeZone, enabled }: ScheduleRecord['definition'],
  instant: number,
): number | undefined {
  return enabled ? new CronTimes(cron, timeZone).after(instant) : undefined;
}

export function timeOf(instant: number): string {
  return new Date(instant).toISOString();
}

function markOf({ definition: { name }, since }: ScheduleRecord): ScheduleMark {
  return { name, since };
}

/** A run without who holds it. */
function told({ owner: _owner, life: _life, heldUntil: _heldUntil, ...run }: HeldRun): ScheduleRun {
  return run;
}
