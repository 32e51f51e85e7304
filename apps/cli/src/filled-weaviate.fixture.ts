import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RestClient } from '@weaviate-export/rest-client';
import { pino } from 'pino';

/** This project's own server with two classes, as a Weaviate: `Article` of 1,000 objects and `Author` of 3. */
export interface FilledWeaviate extends AsyncDisposable {
  readonly url: string;
  /** What the program is told of it beside the URL. */
  readonly environment: Record<string, string>;
  /** The folder of its store. */
  readonly store: string;
  /** Ends it, so that its store is free. */
  stop(): Promise<void>;
}

export const COUNTS = { Article: 1_000, Author: 3 } as const;

/** @param environment of the server, beside where it lies */
export async function fillWeaviate(environment: Record<string, string> = {}): Promise<FilledWeaviate> {
  const { readConfiguration, startServer } = await import('@weaviate-export/server');
  const store = await mkdtemp(join(tmpdir(), 'cli-store-'));
  const env = { HTTP_PORT: '0', GRPC_PORT: '0', PERSISTENCE_DATA_PATH: store, ...environment };
  const server = await startServer({
    configuration: readConfiguration(env),
    environment: env,
    logger: pino({ level: 'silent' }),
  });
  const client = new RestClient({ url: server.url });
  for (const [name, count] of Object.entries(COUNTS)) {
    await client.call('POST', '/schema', {
      class: name,
      properties: [{ name: 'title', dataType: ['text'] }],
    });
    const objects = Array.from({ length: count }, (_, index) => ({
      class: name,
      id: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
      properties: { title: `${name} ${index}` },
      vector: [index, index / 2, -index],
    }));
    await client.call('POST', '/batch/objects', { objects });
  }
  const stopped = { yet: false };
  const stop = async (): Promise<void> => {
    if (!stopped.yet) await server.stop(0);
    stopped.yet = true;
  };
  return {
    url: server.url,
    environment: { WEAVIATE_GRPC_URL: `http://127.0.0.1:${server.grpcPort}` },
    store,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(store, { recursive: true });
    },
  };
}
