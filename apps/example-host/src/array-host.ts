import 'reflect-metadata';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import { cutRanges, sizeOf } from '@weaviate-export/entities-export';
import * as weaviateExport from '@weaviate-export/usecases-export';
import { Container } from 'inversify';

const { Authorizer, BackendProvider, DBAdapter, ExportModule, Scheduler } = weaviateExport;

/** A database of one class in an array, in order of id. */
const books = ['The Sea', 'The Shore', 'The Sky'].map((title, index) => ({
  id: `00000000-0000-4000-8000-00000000000${index}`,
  creationTime: Date.UTC(2026, 0, 1 + index),
  updateTime: Date.UTC(2026, 0, 1 + index),
  vector: Float32Array.of(index / 10, title.length),
  namedVectors: null,
  properties: JSON.stringify({ title }),
}));
const sizes = books.map((book) => ({ id: book.id, bytes: sizeOf(book) }));

/** The host's own source: its objects are scanned on the main thread and encoded in worker threads. */
const source: weaviateExport.DBAdapter = {
  listClasses: async () => ['Book'],
  openSnapshot: async () => ({
    consistency: 'snapshot',
    classes: [
      { name: 'Book', definition: { class: 'Book' }, shards: [{ name: 'all' }], dimensions: { '': 2 } },
    ],
    cut: (_shard, limits) => cutRanges(sizes, limits),
    scan: (_shard, { first, last }) => books.filter(({ id }) => id >= first && id <= last),
    [Symbol.asyncDispose]: async () => undefined,
  }),
};

const everyone: weaviateExport.Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

/** Registers the module, with the three ports that it needs of a host. */
export function registerExports(backends: weaviateExport.BackendProvider): Container {
  const container = new Container();
  container.bind(Authorizer).toConstantValue(everyone);
  container.bind(DBAdapter).toConstantValue(source);
  container.bind(BackendProvider).toConstantValue(backends);
  container.load(ExportModule);
  return container;
}

/** Exports the array into a folder, as Parquet. */
export async function exportBooks(folder: string, id: string) {
  await using backends = new EnvironmentBackendProvider({ env: {}, filesystemRoot: folder });
  const scheduler = registerExports(backends).get(Scheduler);
  await scheduler.export(null, 'filesystem', { id });
  return scheduler.finished(null, 'filesystem', id, {}, AbortSignal.timeout(60_000));
}
