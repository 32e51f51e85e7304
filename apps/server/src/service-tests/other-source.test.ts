import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiDocument } from '@weaviate-export/adapters-rest';
import { cutRanges, sizeOf } from '@weaviate-export/entities-export';
import { RestClient } from '@weaviate-export/rest-client';
import { type DBAdapter, MemoryExportRecords, MemorySchedules } from '@weaviate-export/usecases-export';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../configuration.ts';
import type { HostSource } from '../host-source.ts';
import { createLogger } from '../logger.ts';
import { type Server, startServer } from '../server.ts';

const BOOKS = ['The Sea', 'The Shore'].map((title, index) => ({
  id: `00000000-0000-4000-8000-00000000000${index}`,
  creationTime: Date.UTC(2026, 0, 1),
  updateTime: Date.UTC(2026, 0, 1),
  vector: null,
  namedVectors: null,
  properties: JSON.stringify({ title }),
}));

/** A class in an array, in order of id. */
const library: DBAdapter = {
  listClasses: async () => ['Book'],
  openSnapshot: async () => ({
    consistency: 'snapshot',
    classes: [{ name: 'Book', definition: { class: 'Book' }, shards: [{ name: 'all' }], dimensions: {} }],
    cut: (_shard, limits) =>
      cutRanges(
        BOOKS.map((book) => ({ id: book.id, bytes: sizeOf(book) })),
        limits,
      ),
    scan: (_shard, { first, last }) => BOOKS.filter(({ id }) => id >= first && id <= last),
    [Symbol.asyncDispose]: async () => undefined,
  }),
};

describe('a server over a source that is not the embedded store', () => {
  let folder: string;
  let server: Server;
  let isAvailable = true;
  let isClosed = false;
  const source: HostSource = {
    dbAdapter: library,
    records: new MemoryExportRecords(),
    schedules: new MemorySchedules(),
    owner: 'library',
    isAvailable: () => isAvailable,
    [Symbol.asyncDispose]: async () => void (isClosed = true),
  };
  const start = (environment: Record<string, string> = {}) => {
    const env = {
      HTTP_PORT: '0',
      PERSISTENCE_DATA_PATH: join(folder, 'data'),
      BACKUP_FILESYSTEM_PATH: join(folder, 'exports'),
      PROMETHEUS_MONITORING_ENABLED: 'true',
      PROMETHEUS_MONITORING_PORT: '0',
      ...environment,
    };
    return startServer({
      configuration: readConfiguration(env),
      environment: env,
      logger: createLogger('silent'),
      openSource: async () => source,
    });
  };
  const get = async (path: string): Promise<Response> => fetch(`${server.url}/v1${path}`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'other-source-'));
    server = await start();
    await server.ready;
  });
  afterAll(async () => {
    await server.stop(0);
    await rm(folder, { recursive: true });
  });

  it('exports it', async () => {
    const client = new RestClient({ url: server.url });
    await client.export('filesystem', { id: 'one' });
    expect(await client.finished('filesystem', 'one')).toMatchObject({ status: 'SUCCESS' });
    const file = await asyncBufferFromFile(join(folder, 'exports/one/Book.parquet'));
    const rows = (await parquetReadObjects({ file, compressors })) as { properties: string }[];
    expect(rows.map(({ properties }) => properties)).toEqual(BOOKS.map(({ properties }) => properties));
    const listed = await client.list('filesystem');
    expect(listed.map(({ id }) => id)).toEqual(['one']);
  });

  it('is ready for as long as its source is there', async () => {
    expect((await get('/.well-known/ready')).status).toBe(200);
    isAvailable = false;
    expect((await get('/.well-known/ready')).status).toBe(503);
    isAvailable = true;
  });

  it('says what it is, has its documentation, and counts', async () => {
    expect(await (await get('/meta')).json()).toMatchObject({ version: '1.37.0' });
    expect(await (await get('/docs/json')).json()).toEqual(openApiDocument);
    expect(await (await fetch(server.metricsUrl!)).text()).toContain('requests_total{');
  });

  it('has no objects API of its own, and no gRPC', async () => {
    for (const path of ['/schema', '/objects', '/nodes']) expect((await get(path)).status).toBe(404);
    expect(server.grpcPort).toBeUndefined();
  });

  it('does not start with roles where the source keeps none', async () => {
    const keys = {
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'key',
      AUTHENTICATION_APIKEY_USERS: 'jane',
    };
    await expect(start({ ...keys, AUTHORIZATION_RBAC_ENABLED: 'true' })).rejects.toThrow(
      /^AUTHORIZATION_RBAC_ENABLED is "true": the source of this server keeps no roles/,
    );
    expect(isClosed).toBe(true);
  });

  it('makes no store', () => {
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});
