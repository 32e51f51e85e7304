import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { createExports, type Exports } from './create-scheduler.ts';
import { Scheduler } from './export/scheduler.ts';
import { Authorizer } from './ports/authorizer.ts';
import { BackendProvider } from './ports/backend.ts';
import { Clock } from './ports/clock.ts';
import { DBAdapter } from './ports/db-adapter.ts';
import { ExportRecords } from './ports/export-records.ts';
import { Logger } from './ports/logger.ts';
import { Metrics } from './ports/metrics.ts';
import { PartExecutor } from './ports/part-executor.ts';
import { RestoreRecords } from './ports/restore-records.ts';
import { RestoreTarget } from './ports/restore-target.ts';
import { SchedulerOptions } from './ports/scheduler-options.ts';
import { Schedules } from './ports/schedules.ts';
import { Restorer } from './restore/restorer.ts';
import { ExportSchedules } from './schedule/export-schedules.ts';
import { Verifier } from './verify/verifier.ts';

/** All doors are made at a time, since they share what has a default. */
const AllDoors = Symbol('Exports') as ServiceIdentifier<Exports>;

/**
 * All that a host registers. It binds `Scheduler`, `Restorer`, `ExportSchedules` and `Verifier`, and needs `Authorizer`, `DBAdapter` and `BackendProvider` from the
 * host; `RestoreTarget` makes restores possible; `SchedulerOptions`, `ExportRecords`, `RestoreRecords`, `Schedules`, `PartExecutor`, `Logger`, `Metrics` and `Clock` have defaults that a host may
 * replace by binding its own, before or after it loads the module. `container.unbindAllAsync()` cancels what runs; a host
 * that gives exports time to end calls `Scheduler.stop` before.
 *
 * @example
 * container.bind(Authorizer).toConstantValue(authorizer);
 * container.bind(DBAdapter).toConstantValue(source);
 * container.bind(BackendProvider).toConstantValue(backends);
 * container.load(ExportModule);
 * const scheduler = container.get(Scheduler);
 */
export const ExportModule = new ContainerModule(({ bind }) => {
  bind(AllDoors)
    .toDynamicValue((context) =>
      createExports(
        {
          authorizer: context.get(Authorizer),
          db: context.get(DBAdapter),
          backends: context.get(BackendProvider),
          executor: context.get(PartExecutor, { optional: true }),
          records: context.get(ExportRecords, { optional: true }),
          schedules: context.get(Schedules, { optional: true }),
          target: context.get(RestoreTarget, { optional: true }),
          restoreRecords: context.get(RestoreRecords, { optional: true }),
          clock: context.get(Clock, { optional: true }),
          logger: context.get(Logger, { optional: true }),
          metrics: context.get(Metrics, { optional: true }),
        },
        context.get(SchedulerOptions, { optional: true }),
      ),
    )
    .inSingletonScope()
    .onDeactivation(async (doors) => doors[Symbol.asyncDispose]());
  bind(Scheduler).toDynamicValue((context) => context.get(AllDoors).scheduler);
  bind(Restorer).toDynamicValue((context) => context.get(AllDoors).restorer);
  bind(ExportSchedules).toDynamicValue((context) => context.get(AllDoors).schedules);
  bind(Verifier).toDynamicValue((context) => context.get(AllDoors).verifier);
});
