import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedDBAdapter, EmbeddedStore } from '@weaviate-export/adapters-db';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import type { ExportStatus } from '@weaviate-export/entities-export';
import {
  Authorizer,
  BackendProvider,
  DBAdapter,
  ExportModule,
  Scheduler,
  SchedulerOptions,
} from '@weaviate-export/usecases-export';
import { Container } from 'inversify';

/** How long an export of a test may take, in milliseconds. */
const EXPORT_DEADLINE_MS = 100_000;

/** A store and the export module over it, without a server: what a test does to the store takes no HTTP. */
export interface StoreExports extends AsyncDisposable {
  readonly folder: string;
  readonly store: EmbeddedStore;
  /** Resolves when the export has been started; `finished` waits for its end. */
  start(id: string, config?: Record<string, unknown>): Promise<{ finished: () => Promise<ExportStatus> }>;
  /** The path of an exported file. */
  file(id: string, name: string): string;
}

/** @param wrap what the module is given in place of the store's adapter */
export async function storeExports(
  parallelism: number,
  wrap: (adapter: DBAdapter, folder: string) => DBAdapter = (adapter) => adapter,
): Promise<StoreExports> {
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'store-exports-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const store = undo.use(await EmbeddedStore.open({ path: join(folder, 'store') }));
  const exports = join(folder, 'exports');
  const container = new Container();
  undo.defer(() => container.unbindAllAsync());
  container.bind(Authorizer).toConstantValue({
    authorize: async () => undefined,
    filter: async (_principal, _verb, classes) => [...classes],
  });
  container.bind(DBAdapter).toConstantValue(wrap(new EmbeddedDBAdapter(store), folder));
  container
    .bind(BackendProvider)
    .toConstantValue(new EnvironmentBackendProvider({ env: {}, filesystemRoot: exports }));
  container.bind(SchedulerOptions).toConstantValue({ parallelism });
  container.load(ExportModule);
  const scheduler = container.get(Scheduler);
  const owned = undo.move();
  return {
    folder,
    store,
    async start(id, config = {}) {
      await scheduler.export(null, 'filesystem', { id, config });
      const deadline = AbortSignal.timeout(EXPORT_DEADLINE_MS);
      return { finished: () => scheduler.finished(null, 'filesystem', id, {}, deadline) };
    },
    file: (id, name) => join(exports, id, name),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
