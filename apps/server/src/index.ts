export { type Configuration, knownVariables, readConfiguration } from './configuration.ts';
export type { HostSource, ObjectsApi } from './host-source.ts';
export { createLogger } from './logger.ts';
export { PrometheusMetrics } from './metrics/prometheus-metrics.ts';
export { type Server, type ServerOptions, startServer } from './server.ts';
