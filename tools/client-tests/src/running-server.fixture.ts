import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration, startServer } from '@weaviate-export/server';
import { pino } from 'pino';

/** A whole server in a folder of its own, on free ports of the loopback. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly grpcPort: number;
  /** Root of the backend `filesystem`. */
  readonly exports: string;
}

export async function runServer(environment: Record<string, string> = {}): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'clients-'));
  const env = { HTTP_PORT: '0', GRPC_PORT: '0', PERSISTENCE_DATA_PATH: folder, ...environment };
  const server = await startServer({
    configuration: readConfiguration(env),
    environment: env,
    logger: pino({ level: 'silent' }),
  });
  const { hostname, port } = new URL(server.url);
  return {
    url: server.url,
    host: hostname,
    port: Number(port),
    grpcPort: server.grpcPort!,
    exports: join(folder, 'exports'),
    async [Symbol.asyncDispose]() {
      await server.stop(0);
      await rm(folder, { recursive: true });
    },
  };
}
