import { randomUUID } from 'node:crypto';
import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { type ExportDoor, exportRoutes, replyNotFound, replyWithError } from '@weaviate-export/adapters-rest';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { AccessControl } from './access-control.ts';
import { oidcRoutes } from './authentication/oidc-routes.ts';
import { authenticateRequests } from './authentication/request-principal.ts';
import { authzRoutes } from './authorization/authz-routes.ts';
import { ownInfoRoutes } from './authorization/own-info-routes.ts';
import { answerClientError } from './client-error.ts';
import type { Configuration } from './configuration.ts';
import { acceptExactJson } from './json-body.ts';
import { healthRoutes, metaRoutes } from './meta-routes.ts';
import type { Modules } from './modules.ts';
import { nodeRoutes } from './node-routes.ts';
import { batchRoutes } from './objects/batch-routes.ts';
import type { ObjectIntake } from './objects/object-intake.ts';
import { objectRoutes } from './objects/object-routes.ts';
import { schemaRoutes } from './schema/schema-routes.ts';
import { tenantRoutes } from './tenants/tenant-routes.ts';
import { unavailableRoutes } from './unavailable-routes.ts';

export interface HttpServerOptions {
  readonly configuration: Pick<Configuration, 'http' | 'grpc' | 'authentication'>;
  readonly store: EmbeddedStore;
  readonly intake: ObjectIntake;
  readonly scheduler: ExportDoor;
  readonly access: Pick<AccessControl, 'authenticate' | 'guard' | 'roles'>;
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
/** How long a request may take to arrive, in milliseconds: the largest body over a slow line. */
const REQUEST_TIMEOUT_MILLISECONDS = 5 * 60_000;
/** Longest part of a path that is a parameter, in characters: names of classes have up to 255. */
const LONGEST_PARAMETER = 255;

/** The server's HTTP side, all routes in place; it is the caller who lets it listen, and closes it. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const {
    configuration,
    store,
    intake,
    scheduler,
    access,
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
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    bodyLimit: configuration.http.bodyLimitBytes,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    genReqId: () => randomUUID(),
    frameworkErrors: (error, request, reply) => void replyWithError(error, request, reply),
    clientErrorHandler: answerClientError,
    // While closing, requests on open connections are still answered: nothing is lost between two states.
    return503OnClosing: false,
  });
  app.setErrorHandler(replyWithError);
  app.setNotFoundHandler(replyNotFound);
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request;
    request.log.debug({ method, url, status: reply.statusCode, milliseconds: reply.elapsedTime }, 'answered');
  });

  await app.register(healthRoutes, { prefix: PREFIX, isReady });
  await app.register(oidcRoutes, { prefix: PREFIX, oidc: configuration.authentication.oidc });
  await app.register(
    async (authenticated) => {
      authenticateRequests(authenticated, authenticate);
      acceptExactJson(authenticated);
      await authenticated.register(metaRoutes, { ...configuration.grpc, modules });
      await authenticated.register(nodeRoutes, { store, guard });
      await authenticated.register(ownInfoRoutes, { roles });
      await authenticated.register(authzRoutes, { guard, roles });
      await authenticated.register(schemaRoutes, { store, guard });
      await authenticated.register(tenantRoutes, { store, guard });
      await authenticated.register(objectRoutes, { store, intake, guard });
      await authenticated.register(batchRoutes, { store, intake, guard });
      await authenticated.register(unavailableRoutes);
    },
    { prefix: PREFIX },
  );
  await app.register(async (exports) => {
    exports.addHook('onResponse', async (_request, reply) => onExportAnswered?.(reply.statusCode));
    await exports.register(exportRoutes, {
      prefix: PREFIX,
      scheduler,
      principalOf: async (request) => authenticate(request.headers.authorization),
    });
  });
  return app;
}
