import 'reflect-metadata';
import { EmbeddedDBAdapter, EmbeddedExportRecords, type EmbeddedStore } from '@weaviate-export/adapters-db';
import { ExportAuthorizer, type Guard } from '@weaviate-export/host-access';
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
import type { Configuration } from './configuration.ts';

export interface HostParts {
  readonly configuration: Configuration;
  readonly store: EmbeddedStore;
  readonly backends: BackendProvider;
  readonly guard: Guard;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Registers the export module, with the three ports that it needs from its host and the defaults that this host replaces. */
export function createContainer(parts: HostParts): Container {
  const { configuration, store, backends, guard, logger, metrics } = parts;
  const container = new Container();
  container.bind(Authorizer).toConstantValue(new ExportAuthorizer(guard));
  container.bind(DBAdapter).toConstantValue(new EmbeddedDBAdapter(store));
  container.bind(BackendProvider).toConstantValue(backends);

  container.bind(ExportRecords).toConstantValue(new EmbeddedExportRecords(store));
  container.bind(SchedulerOptions).toConstantValue({ ...configuration.scheduler, owner: store.serverId });
  container.bind(Logger).toConstantValue(logger);
  container.bind(Metrics).toConstantValue(metrics);

  container.load(ExportModule);
  return container;
}
