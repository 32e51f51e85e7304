import type { AddressInfo } from 'node:net';
import { EmbeddedStore } from '@weaviate-export/adapters-db';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import { Scheduler, silentMetrics } from '@weaviate-export/usecases-export';
import type { Logger } from 'pino';
import { createAuthenticate } from './authentication.ts';
import type { Configuration } from './configuration.ts';
import { createContainer } from './container.ts';
import type { Environment } from './environment.ts';
import { createHttpServer } from './http-server.ts';
import { startMetricsServer } from './metrics/metrics-server.ts';
import { PrometheusMetrics } from './metrics/prometheus-metrics.ts';

export interface ServerOptions {
  readonly configuration: Configuration;
  /** What configures the backends, such as process.env. */
  readonly environment: Environment;
  readonly logger: Logger;
}

/** A server that listens. */
export interface Server {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Where Prometheus reads, where metrics are on. */
  readonly metricsUrl: string | undefined;
  /**
   * Takes no new exports, gives running ones so many milliseconds to end and cancels the others, answers what has been
   * asked, and closes the store. Called again, it makes the time shorter.
   */
  stop(graceMs: number): Promise<void>;
}

/** Starts the host: opens the store, closes what an earlier life left unfinished, then listens. */
export async function startServer({ configuration, environment, logger }: ServerOptions): Promise<Server> {
  await using opened = new AsyncDisposableStack();
  const prometheus = configuration.metrics.enabled ? new PrometheusMetrics() : undefined;
  const metrics = prometheus ?? silentMetrics;
  const metricsServer =
    prometheus && opened.use(await startMetricsServer(prometheus.registry, configuration, logger));
  const metricsUrl = metricsServer?.url;
  const backends = opened.use(
    new EnvironmentBackendProvider({
      env: environment,
      filesystemRoot: configuration.filesystemPath,
      metrics,
    }),
  );
  const store = opened.use(await EmbeddedStore.open({ path: configuration.dataPath }));
  const container = createContainer({ configuration, store, backends, logger, metrics });
  opened.defer(() => container.unbindAllAsync());
  const scheduler = container.get(Scheduler);
  await scheduler.recover();

  let isReady = true;
  const app = await createHttpServer({
    configuration,
    store,
    scheduler,
    authenticate: createAuthenticate(configuration.authentication),
    logger,
    isReady: () => isReady,
    onExportAnswered: (httpStatus) => prometheus?.exportRequestAnswered(httpStatus),
  });
  opened.defer(() => app.close());
  const { host, port } = configuration.http;
  await app.listen({ host, port });
  const url = urlOf(app.server.address() as AddressInfo);
  warnOfAnonymousAccess(configuration, logger);
  logger.info({ url, metricsUrl }, 'listening');

  const owned = opened.move();
  let closed: Promise<void> | undefined;
  return {
    url,
    metricsUrl,
    async stop(graceMs) {
      isReady = false;
      await scheduler.stop(graceMs);
      await (closed ??= owned.disposeAsync());
    },
  };
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function warnOfAnonymousAccess({ http: { host }, authentication }: Configuration, logger: Logger): void {
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  if (!authentication.anonymousAccess || isLoopback) return;
  logger.warn(
    { host },
    'anyone who reaches this address may read and delete everything: set AUTHENTICATION_APIKEY_ENABLED',
  );
}
