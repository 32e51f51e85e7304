import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { ContainerModule } from 'inversify';
import { MemoryExportRecords } from './export/memory-export-records.ts';
import { WorkerPartExecutor } from './workers/worker-part-executor.ts';
import { Authorizer } from './ports/authorizer.ts';
import { BackendProvider } from './ports/backend.ts';
import { Clock, systemClock } from './ports/clock.ts';
import { DBAdapter } from './ports/db-adapter.ts';
import { ExportRecords } from './ports/export-records.ts';
import { Logger, silentLogger } from './ports/logger.ts';
import { Metrics, silentMetrics } from './ports/metrics.ts';
import { PartExecutor } from './ports/part-executor.ts';
import { Scheduler } from './export/scheduler.ts';
import { SchedulerOptions } from './ports/scheduler-options.ts';

/** How long running exports may go on when the container is unbound, in milliseconds; a host that wants another time calls `Scheduler.stop` before. */
const DEACTIVATION_GRACE_MS = 0;

/**
 * All that a host registers. It binds `Scheduler`, and needs `Authorizer`, `DBAdapter` and `BackendProvider` from the
 * host; `SchedulerOptions`, `ExportRecords`, `PartExecutor`, `Logger`, `Metrics` and `Clock` have defaults that a host may
 * replace by binding its own, before or after it loads the module. `container.unbindAllAsync()` stops the Scheduler.
 */
export const ExportModule = new ContainerModule(({ bind }) => {
  bind(WorkerPartExecutor)
    .toDynamicValue((context) => {
      const { parallelism = 0 } = context.get(SchedulerOptions, { optional: true }) ?? {};
      return new WorkerPartExecutor(parallelism === 0 ? availableParallelism() : parallelism);
    })
    .inSingletonScope()
    .onDeactivation((executor) => executor[Symbol.asyncDispose]());
  bind(Scheduler)
    .toDynamicValue((context) => {
      const given = context.get(SchedulerOptions, { optional: true });
      const options: SchedulerOptions = {
        enabled: true,
        defaultPath: '',
        maxConcurrent: 1,
        parallelism: 0,
        owner: randomUUID(),
        ...given,
      };
      return new Scheduler(
        {
          authorizer: context.get(Authorizer),
          db: context.get(DBAdapter),
          backends: context.get(BackendProvider),
          executor: context.get(PartExecutor, { optional: true }) ?? context.get(WorkerPartExecutor),
          records: context.get(ExportRecords, { optional: true }) ?? new MemoryExportRecords(),
          clock: context.get(Clock, { optional: true }) ?? systemClock,
          logger: context.get(Logger, { optional: true }) ?? silentLogger,
          metrics: context.get(Metrics, { optional: true }) ?? silentMetrics,
        },
        options,
      );
    })
    .inSingletonScope()
    .onDeactivation((scheduler) => scheduler.stop(DEACTIVATION_GRACE_MS));
});
