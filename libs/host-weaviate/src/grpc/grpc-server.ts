import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  setLogVerbosity,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { ExportError } from '@weaviate-export/entities-export';
import type { Logger } from '@weaviate-export/usecases-export';
import { healthService, weaviateService } from '@weaviate-export/weaviate-protocol';
import type { WeaviateServices } from '../weaviate-services.ts';
import { aggregate } from './aggregate.ts';
import { batchDelete } from './batch-delete.ts';
import { batchObjects } from './batch-objects.ts';
import { batchReferences } from './batch-references.ts';
import { batchStream } from './batch-stream.ts';
import { type AuthenticateCall, CallAdapter, type StreamHandler, type UnaryHandler } from './grpc-call.ts';
import { checkHealth } from './health.ts';
import { search } from './search.ts';
import { tenantsGet } from './tenants-get.ts';

export interface GrpcServerOptions extends WeaviateServices {
  readonly configuration: {
    readonly http: { readonly host: string };
    readonly grpc: {
      /** 0 takes a free port. */
      readonly port: number;
      /** The largest message, in either direction. */
      readonly maxMessageBytes: number;
    };
  };
  readonly authenticate: AuthenticateCall;
  readonly logger: Logger;
  /** What the health check tells. */
  readonly isReady: () => boolean;
  /** How long calls under way may take to end when the server stops, in milliseconds; those left are cut off. */
  readonly stopMs?: number;
}

/** Calls that one connection may have at a time; HTTP/2 recommends at least 100 (RFC 9113, section 6.5.2). */
const CONCURRENT_CALLS = 100;
/** Time for a client that is told so to close its batch stream, and short of what orchestrators wait. */
const DEFAULT_STOP_MS = 10_000;

// Its lines are no JSON, and tell what its errors tell as well.
setLogVerbosity(logVerbosity.NONE);

/** The server's gRPC side, listening. */
export class GrpcServer implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #stopping: AbortController;
  readonly #stopMs: number;

  /** @throws ExportError CONFIGURATION_INVALID where it cannot listen on the port */
  static async start(options: GrpcServerOptions): Promise<GrpcServer> {
    const { host } = options.configuration.http;
    const { port, maxMessageBytes } = options.configuration.grpc;
    const stopping = new AbortController();
    const server = new Server({
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      'grpc.max_concurrent_streams': CONCURRENT_CALLS,
    });
    const { store, intake, guard, authenticate, isReady, logger } = options;
    const health = { unary: { Check: checkHealth(isReady) }, streams: {} };
    // Asked by orchestrators, which have no credentials.
    const anyone = new CallAdapter({ authenticate: async () => null, logger });
    addService(server, healthService, health, anyone);
    const weaviate = {
      unary: {
        Search: search({ store, guard, maxMessageBytes }),
        BatchObjects: batchObjects({ store, intake, guard }),
        BatchReferences: batchReferences({ store, intake, guard }),
        BatchDelete: batchDelete({ store, guard }),
        TenantsGet: tenantsGet({ store, guard }),
        Aggregate: aggregate({ store, guard }),
      },
      streams: { BatchStream: batchStream({ store, intake, guard, stopping: stopping.signal }) },
    };
    addService(server, weaviateService, weaviate, new CallAdapter({ authenticate, logger }));
    const bound = await listen(server, host, port);
    return new GrpcServer(server, stopping, options.stopMs ?? DEFAULT_STOP_MS, bound);
  }

  private constructor(server: Server, stopping: AbortController, stopMs: number, port: number) {
    this.#server = server;
    this.#stopping = stopping;
    this.#stopMs = stopMs;
    this.port = port;
  }

  /** Takes no new calls, and waits for those under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    const overtime = setTimeout(() => this.#server.forceShutdown(), this.#stopMs);
    await new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()));
    clearTimeout(overtime);
  }
}

/** The calls of a service by name. */
interface Calls {
  readonly unary: Readonly<Record<string, UnaryHandler>>;
  readonly streams: Readonly<Record<string, StreamHandler>>;
}

function addService(
  server: Server,
  service: ServiceDefinition,
  { unary, streams }: Calls,
  adapter: CallAdapter,
): void {
  const handlers: UntypedServiceImplementation = {};
  for (const [name, handle] of Object.entries(unary)) handlers[name] = adapter.unary(name, handle);
  for (const [name, handle] of Object.entries(streams)) handlers[name] = adapter.stream(name, handle);
  const calls = Object.entries(service).map(([name, call]) => [name, ofBytes(call)] as const);
  server.addService(Object.fromEntries(calls), handlers);
}

/** Messages go through as bytes: they are read behind the authentication. */
function ofBytes(call: ServiceDefinition[string]): ServiceDefinition[string] {
  const asTheyAre = (bytes: Buffer) => bytes;
  return { ...call, requestDeserialize: asTheyAre, responseSerialize: asTheyAre };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) return resolve(bound);
      const problem = `nothing can listen on ${address}: choose a free port (${error.message})`;
      reject(
        new ExportError('CONFIGURATION_INVALID', ['GRPC_PORT', String(port), problem], { cause: error }),
      );
    });
  });
}
