import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { MemoryExportRecords } from './export/memory-export-records.ts';
import { Scheduler, type SchedulerPorts } from './export/scheduler.ts';
import { systemClock } from './ports/clock.ts';
import { silentLogger } from './ports/logger.ts';
import { silentMetrics } from './ports/metrics.ts';
import type { SchedulerOptions } from './ports/scheduler-options.ts';
import type { Schedules } from './ports/schedules.ts';
import { ExportSchedules } from './schedule/export-schedules.ts';
import { MemorySchedules } from './schedule/memory-schedules.ts';
import { WorkerPartExecutor } from './workers/worker-part-executor.ts';

/** What a host gives: three ports of its own, and others in place of their defaults; undefined is absent. */
export type HostPorts = Pick<SchedulerPorts, 'authorizer' | 'db' | 'backends'> & {
  readonly [Port in keyof SchedulerPorts]?: SchedulerPorts[Port] | undefined;
} & {
  /** Schedules as long as the process lives, unless given. */
  readonly schedules?: Schedules | undefined;
};

/** The doors of the export module. Left by `await using`, runs are canceled and worker threads end. */
export interface Exports extends AsyncDisposable {
  readonly scheduler: Scheduler;
  /** Makes no runs by itself before `start`. */
  readonly schedules: ExportSchedules;
}

/**
 * Makes the Scheduler of its ports, without a container: all that `ExportModule` registers. By default exports are found
 * by id as long as the process lives, row groups are made by one worker thread a core, and nothing is logged or measured;
 * one export runs at a time, at the backend's root, under an owner of its own. Left by `await using` it cancels what runs
 * and ends its worker threads; an executor that was given stays its giver's.
 *
 * @example
 * await using scheduler = createScheduler({ authorizer, db, backends }, { owner: 'node-1' });
 * await scheduler.recover();
 * await scheduler.export(null, 'filesystem', { id: 'first' });
 */
export function createScheduler(ports: HostPorts, options: Partial<SchedulerOptions> = {}): Scheduler {
  return createExports(ports, options).scheduler;
}

/**
 * As `createScheduler`, with the schedules as well.
 *
 * @example
 * await using exports = createExports({ authorizer, db, backends }, { owner: 'node-1' });
 * await exports.scheduler.recover();
 * exports.schedules.start();
 */
export function createExports(ports: HostPorts, options: Partial<SchedulerOptions> = {}): Exports {
  const settings: SchedulerOptions = {
    enabled: true,
    defaultPath: '',
    maxConcurrent: 1,
    parallelism: 0,
    owner: randomUUID(),
    ...options,
  };
  const own =
    ports.executor === undefined
      ? new WorkerPartExecutor(settings.parallelism === 0 ? availableParallelism() : settings.parallelism)
      : undefined;
  const all: SchedulerPorts = {
    authorizer: ports.authorizer,
    db: ports.db,
    backends: ports.backends,
    executor: ports.executor ?? own!,
    records: ports.records ?? new MemoryExportRecords(),
    clock: ports.clock ?? systemClock,
    logger: ports.logger ?? silentLogger,
    metrics: ports.metrics ?? silentMetrics,
  };
  const scheduler = new Scheduler(all, settings, own);
  const schedules = new ExportSchedules(
    { ...all, scheduler, schedules: ports.schedules ?? new MemorySchedules() },
    settings,
  );
  return {
    scheduler,
    schedules,
    async [Symbol.asyncDispose]() {
      const stopped = schedules.stop();
      await scheduler[Symbol.asyncDispose]();
      await stopped;
    },
  };
}
