import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RestClient } from '@weaviate-export/rest-client';
import { startS3TestServer, type S3TestServer } from '@weaviate-export/s3-test-server';
import { readConfiguration } from '../configuration.ts';
import { createLogger } from '../logger.ts';
import { startServer, type Server } from '../server.ts';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
}

/** A whole server in a folder of its own, called over HTTP. */
export interface Host extends AsyncDisposable {
  readonly folder: string;
  /** Root of the backend `filesystem`. */
  readonly exports: string;
  readonly server: Server;
  /** The API's client of an anonymous caller; its calls end with the host. */
  readonly client: RestClient;
  /** Sends any request, well-formed or not, and takes any answer. */
  call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
}

export async function startHost(
  environment: Record<string, string> = {},
  logger = createLogger('silent'),
): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
  const env = { HTTP_PORT: '0', GRPC_PORT: '0', PERSISTENCE_DATA_PATH: folder, ...environment };
  const server = await startServer({
    configuration: readConfiguration(env),
    environment: env,
    logger,
  });
  await server.ready;
  const call: Host['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${server.url}/v1${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as never };
  };
  const over = new AbortController();
  return {
    folder,
    exports: env['BACKUP_FILESYSTEM_PATH' as never] ?? join(folder, 'exports'),
    server,
    client: new RestClient({ url: server.url, signal: over.signal }),
    call,
    async [Symbol.asyncDispose]() {
      over.abort();
      await server.stop(0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An S3 server, and the environment by which a host finds it. */
export async function startS3(
  ...buckets: string[]
): Promise<{ s3: S3TestServer; environment: Record<string, string> } & AsyncDisposable> {
  const s3 = await startS3TestServer({ buckets });
  return {
    s3,
    environment: {
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_REGION: s3.region,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    },
    [Symbol.asyncDispose]: () => s3.close(),
  };
}
