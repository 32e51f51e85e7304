import {
  EmbeddedExportRecords,
  EmbeddedRestoreRecords,
  EmbeddedRoles,
  EmbeddedSchedules,
} from '@weaviate-export/adapters-db';
import {
  createWeaviateSource,
  createWeaviateTarget,
  type WeaviateOptions,
} from '@weaviate-export/adapters-weaviate';
import { ExportError } from '@weaviate-export/entities-export';
import type { Logger } from '@weaviate-export/usecases-export';
import type { FastifyInstance } from 'fastify';
import type { HostSource } from './host-source.ts';
import { openStore } from './open-store.ts';

/**
 * A live Weaviate; a store of this server's own keeps the records of exports and restores and the roles. Weaviate is first asked when
 * something is exported: a server starts also while it is away.
 * @throws ExportError as `openStore`
 */
export async function openWeaviateSource(
  { dataPath }: { readonly dataPath: string },
  weaviate: WeaviateOptions,
  logger: Logger,
): Promise<HostSource> {
  await using opened = new AsyncDisposableStack();
  const store = opened.use(await openStore(dataPath, logger));
  const dbAdapter = opened.use(createWeaviateSource(weaviate));
  const restoreTarget = opened.use(createWeaviateTarget(weaviate));
  const resources = opened.move();
  return {
    dbAdapter,
    restoreTarget,
    records: new EmbeddedExportRecords(store),
    restoreRecords: new EmbeddedRestoreRecords(store),
    schedules: new EmbeddedSchedules(store),
    owner: store.serverId,
    roles: new EmbeddedRoles(store),
    isAvailable: () => store.isAvailable(),
    api: () => ({ routes: (app) => elsewhereRoutes(app, new URL(weaviate.url).origin) }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** What Weaviate's REST API has below /v1, but for what this server answers itself. */
const ELSEWHERE = [
  'aggregate',
  'aliases',
  'backups',
  'batch',
  'classifications',
  'cluster',
  'graphql',
  'nodes',
  'objects',
  'replication',
  'schema',
  'search',
  'tasks',
  'tokenize',
];

/** Says of the API of objects that it lives in Weaviate. */
async function elsewhereRoutes(app: FastifyInstance, origin: string): Promise<void> {
  const handler = async () => {
    throw new ExportError('NOT_AVAILABLE', ['the API of objects', `it is Weaviate's own, at ${origin}`]);
  };
  for (const name of ELSEWHERE) {
    app.all(`/${name}`, handler);
    app.all(`/${name}/*`, handler);
  }
}
