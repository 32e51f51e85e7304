import { expect } from 'vitest';
import { arrayClass, everyone, until, World } from '../export/export-world.fixture.ts';
import type { Authorizer } from '../ports/authorizer.ts';
import type { DBAdapter } from '../ports/db-adapter.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import { ManualClock } from '../ports/manual-clock.fixture.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import type { ScheduleRecord, Schedules } from '../ports/schedules.ts';
import type { KeptWorkers } from '../workers/kept-workers.fixture.ts';
import { MemoryExportRecords } from '../export/memory-export-records.ts';
import { ExportSchedules } from './export-schedules.ts';
import { MemorySchedules } from './memory-schedules.ts';
import type { ScheduleRequest } from './schedule-request.ts';

/** What servers share, and what the test holds in its hands. */
export class Shared {
  readonly clock: ManualClock;
  readonly schedules: Schedules = new MemorySchedules();
  readonly records: ExportRecords = new MemoryExportRecords();
  readonly backend = new MemoryBackend('filesystem', false);

  constructor(now: string) {
    this.clock = new ManualClock(Date.parse(now));
  }
}

interface LogLine {
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A server in memory with schedules. */
export class ScheduleWorld implements AsyncDisposable {
  readonly world: World;
  readonly schedules: ExportSchedules;
  readonly log: LogLine[] = [];
  readonly shared: Shared;

  constructor(
    workers: KeptWorkers,
    shared: Shared,
    {
      owner = 'server-a',
      authorizer = everyone,
      maxConcurrent = 10,
      source,
    }: { owner?: string; authorizer?: Authorizer; maxConcurrent?: number; source?: DBAdapter } = {},
  ) {
    this.shared = shared;
    const { clock, backend, records } = shared;
    const say = (fields: object, message: string): void => void this.log.push({ ...fields, message });
    const logger = { debug: say, info: say, warn: say, error: say };
    this.world = new World(workers, [arrayClass('Article'), arrayClass('Book')], {
      ports: { records, authorizer, logger, ...(source && { db: source }) },
      options: { owner, maxConcurrent },
      backend,
      clock,
    });
    const { scheduler, metrics } = this.world;
    const ports = {
      scheduler,
      db: source ?? this.world.source,
      backends: backend,
      metrics,
      records,
      authorizer,
      clock,
      logger,
    };
    this.schedules = new ExportSchedules({ ...ports, schedules: shared.schedules }, { owner });
  }

  /** Makes a schedule of every night at 03:00 in Berlin, but for what is given. */
  async make(request: Partial<ScheduleRequest> = {}): Promise<void> {
    await this.schedules.create(null, {
      name: 'nightly',
      cron: '0 3 * * *',
      timeZone: 'Europe/Berlin',
      backend: 'filesystem',
      ...request,
    });
  }

  /** The schedule as it stands. */
  async record(name = 'nightly'): Promise<ScheduleRecord> {
    return (await this.shared.schedules.find(name))!;
  }

  /** Lets the clock go on to a time, and waits until so many runs have been counted and none is under way. */
  async runsAt(time: string, runs: number, name = 'nightly'): Promise<ScheduleRecord> {
    this.goTo(time);
    return this.ran(runs, name);
  }

  goTo(time: string): void {
    this.shared.clock.advance(Date.parse(time) - this.shared.clock.now());
  }

  async ran(runs: number, name = 'nightly'): Promise<ScheduleRecord> {
    await until(async () => {
      const record = await this.record(name);
      expect([record.runs, record.run]).toEqual([runs, undefined]);
    });
    return this.record(name);
  }

  /** Waits until the server sleeps, having looked at all schedules. */
  async quiet(): Promise<void> {
    await until(() => expect(this.shared.clock.sleepers).toBeGreaterThan(0));
  }

  /** The ids of the exports that are whole, in order. */
  get whole(): string[] {
    return this.world.fileNames.flatMap((name) => /^(.*)\/manifest\.json$/.exec(name)?.[1] ?? []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = this.schedules.stop();
    await this.world.scheduler.stop(0);
    await stopped;
  }
}
