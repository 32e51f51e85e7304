import { isIPv4 } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { readBackendConfigs } from '@weaviate-export/backends';
import {
  type Environment,
  EnvironmentReader,
  mistypedVariables,
  type MistypedVariable,
  splitList,
  variablesOf,
} from '@weaviate-export/configuration';
import { readWeaviateOptions, type WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import {
  type AccessConfiguration,
  readAuthentication,
  readAuthorization,
} from '@weaviate-export/host-access';
import {
  DEFAULT_ENCODING,
  DEFAULT_LAYOUT,
  ENCODING_NAMES,
  LAYOUT_NAMES,
  parseBucket,
  parseExportPath,
  type SchedulerOptions,
} from '@weaviate-export/usecases-export';
import { type Cors, readCors } from './cors.ts';

/** Metrics for Prometheus, on the host of the API. */
export interface MetricsConfiguration {
  readonly enabled: boolean;
  /** 0 takes a free port. */
  readonly port: number;
}

/** pino's levels by their names in LOG_LEVEL: its own, and Weaviate's where they differ. */
const LOG_LEVELS = {
  panic: 'fatal',
  fatal: 'fatal',
  error: 'error',
  warning: 'warn',
  warn: 'warn',
  info: 'info',
  debug: 'debug',
  trace: 'trace',
  silent: 'silent',
} as const;
export type LogLevel = (typeof LOG_LEVELS)[keyof typeof LOG_LEVELS];

/** All that the environment decides. Paths are absolute. */
export interface Configuration extends AccessConfiguration {
  readonly http: {
    readonly host: string;
    /** 0 takes a free port. */
    readonly port: number;
    readonly bodyLimitBytes: number;
    /** Connections at a time. */
    readonly maxConnections: number;
    /** How long a request may take to arrive. */
    readonly requestTimeoutSeconds: number;
    readonly cors: Cors;
  };
  readonly grpc: {
    /** 0 takes a free port. */
    readonly port: number;
    /** The largest message, in either direction. */
    readonly maxMessageBytes: number;
  };
  /** Home of the embedded store: of objects, or of the records of exports and the roles alone. */
  readonly dataPath: string;
  /** The Weaviate whose objects are exported, in place of the embedded store's. */
  readonly weaviate?: WeaviateOptions;
  /** Root of the backend `filesystem`. */
  readonly filesystemPath: string;
  readonly scheduler: Omit<SchedulerOptions, 'owner'>;
  /** How long a shutdown waits for running exports. */
  readonly shutdownGraceSeconds: number;
  readonly metrics: MetricsConfiguration;
  readonly logLevel: LogLevel;
}

const HIGHEST_PORT = 65_535;
/** Weaviate's. */
const DEFAULT_METRICS_PORT = 2112;
/** Room for the batches that Weaviate's clients send. */
const DEFAULT_BODY_LIMIT_BYTES = 50 * 1024 * 1024;
/** A body is decoded to one string, and V8 stops strings at 512 MiB. */
const HIGHEST_BODY_LIMIT_BYTES = 500 * 1024 * 1024;
/** Weaviate's own default, which its clients take where a server tells none: 100 MiB and 400 bytes. */
const DEFAULT_GRPC_MESSAGE_BYTES = 104_858_000;
/** The length of a gRPC message has 32 bits, of which Node's buffers and clients take 31. */
const HIGHEST_GRPC_MESSAGE_BYTES = 2 ** 31 - 1;
/** Each takes a file descriptor, of which systems often give a process no more than 65,536. */
const DEFAULT_MAX_CONNECTIONS = 10_000;
const HIGHEST_MAX_CONNECTIONS = 1_000_000;
/** Room for the largest body over a slow line. */
const DEFAULT_REQUEST_TIMEOUT_SECONDS = 300;
const HIGHEST_REQUEST_TIMEOUT_SECONDS = 86_400;
const HIGHEST_MAX_CONCURRENT = 1000;
/** Worker threads an export; docs/operations.md has what memory each holds. */
const HIGHEST_PARALLELISM = 256;
const DEFAULT_SHUTDOWN_GRACE_SECONDS = 30;
const HIGHEST_SHUTDOWN_GRACE_SECONDS = 3600;
const ANY_BUCKET = '*';

/**
 * Reads the server's configuration, and checks that of the backends; variables have Weaviate's names where it has one. An empty variable counts as one
 * that is not set.
 * @throws ExportError CONFIGURATION_INVALID naming variable, value and what is allowed; an AggregateError of them
 * where many values are bad
 */
export function readConfiguration(environment: Environment): Configuration {
  const reader = new EnvironmentReader(environment);
  const dataPath = resolve(reader.text('PERSISTENCE_DATA_PATH') ?? './data');
  const host =
    reader.parsed(
      'HTTP_HOST',
      (name) => (/^[^\s/]+$/.test(name) ? name : undefined),
      'allowed is an address or a host name',
    ) ?? '127.0.0.1';
  const weaviate = readLiveSource(reader);
  const authentication = readAuthentication(reader, { isLoopback: isLoopback(host) });
  const configuration: Configuration = {
    http: {
      host,
      port: reader.integer('HTTP_PORT', 8080, { min: 0, max: HIGHEST_PORT }),
      bodyLimitBytes: reader.integer('HTTP_BODY_LIMIT_BYTES', DEFAULT_BODY_LIMIT_BYTES, {
        min: 1,
        max: HIGHEST_BODY_LIMIT_BYTES,
      }),
      maxConnections: reader.integer('HTTP_MAX_CONNECTIONS', DEFAULT_MAX_CONNECTIONS, {
        min: 1,
        max: HIGHEST_MAX_CONNECTIONS,
      }),
      requestTimeoutSeconds: reader.integer('HTTP_REQUEST_TIMEOUT_SECONDS', DEFAULT_REQUEST_TIMEOUT_SECONDS, {
        min: 1,
        max: HIGHEST_REQUEST_TIMEOUT_SECONDS,
      }),
      cors: readCors(reader),
    },
    grpc: {
      port: reader.integer('GRPC_PORT', 50_051, { min: 0, max: HIGHEST_PORT }),
      maxMessageBytes: reader.integer('GRPC_MAX_MESSAGE_SIZE', DEFAULT_GRPC_MESSAGE_BYTES, {
        min: 1,
        max: HIGHEST_GRPC_MESSAGE_BYTES,
      }),
    },
    dataPath,
    ...(weaviate !== undefined && { weaviate }),
    filesystemPath:
      reader.parsed(
        'BACKUP_FILESYSTEM_PATH',
        (path) => (isAbsolute(path) ? resolve(path) : undefined),
        'allowed is an absolute path',
      ) ?? join(dataPath, 'exports'),
    scheduler: readSchedulerOptions(reader),
    shutdownGraceSeconds: reader.integer('EXPORT_SHUTDOWN_GRACE_SECONDS', DEFAULT_SHUTDOWN_GRACE_SECONDS, {
      min: 0,
      max: HIGHEST_SHUTDOWN_GRACE_SECONDS,
    }),
    authentication,
    authorization: readAuthorization(reader, authentication),
    metrics: {
      enabled: reader.boolean('PROMETHEUS_MONITORING_ENABLED', false),
      port: reader.integer('PROMETHEUS_MONITORING_PORT', DEFAULT_METRICS_PORT, { min: 0, max: HIGHEST_PORT }),
    },
    logLevel:
      LOG_LEVELS[reader.choice('LOG_LEVEL', 'info', Object.keys(LOG_LEVELS) as (keyof typeof LOG_LEVELS)[])],
  };
  refuseSharedPorts(reader, configuration);
  const backends = reader.include(() => readBackendConfigs(environment, configuration.filesystemPath));
  if (backends?.filesystem !== null) refuseAbsolutePath(reader);
  reader.assertValid();
  return configuration;
}

/** The names of all variables that configure the server. */
export function knownVariables(): ReadonlySet<string> {
  return variablesOf(readConfiguration);
}

/** What is set in the environment and read by nobody, where it is all but the name of a variable. */
export function findMistyped(environment: Environment): MistypedVariable[] {
  return mistypedVariables(environment, knownVariables());
}

/** What of a live Weaviate is set is held to what is allowed, also where it is not the source. */
function readLiveSource(reader: EnvironmentReader): WeaviateOptions | undefined {
  const source = reader.choice('EXPORT_SOURCE', 'embedded', ['embedded', 'weaviate']);
  const weaviate = readWeaviateOptions(reader);
  if (source === 'embedded') return undefined;
  if (reader.text('WEAVIATE_URL') === undefined)
    reader.reject('WEAVIATE_URL', '', 'it has to be set together with EXPORT_SOURCE=weaviate');
  return weaviate;
}

function readSchedulerOptions(reader: EnvironmentReader): Configuration['scheduler'] {
  const defaultBucket = reader.parsed(
    'EXPORT_DEFAULT_BUCKET',
    (bucket) => parseBucket('bucket', bucket),
    'allowed is the name of a bucket: letters, digits, dots, dashes and underscores',
  );
  const defaultPath = reader.parsed(
    'EXPORT_DEFAULT_PATH',
    (path) => parseExportPath('path', path),
    'allowed is a path below the root of the backend, without empty segments, ".", ".." and backslashes',
  );
  const allowedBuckets = reader.parsed(
    'EXPORT_ALLOWED_BUCKETS',
    (list) => splitList(list).map((name) => (name === ANY_BUCKET ? name : parseBucket('bucket', name))),
    `allowed are names of buckets joined by commas, or ${ANY_BUCKET}`,
  );
  return {
    enabled: reader.boolean('EXPORT_ENABLED', true),
    ...(defaultBucket !== undefined && { defaultBucket }),
    defaultPath: defaultPath ?? '',
    defaultLayout: reader.choice('EXPORT_DEFAULT_LAYOUT', DEFAULT_LAYOUT, LAYOUT_NAMES),
    defaultEncoding: reader.choice('EXPORT_DEFAULT_ENCODING', DEFAULT_ENCODING, ENCODING_NAMES),
    ...(allowedBuckets !== undefined && { allowedBuckets }),
    maxConcurrent: reader.integer('EXPORT_MAX_CONCURRENT', 1, { min: 1, max: HIGHEST_MAX_CONCURRENT }),
    parallelism: reader.integer('EXPORT_PARALLELISM', 0, { min: 0, max: HIGHEST_PARALLELISM }),
  };
}

/** Of a filesystem an absolute path is one in Weaviate: files would silently go to another folder here. */
function refuseAbsolutePath(reader: EnvironmentReader): void {
  const path = reader.text('EXPORT_DEFAULT_PATH');
  if (path?.startsWith('/') !== true) return;
  const allowed = 'allowed is a path without a slash at its beginning, below BACKUP_FILESYSTEM_PATH';
  reader.reject('EXPORT_DEFAULT_PATH', path, allowed);
}

/** Two of the server's own on one port would be told as another program's. */
function refuseSharedPorts(reader: EnvironmentReader, { http, grpc, metrics }: Configuration): void {
  const refuse = (variable: string, port: number, ...others: (readonly [string, number])[]): void => {
    const taken = others.find(([, other]) => other === port && port !== 0);
    if (taken !== undefined)
      reader.reject(variable, String(port), `allowed is any port but that of ${taken[0]}`);
  };
  refuse('GRPC_PORT', grpc.port, ['HTTP_PORT', http.port]);
  if (metrics.enabled)
    refuse('PROMETHEUS_MONITORING_PORT', metrics.port, ['HTTP_PORT', http.port], ['GRPC_PORT', grpc.port]);
}

/** True for an address that this machine alone can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
