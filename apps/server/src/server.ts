import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import type { Environment } from '@weaviate-export/configuration';
import { createAccessControl } from '@weaviate-export/host-access';
import {
  ExportSchedules,
  Restorer,
  Scheduler,
  silentMetrics,
  Verifier,
} from '@weaviate-export/usecases-export';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type Configuration, findMistyped, isLoopback } from './configuration.ts';
import { createContainer } from './container.ts';
import { openEmbeddedSource } from './embedded-source.ts';
import type { GrpcSide, HostSource } from './host-source.ts';
import { createHttpServer } from './http-server.ts';
import { addressesOf, listen, tryAddresses } from './listen.ts';
import { modulesOf } from './modules.ts';
import { startMetricsServer } from './metrics/metrics-server.ts';
import { PrometheusMetrics } from './metrics/prometheus-metrics.ts';
import { openWeaviateSource } from './weaviate-source.ts';

export interface ServerOptions {
  readonly configuration: Configuration;
  /** What configures the backends, such as process.env. */
  readonly environment: Environment;
  readonly logger: Logger;
  /** Opens what the server exports; what the configuration says unless told. */
  readonly openSource?: (configuration: Configuration, logger: Logger) => Promise<HostSource>;
}

/** How long clients have to take their last answers, in milliseconds; then their connections are cut. */
const LAST_ANSWERS_MS = 5_000;

/** A server that listens. */
export interface Server {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Where Prometheus reads, where metrics are on. */
  readonly metricsUrl: string | undefined;
  /** Where gRPC listens, where the source has calls. */
  readonly grpcPort: number | undefined;
  /**
   * Resolves once what an earlier life left unfinished is closed and the backends are loaded, from when on the server says
   * that it is ready. Requests are answered before.
   */
  readonly ready: Promise<void>;
  /**
   * Takes no new exports, gives running ones so many milliseconds to end and cancels the others, answers what has been
   * asked, and closes the source. Called again, it makes the time shorter.
   */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts the host: opens its source, listens, and closes what an earlier life left unfinished.
 * @throws ExportError CONFIGURATION_INVALID; what `openSource` throws
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { configuration, environment, logger, openSource = openConfigured } = options;
  for (const { variable, meant } of findMistyped(environment))
    logger.warn({ variable, meant }, 'a variable that nothing reads: is another meant?');
  await using opened = new AsyncDisposableStack();
  const prometheus = configuration.metrics.enabled ? new PrometheusMetrics() : undefined;
  const metrics = prometheus ?? silentMetrics;
  const backends = opened.use(
    new EnvironmentBackendProvider({
      env: environment,
      filesystemRoot: configuration.filesystemPath,
      metrics,
    }),
  );
  const source = opened.use(await openSource(configuration, logger));
  const access = await createAccessControl({ configuration, roleStore: source.roles, logger });
  const api = source.api?.(access);
  const addresses = addressesOf(configuration);
  await tryAddresses([
    addresses.http,
    ...(api?.startGrpc === undefined ? [] : [addresses.grpc]),
    ...(prometheus === undefined ? [] : [addresses.metrics]),
  ]);
  const metricsServer =
    prometheus &&
    opened.use(await startMetricsServer(prometheus.registry, addresses.metrics, configuration.http, logger));
  const metricsUrl = metricsServer?.url;
  const container = createContainer({
    configuration,
    source,
    backends,
    guard: access.guard,
    logger,
    metrics,
  });
  opened.defer(() => container.unbindAllAsync());
  const scheduler = container.get(Scheduler);
  const restorer = container.get(Restorer);
  const verifier = container.get(Verifier);
  const schedules = container.get(ExportSchedules);
  // Begun before the first request may come, so that it is of an earlier life's exports and restores alone.
  const recovery = Promise.all([scheduler.recover(), restorer.recover()]);
  opened.defer(async () => void (await recovery.catch(() => undefined)));

  let phase: 'starting' | 'ready' | 'stopping' = 'starting';
  const isReady = (): boolean => phase === 'ready' && source.isAvailable();
  const app = await createHttpServer({
    configuration,
    access,
    api,
    logger,
    isReady,
    scheduler,
    restorer,
    verifier,
    schedules,
    modules: modulesOf(backends.configs, configuration.scheduler),
    onExportAnswered: (httpStatus) => prometheus?.exportRequestAnswered(httpStatus),
  });
  let grpc: GrpcSide | undefined = undefined;
  opened.defer(() => close(app, grpc));
  const url = await listen(app, addresses.http);
  grpc = await api?.startGrpc?.(isReady);
  warnOfAnonymousAccess(configuration, logger);
  logger.info({ url, grpcPort: grpc?.port, metricsUrl }, 'listening');

  // Beside what is answered already: whoever asks for exports waits for a server that is ready.
  const loading = backends.load();
  opened.defer(() => loading);
  const ready = Promise.all([recovery, loading]).then(() => {
    if (phase === 'starting') {
      phase = 'ready';
      schedules.start();
    }
    logger.info('ready');
  });
  const owned = opened.move();
  let closed: Promise<void> | undefined;
  return {
    url,
    metricsUrl,
    grpcPort: grpc?.port,
    ready,
    async stop(graceMs) {
      phase = 'stopping';
      const stopped = schedules.stop();
      await Promise.all([scheduler.stop(graceMs), restorer.stop(graceMs), verifier.stop(0)]);
      await stopped;
      await (closed ??= owned.disposeAsync());
    },
  };
}

/** A live Weaviate where the configuration names one, else the embedded store. */
function openConfigured(configuration: Configuration, logger: Logger): Promise<HostSource> {
  const { weaviate } = configuration;
  return weaviate === undefined
    ? openEmbeddedSource(configuration, logger)
    : openWeaviateSource(configuration, weaviate, logger);
}

/** Answers what has been asked by HTTP and by gRPC, and waits no longer for clients that do not take it. */
async function close(app: FastifyInstance, grpc: GrpcSide | undefined): Promise<void> {
  const late = setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS_MS);
  try {
    await Promise.all([app.close(), grpc?.[Symbol.asyncDispose]()]);
  } finally {
    clearTimeout(late);
  }
}

function warnOfAnonymousAccess({ http: { host }, authentication }: Configuration, logger: Logger): void {
  if (!authentication.anonymousAccess || isLoopback(host)) return;
  logger.warn(
    { host },
    'anyone who reaches this address is let in without credentials: set AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=false',
  );
}
