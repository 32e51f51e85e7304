import 'reflect-metadata';
import { ExportAuthorizer, type Guard } from '@weaviate-export/host-access';
import {
  Authorizer,
  BackendProvider,
  DBAdapter,
  ExportModule,
  ExportRecords,
  Logger,
  Metrics,
  RestoreRecords,
  RestoreTarget,
  SchedulerOptions,
  Schedules,
} from '@weaviate-export/usecases-export';
import { Container } from 'inversify';
import type { Configuration } from './configuration.ts';
import type { HostSource } from './host-source.ts';

export interface HostParts {
  readonly configuration: Pick<Configuration, 'scheduler'>;
  readonly source: Pick<
    HostSource,
    'dbAdapter' | 'restoreTarget' | 'records' | 'restoreRecords' | 'schedules' | 'owner'
  >;
  readonly backends: BackendProvider;
  readonly guard: Guard;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Registers the export module, with the three ports that it needs from its host and the defaults that this host replaces. */
export function createContainer(parts: HostParts): Container {
  const { configuration, source, backends, guard, logger, metrics } = parts;
  const container = new Container();
  container.bind(Authorizer).toConstantValue(new ExportAuthorizer(guard));
  container.bind(DBAdapter).toConstantValue(source.dbAdapter);
  if (source.restoreTarget !== undefined) container.bind(RestoreTarget).toConstantValue(source.restoreTarget);
  container.bind(BackendProvider).toConstantValue(backends);

  container.bind(ExportRecords).toConstantValue(source.records);
  if (source.restoreRecords !== undefined)
    container.bind(RestoreRecords).toConstantValue(source.restoreRecords);
  container.bind(Schedules).toConstantValue(source.schedules);
  container.bind(SchedulerOptions).toConstantValue({ ...configuration.scheduler, owner: source.owner });
  container.bind(Logger).toConstantValue(logger);
  container.bind(Metrics).toConstantValue(metrics);

  container.load(ExportModule);
  return container;
}
