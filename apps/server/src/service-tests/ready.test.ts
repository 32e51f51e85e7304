import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedExportRecords, EmbeddedStore } from '@weaviate-export/adapters-db';
import { type ExportRecord, FORMAT_VERSION } from '@weaviate-export/entities-export';
import { expect, it } from 'vitest';
import { readConfiguration } from '../configuration.ts';
import { createLogger } from '../logger.ts';
import { startServer } from '../server.ts';
import { startHost } from './host.fixture.ts';

/** An export that was running when its server went away. */
const UNFINISHED: ExportRecord = {
  formatVersion: FORMAT_VERSION,
  id: 'first',
  place: { backend: 's3', bucket: 'exports', path: '' },
  owner: 'server',
  heartbeatAt: '2026-01-01T00:00:00Z',
  files: ['Article.parquet'],
  request: { id: 'first' },
  status: {
    id: 'first',
    backend: 's3',
    path: 's3://exports/first',
    status: 'TRANSFERRING',
    startedAt: '2026-01-01T00:00:00Z',
    classes: ['Article'],
    progress: {},
    shardStatus: {},
  },
};

/** An S3 server that takes requests in, and finds nothing once it may answer. */
async function startHeldS3(): Promise<{ endpoint: string; answer: () => void } & AsyncDisposable> {
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    void mayAnswer.then(() => response.writeHead(404).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer,
    async [Symbol.asyncDispose]() {
      answer();
      server.close();
      server.closeAllConnections();
    },
  };
}

it('is not ready before it has closed what an earlier life left unfinished, but lives and answers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
  {
    await using store = await EmbeddedStore.open({ path: folder });
    await new EmbeddedExportRecords(store).save(UNFINISHED);
  }
  await using s3 = await startHeldS3();
  const environment = {
    HTTP_PORT: '0',
    GRPC_PORT: '0',
    PERSISTENCE_DATA_PATH: folder,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  const server = await startServer({
    configuration: readConfiguration(environment),
    environment,
    logger: createLogger('silent'),
  });
  const statusOf = async (path: string): Promise<number> => (await fetch(`${server.url}/v1${path}`)).status;
  expect(await statusOf('/.well-known/ready')).toBe(503);
  expect(await statusOf('/.well-known/live')).toBe(200);
  expect(await statusOf('/schema')).toBe(200);
  s3.answer();
  await server.ready;
  expect(await statusOf('/.well-known/ready')).toBe(200);
  await server.stop(0);
  await rm(folder, { recursive: true });
});

it('is not ready without its store', async () => {
  await using host = await startHost();
  expect((await host.call('GET', '/.well-known/ready')).status).toBe(200);
  await rm(join(host.folder, 'data.mdb'));
  expect((await host.call('GET', '/.well-known/ready')).status).toBe(503);
  expect((await host.call('GET', '/.well-known/live')).status).toBe(200);
});
