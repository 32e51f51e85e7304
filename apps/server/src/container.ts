import 'reflect-metadata';
import { EmbeddedDBAdapter, EmbeddedExportRecords, type EmbeddedStore } from '@weaviate-export/adapters-db';
import {
  Authorizer,
  BackendProvider,
  DBAdapter,
  ExportModule,
  ExportRecords,
  Logger,
  Metrics,
  SchedulerOptions,
} from '@weaviate-export/usecases-export';
import { Container } from 'inversify';
import { AllowAuthenticated } from './authorizer.ts';
import type { Configuration } from './configuration.ts';

export interface HostParts {
  readonly configuration: Configuration;
  readonly store: EmbeddedStore;
  readonly backends: BackendProvider;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Registers the export module, with the three ports that it needs from its host and the defaults that this host replaces. */
export function createContainer({ configuration, store, backends, logger, metrics }: HostParts): Container {
  const container = new Container();
  container.bind(Authorizer).toConstantValue(new AllowAuthenticated(configuration.authentication));
  container.bind(DBAdapter).toConstantValue(new EmbeddedDBAdapter(store));
  container.bind(BackendProvider).toConstantValue(backends);

  container.bind(ExportRecords).toConstantValue(new EmbeddedExportRecords(store));
  container.bind(SchedulerOptions).toConstantValue({ ...configuration.scheduler, owner: store.serverId });
  container.bind(Logger).toConstantValue(logger);
  container.bind(Metrics).toConstantValue(metrics);

  container.load(ExportModule);
  return container;
}
