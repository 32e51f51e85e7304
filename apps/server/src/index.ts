export { type Configuration, knownVariables, readConfiguration } from './configuration.ts';
export { doctor } from './doctor/doctor.ts';
export type { HostSource, ObjectsApi } from './host-source.ts';
export { createLogger } from './logger.ts';
export { PrometheusMetrics } from './metrics/prometheus-metrics.ts';
export { serve } from './serve.ts';
export { type Server, type ServerOptions, startServer } from './server.ts';
