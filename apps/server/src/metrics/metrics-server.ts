import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import type { Registry } from 'prom-client';
import type { Configuration } from '../configuration.ts';
import { listen, type ListenAddress } from '../listen.ts';
import { requestTimeLimit } from '../request-time-limit.ts';

export interface MetricsServer extends AsyncDisposable {
  /** Where Prometheus reads, e.g. `http://127.0.0.1:2112/metrics`. */
  readonly url: string;
}

/** Serves metrics at `/metrics`, at a port of their own and to whoever reaches it, as Weaviate does. */
export async function startMetricsServer(
  registry: Registry,
  address: ListenAddress,
  { requestTimeoutSeconds }: Pick<Configuration['http'], 'requestTimeoutSeconds'>,
  logger: FastifyBaseLogger,
): Promise<MetricsServer> {
  const app = Fastify({
    ...requestTimeLimit(requestTimeoutSeconds),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  const url = `${await listen(app, address)}/metrics`;
  return { url, [Symbol.asyncDispose]: () => app.close() };
}
