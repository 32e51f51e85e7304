import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import type { IncomingMessage } from 'node:http';
import {
  acceptJson,
  type ExportDoor,
  type RestoreDoor,
  type VerificationDoor,
  type ScheduleDoor,
  exportRoutes,
  replyNotFound,
  replyWithError,
} from '@weaviate-export/adapters-rest';
import {
  type AccessControl,
  authenticateRequests,
  authzRoutes,
  oidcRoutes,
  ownInfoRoutes,
} from '@weaviate-export/host-access';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { answerClientError } from './client-error.ts';
import type { Configuration } from './configuration.ts';
import { docsRoutes } from './docs-routes.ts';
import { healthRoutes, metaRoutes } from './meta-routes.ts';
import type { ObjectsApi } from './host-source.ts';
import type { Modules } from './modules.ts';
import { requestTimeLimit } from './request-time-limit.ts';

export interface HttpServerOptions {
  readonly configuration: Pick<Configuration, 'http' | 'grpc' | 'authentication'>;
  readonly scheduler: ExportDoor;
  /** Absent, exports cannot be restored. */
  readonly restorer?: RestoreDoor;
  /** Absent, exports cannot be verified. */
  readonly verifier?: VerificationDoor;
  /** Absent: there are none. */
  readonly schedules?: ScheduleDoor;
  readonly access: AccessControl;
  /** What is answered beside exports; nothing unless given. */
  readonly api?: Pick<ObjectsApi, 'routes'> | undefined;
  /** What `/v1/meta` says of the backends; nothing unless given. */
  readonly modules?: Modules;
  /** Absent: nothing is logged. */
  readonly logger?: FastifyBaseLogger;
  /** What `/v1/.well-known/ready` tells; always ready unless given. */
  readonly isReady?: () => boolean;
  /** Told the status of each answer of the export API. */
  readonly onExportAnswered?: (httpStatus: number) => void;
}

const PREFIX = '/v1';
/** How long a browser need not ask again which calls it may make. */
const PREFLIGHT_SECONDS = 600;
/** Names of requests that clients and proxies may choose: what goes into a log and a header as it is. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;
/** How long refused connections are not told of again, in milliseconds: there may be thousands a second. */
const QUIET_AFTER_DROP_MS = 10_000;
/** Longest part of a path that is a parameter, in characters: names of classes have up to 255. */
const LONGEST_PARAMETER = 255;

/** The server's HTTP side, all routes in place; it is the caller who lets it listen, and closes it. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const {
    configuration,
    scheduler,
    restorer,
    verifier,
    schedules,
    access,
    api,
    modules = {},
    logger,
    isReady = () => true,
    onExportAnswered,
  } = options;
  const { authenticate, guard, roles } = access;
  const app = Fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    // Weaviate's clients send so many requests that each is a line of the log for `debug` alone, below.
    logController: new LogController({ disableRequestLogging: true }),
    ...requestTimeLimit(configuration.http.requestTimeoutSeconds),
    bodyLimit: configuration.http.bodyLimitBytes,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    genReqId: requestId,
    frameworkErrors: (error, request, reply) => void replyWithError(error, request, reply),
    clientErrorHandler: answerClientError,
    // While closing, requests on open connections are still answered: nothing is lost between two states.
    return503OnClosing: false,
  });
  app.setErrorHandler(replyWithError);
  app.setNotFoundHandler(replyNotFound);
  limitConnections(app, configuration.http.maxConnections);
  const { origins, methods, headers } = configuration.http.cors;
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: [...methods],
    ...(headers !== undefined && { allowedHeaders: [...headers] }),
    exposedHeaders: ['x-request-id'],
    maxAge: PREFLIGHT_SECONDS,
  });
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.addHook('onResponse', async (request, reply) => logAnswer('debug', request, reply));

  await app.register(healthRoutes, { prefix: PREFIX, isReady });
  await app.register(oidcRoutes, { prefix: PREFIX, oidc: configuration.authentication.oidc });
  await app.register(docsRoutes, { path: `${PREFIX}/docs` });
  await app.register(
    async (authenticated) => {
      authenticateRequests(authenticated, authenticate);
      acceptJson(authenticated);
      await authenticated.register(metaRoutes, { ...configuration.grpc, modules });
      await authenticated.register(ownInfoRoutes, { roles });
      await authenticated.register(authzRoutes, { guard, roles });
      if (api !== undefined) await authenticated.register((app) => api.routes(app));
    },
    { prefix: PREFIX },
  );
  await app.register(async (exports) => {
    exports.addHook('preHandler', async (request) => nameExport(request));
    exports.addHook('onResponse', async (request, reply) => {
      onExportAnswered?.(reply.statusCode);
      // Who looks into an export wants to see who asked for what; there are few of these.
      if (request.method !== 'GET') logAnswer('info', request, reply);
    });
    await exports.register(exportRoutes, {
      prefix: PREFIX,
      scheduler,
      ...(restorer !== undefined && { restorer }),
      ...(verifier !== undefined && { verifier }),
      schedules,
      principalOf: async (request) => authenticate(request.headers.authorization),
    });
  });
  return app;
}

/** The id of a request in log and answer: the client's own where it sends a sound one. */
function requestId({ headers: { 'x-request-id': given } }: IncomingMessage): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

function logAnswer(level: 'debug' | 'info', request: FastifyRequest, reply: FastifyReply): void {
  const { method, url, log } = request;
  log[level](
    { method, url, status: reply.statusCode, milliseconds: Math.round(reply.elapsedTime) },
    'answered',
  );
}

/** Every line of the log about a request for an export names that export. */
function nameExport(request: FastifyRequest): void {
  const { backend, id } = { ...(request.body as object | undefined), ...(request.params as object) } as {
    backend?: string;
    id?: string;
  };
  if (id !== undefined) request.log = request.log.child({ export: id, backend });
}

function limitConnections({ server, log }: FastifyInstance, limit: number): void {
  server.maxConnections = limit;
  let quietUntil = 0;
  server.on('drop', () => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + QUIET_AFTER_DROP_MS;
    log.warn({ limit }, 'connections are refused: as many as HTTP_MAX_CONNECTIONS allows are open');
  });
}
