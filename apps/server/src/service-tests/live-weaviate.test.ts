import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RestClient } from '@weaviate-export/rest-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../configuration.ts';
import { examine } from '../doctor/examine.ts';
import { createLogger } from '../logger.ts';
import { type Server, startServer } from '../server.ts';

describe('a server in front of a live Weaviate', () => {
  let folder: string;
  let weaviate: Server;
  let server: Server;
  const start = (environment: Record<string, string>): Promise<Server> => {
    const env = { HTTP_PORT: '0', GRPC_PORT: '0', ...environment };
    return startServer({
      configuration: readConfiguration(env),
      environment: env,
      logger: createLogger('silent'),
    });
  };
  const startInFront = (): Promise<Server> =>
    start({
      EXPORT_SOURCE: 'weaviate',
      WEAVIATE_URL: weaviate.url,
      WEAVIATE_GRPC_URL: `http://127.0.0.1:${weaviate.grpcPort}`,
      PERSISTENCE_DATA_PATH: join(folder, 'front'),
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'live-'));
    weaviate = await start({ PERSISTENCE_DATA_PATH: join(folder, 'weaviate') });
    const client = new RestClient({ url: weaviate.url });
    await client.call('POST', '/objects', {
      class: 'Book',
      properties: { title: 'The Sea' },
      vector: [1, 2],
    });
    server = await startInFront();
    await server.ready;
  });
  afterAll(async () => {
    await server.stop(0);
    await weaviate.stop(0);
    await rm(folder, { recursive: true });
  });

  it('exports what the Weaviate holds, and its manifest says that it was live', async () => {
    const client = new RestClient({ url: server.url });
    await client.export('filesystem', { id: 'first' });
    const status = await client.finished('filesystem', 'first');
    expect(status).toMatchObject({ status: 'SUCCESS', progress: { Book: { objectsExported: 1 } } });
    const manifest: unknown = JSON.parse(
      await readFile(join(folder, 'front/exports/first/manifest.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({ source: { consistency: 'live' } });
  });

  it('finds its exports again after a restart', async () => {
    await server.stop(0);
    server = await startInFront();
    await server.ready;
    const client = new RestClient({ url: server.url });
    expect(await client.status('filesystem', 'first')).toMatchObject({ status: 'SUCCESS' });
  });

  it.each(['GET /objects', 'POST /batch/objects', 'GET /schema/Book/tenants', 'POST /graphql', 'GET /nodes'])(
    'answers %s with 501 and where the objects are',
    async (call) => {
      const [method = '', path = ''] = call.split(' ');
      const response = await fetch(`${server.url}/v1${path}`, { method });
      expect(response.status).toBe(501);
      expect(await response.text()).toContain(`Weaviate's own, at ${weaviate.url}`);
    },
  );

  it('has no gRPC', () => {
    expect(server.grpcPort).toBeUndefined();
  });

  it(
    'starts while the Weaviate is away, and says of an export that it cannot be reached',
    { tags: 'long' },
    async () => {
      await using stack = new AsyncDisposableStack();
      const lonely = await start({
        EXPORT_SOURCE: 'weaviate',
        WEAVIATE_URL: 'http://127.0.0.1:1',
        PERSISTENCE_DATA_PATH: join(folder, 'lonely'),
      });
      stack.defer(() => lonely.stop(0));
      await expect(new RestClient({ url: lonely.url }).export('filesystem', { id: 'x' })).rejects.toThrow(
        'http://127.0.0.1:1',
      );
    },
  );

  it.each([
    ['ok', () => weaviate.url, /^version 1\.\d+\.\d+.* answers at http:/],
    ['FAILED', () => 'http://127.0.0.1:1', /cannot be reached at http:\/\/127\.0\.0\.1:1/],
  ])('is told by doctor, with the verdict %s', { tags: 'long' }, async (verdict, url, detail) => {
    const checks = await examine({
      EXPORT_SOURCE: 'weaviate',
      WEAVIATE_URL: url(),
      WEAVIATE_GRPC_URL: `http://127.0.0.1:${weaviate.grpcPort}`,
      PERSISTENCE_DATA_PATH: join(folder, 'examined'),
    });
    expect(checks).toContainEqual({
      subject: 'weaviate',
      verdict,
      detail: expect.stringMatching(detail) as string,
    });
  });

  it('does not start without the address of the Weaviate', () => {
    expect(() => readConfiguration({ EXPORT_SOURCE: 'weaviate' })).toThrow(
      'WEAVIATE_URL is "": it has to be set together with EXPORT_SOURCE=weaviate',
    );
  });
});
