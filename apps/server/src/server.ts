import type { AddressInfo } from 'node:net';
import { EmbeddedStore } from '@weaviate-export/adapters-db';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import { isExportError } from '@weaviate-export/entities-export';
import { Scheduler, silentMetrics } from '@weaviate-export/usecases-export';
import type { Logger } from 'pino';
import { createAccessControl } from './access-control.ts';
import type { OidcTokens } from './authentication/oidc-tokens.ts';
import { type Configuration, isLoopback } from './configuration.ts';
import { createContainer } from './container.ts';
import type { Environment } from './environment.ts';
import { GrpcServer } from './grpc/grpc-server.ts';
import { createHttpServer } from './http-server.ts';
import { modulesOf } from './modules.ts';
import { startMetricsServer } from './metrics/metrics-server.ts';
import { PrometheusMetrics } from './metrics/prometheus-metrics.ts';
import { ObjectIntake } from './objects/object-intake.ts';

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
  /** Where gRPC listens. */
  readonly grpcPort: number;
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
  const access = createAccessControl({ configuration, store, logger });
  await prepareTokens(access.tokens, logger);
  const container = createContainer({ configuration, store, backends, guard: access.guard, logger, metrics });
  opened.defer(() => container.unbindAllAsync());
  const scheduler = container.get(Scheduler);
  await scheduler.recover();

  let isReady = true;
  const intake = new ObjectIntake(store, access.guard);
  const shared = { configuration, store, intake, access, logger, isReady: () => isReady };
  const app = await createHttpServer({
    ...shared,
    scheduler,
    modules: modulesOf(backends.configs, configuration.scheduler),
    onExportAnswered: (httpStatus) => prometheus?.exportRequestAnswered(httpStatus),
  });
  opened.defer(() => app.close());
  const { host, port } = configuration.http;
  await app.listen({ host, port });
  const url = urlOf(app.server.address() as AddressInfo);
  const grpc = opened.use(await GrpcServer.start(shared));
  warnOfAnonymousAccess(configuration, logger);
  logger.info({ url, grpcPort: grpc.port, metricsUrl }, 'listening');

  const owned = opened.move();
  let closed: Promise<void> | undefined;
  return {
    url,
    metricsUrl,
    grpcPort: grpc.port,
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
  if (!authentication.anonymousAccess || isLoopback(host)) return;
  logger.warn(
    { host },
    'anyone who reaches this address is let in without credentials: set AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=false',
  );
}

/** An issuer that cannot be reached yet is asked again when it is needed; a wrong one ends the start. */
async function prepareTokens(tokens: OidcTokens | undefined, logger: Logger): Promise<void> {
  try {
    await tokens?.prepare();
  } catch (error) {
    if (!isExportError(error, 'OIDC_UNREACHABLE')) throw error;
    logger.warn({ err: error }, 'tokens are refused until the OIDC issuer can be reached');
  }
}
