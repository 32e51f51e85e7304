import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { ActiveLimit } from './export/active-limit.ts';
import { MemoryExportRecords } from './export/memory-export-records.ts';
import { Scheduler, type SchedulerPorts } from './export/scheduler.ts';
import { systemClock } from './ports/clock.ts';
import { silentLogger } from './ports/logger.ts';
import { silentMetrics } from './ports/metrics.ts';
import type { SchedulerOptions } from './ports/scheduler-options.ts';
import type { Schedules } from './ports/schedules.ts';
import { MemoryRestoreRecords } from './restore/memory-restore-records.ts';
import { Restorer, type RestorerPorts } from './restore/restorer.ts';
import { ExportSchedules } from './schedule/export-schedules.ts';
import { MemorySchedules } from './schedule/memory-schedules.ts';
import { Verifier } from './verify/verifier.ts';
import { WorkerPartExecutor } from './workers/worker-part-executor.ts';

/** What a host gives: three ports of its own, and others in place of their defaults; undefined is absent. */
export type HostPorts = Pick<SchedulerPorts, 'authorizer' | 'db' | 'backends'> & {
  readonly [Port in keyof SchedulerPorts]?: SchedulerPorts[Port] | undefined;
} & {
  /** Schedules as long as the process lives, unless given. */
  readonly schedules?: Schedules | undefined;
  /** Where exports can be restored to; nowhere, unless given. */
  readonly target?: RestorerPorts['target'];
  /** Records of restores as long as the process lives, unless given. */
  readonly restoreRecords?: RestorerPorts['restoreRecords'] | undefined;
};

/** The doors of the export module. Left by `await using`, runs are canceled and worker threads end. */
export interface Exports extends AsyncDisposable {
  readonly scheduler: Scheduler;
  readonly restorer: Restorer;
  /** Makes no runs by itself before `start`. */
  readonly schedules: ExportSchedules;
  readonly verifier: Verifier;
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
 * As `createScheduler`, with restores, schedules and verifications as well: all share the limit of what may run.
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
  // Restores and verifications need threads of this process, whatever makes the parts. None starts before it is needed.
  const own = new WorkerPartExecutor(
    settings.parallelism === 0 ? availableParallelism() : settings.parallelism,
  );
  const limit = new ActiveLimit(settings.maxConcurrent);
  const all: SchedulerPorts = {
    authorizer: ports.authorizer,
    db: ports.db,
    backends: ports.backends,
    executor: ports.executor ?? own,
    records: ports.records ?? new MemoryExportRecords(),
    clock: ports.clock ?? systemClock,
    logger: ports.logger ?? silentLogger,
    metrics: ports.metrics ?? silentMetrics,
  };
  const scheduler = new Scheduler(all, settings, own, limit);
  const restorer = new Restorer(
    {
      ...all,
      target: ports.target,
      executor: own,
      restoreRecords: ports.restoreRecords ?? new MemoryRestoreRecords(),
    },
    settings,
    limit,
  );
  const schedules = new ExportSchedules(
    { ...all, scheduler, schedules: ports.schedules ?? new MemorySchedules() },
    settings,
  );
  const verifier = new Verifier({ ...all, executor: own }, settings, limit);
  return {
    scheduler,
    restorer,
    schedules,
    verifier,
    async [Symbol.asyncDispose]() {
      const stopped = [schedules.stop(), verifier[Symbol.asyncDispose](), restorer[Symbol.asyncDispose]()];
      await scheduler[Symbol.asyncDispose]();
      await Promise.all(stopped);
    },
  };
}
