import {
  EmbeddedDBAdapter,
  EmbeddedExportRecords,
  EmbeddedRestoreRecords,
  EmbeddedRestoreTarget,
  EmbeddedRoles,
  EmbeddedSchedules,
} from '@weaviate-export/adapters-db';
import { GrpcServer, ObjectIntake, weaviateRoutes } from '@weaviate-export/host-weaviate';
import type { Logger } from '@weaviate-export/usecases-export';
import type { Configuration } from './configuration.ts';
import type { HostSource } from './host-source.ts';
import { openStore } from './open-store.ts';

/**
 * The embedded store, with Weaviate's own API over it.
 * @throws ExportError CONFIGURATION_INVALID, STORE_LOCKED, STORE_DAMAGED or STORE_FORMAT_UNKNOWN
 */
export async function openEmbeddedSource(
  configuration: Pick<Configuration, 'dataPath' | 'http' | 'grpc'>,
  logger: Logger,
): Promise<HostSource> {
  const store = await openStore(configuration.dataPath, logger);
  return {
    dbAdapter: new EmbeddedDBAdapter(store),
    restoreTarget: new EmbeddedRestoreTarget(store),
    records: new EmbeddedExportRecords(store),
    restoreRecords: new EmbeddedRestoreRecords(store),
    schedules: new EmbeddedSchedules(store),
    owner: store.serverId,
    roles: new EmbeddedRoles(store),
    isAvailable: () => store.isAvailable(),
    api(access) {
      const { guard } = access;
      const services = { store, guard, intake: new ObjectIntake(store, guard) };
      return {
        routes: (app) => weaviateRoutes(app, services),
        startGrpc: (isReady) =>
          GrpcServer.start({
            ...services,
            configuration,
            authenticate: access.authenticate,
            logger,
            isReady,
          }),
      };
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
