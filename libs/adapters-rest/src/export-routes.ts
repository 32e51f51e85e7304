import {
  backendNamed,
  EXPORT_ID_MAX_LENGTH,
  ExportError,
  parseBigIntJson,
} from '@weaviate-export/entities-export';
import {
  shardsApart,
  type ExportRequest,
  type Principal,
  type Restorer,
  type RestoreRequest,
  type Scheduler,
  type Verifier,
} from '@weaviate-export/usecases-export';
import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { acceptJson } from './json-body.ts';
import { documentSerializer, documentValidator, validatorOf } from './document-compilers.ts';
import { documentedRoutes } from './documented-routes.ts';
import { replyWithError, toExportError } from './error-response.ts';
import type { RouteHandlers } from './generated/fastify.gen.ts';
import { scheduleHandlers, type ScheduleDoor } from './schedule-handlers.ts';
import { sendStatus, shardsSchema } from './send-status.ts';

/** What the routes call. */
export type ExportDoor = Pick<Scheduler, 'export' | 'statusAndShards' | 'list' | 'cancel'>;

/** What the routes of verifications call. */
export type VerificationDoor = Pick<Verifier, 'verify' | 'status'>;

/** What the routes of restores call. */
export type RestoreDoor = Pick<Restorer, 'restore' | 'status' | 'cancel'>;

export interface ExportRoutesOptions {
  readonly scheduler: ExportDoor;
  /** Absent, there are no routes of restores. */
  readonly restorer?: RestoreDoor;
  /** Absent, there are no routes of verifications. */
  readonly verifier?: VerificationDoor;
  /** Absent: the host has no schedules, nor their paths. */
  readonly schedules?: ScheduleDoor | undefined;
  /**
   * Who sends a request; null for an anonymous caller. Asked before anything of the body is read.
   * @throws ExportError UNAUTHENTICATED for wrong credentials
   */
  readonly principalOf: (request: FastifyRequest) => Promise<Principal | null>;
  /** Longest body of a request, in bytes; DEFAULT_BODY_LIMIT_BYTES unless told. */
  readonly bodyLimitBytes?: number;
}

/** A request holds an id and names of classes: this is room for ten thousands of them. */
export const DEFAULT_BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * The export API as a Fastify plugin. Paths, validation of requests and of answers come from the OpenAPI document. The host's error handler, body parsers and
 * compilers are neither used nor changed.
 *
 * @example
 * await app.register(exportRoutes, { prefix: '/v1', scheduler, principalOf: async () => ({ username: 'ada' }) });
 */
export async function exportRoutes(app: FastifyInstance, options: ExportRoutesOptions): Promise<void> {
  const {
    scheduler,
    restorer,
    verifier,
    schedules,
    principalOf,
    bodyLimitBytes = DEFAULT_BODY_LIMIT_BYTES,
  } = options;
  const principals = new WeakMap<object, Principal | null>();
  const callerOf = (request: object): Principal | null => principals.get(request) ?? null;

  const handlers: Partial<RouteHandlers> = {
    ...(schedules && scheduleHandlers(schedules, callerOf)),
    exportsCreate: async (request, reply) =>
      sendStatus(
        reply,
        shardsApart(
          await scheduler.export(callerOf(request), request.params.backend, request.body as ExportRequest),
        ),
      ),
    exportsList: async (request, reply) =>
      reply
        .code(200)
        .send(await scheduler.list(callerOf(request), request.params.backend, request.query ?? {})),
    exportsStatus: async (request, reply) =>
      sendStatus(
        reply,
        await scheduler.statusAndShards(
          callerOf(request),
          request.params.backend,
          request.params.id,
          request.query ?? {},
        ),
      ),
    exportsCancel: async (request, reply) => {
      await scheduler.cancel(
        callerOf(request),
        request.params.backend,
        request.params.id,
        request.query ?? {},
      );
      return reply.code(204).send();
    },
    ...(restorer && {
      exportsRestore: async (request, reply) => {
        const { backend, id } = request.params;
        const body = request.body as RestoreRequest;
        return reply.code(200).send(await restorer.restore(callerOf(request), backend, id, body));
      },
      exportsRestoreStatus: async (request, reply) => {
        const { backend, id } = request.params;
        return reply
          .code(200)
          .send(await restorer.status(callerOf(request), backend, id, request.query ?? {}));
      },
      exportsRestoreCancel: async (request, reply) => {
        const { backend, id } = request.params;
        await restorer.cancel(callerOf(request), backend, id, request.query ?? {});
        return reply.code(204).send();
      },
    }),
    ...(verifier && {
      exportsVerify: async (request, reply) => {
        const { backend, id } = request.params;
        return reply.code(200).send(await verifier.verify(callerOf(request), backend, id, request.body));
      },
      exportsVerifyStatus: async (request, reply) => {
        const { backend, id } = request.params;
        return reply
          .code(200)
          .send(await verifier.status(callerOf(request), backend, id, request.query ?? {}));
      },
    }),
  };

  app.setValidatorCompiler(documentValidator);
  app.setSerializerCompiler(documentSerializer);
  app.setErrorHandler((error, request, reply) =>
    replyWithError(documented(toExportError(error, request), request), request, reply),
  );
  acceptJson(app, parseBigIntJson);
  app.addHook('onRoute', (route) => {
    route.bodyLimit = bodyLimitBytes;
  });
  app.addHook('onRequest', async (request) => {
    principals.set(request, await principalOf(request));
  });
  app.addHook('preValidation', async ({ params }) => {
    // Of all that lies behind this door, nothing knows a second name of a backend.
    const named = params as { backend?: string };
    if (named.backend !== undefined) named.backend = backendNamed(named.backend);
  });

  const { routerOptions, maxParamLength } = app.initialConfig;
  const longestParam = routerOptions?.maxParamLength ?? maxParamLength;
  if (longestParam !== undefined && longestParam < EXPORT_ID_MAX_LENGTH) {
    app.log.warn(
      `Fastify answers 414 for ids of more than ${longestParam} characters: ` +
        `set routerOptions.maxParamLength to ${EXPORT_ID_MAX_LENGTH} or more`,
    );
  }

  for (const { method, url, schema, operationId } of await documentedRoutes()) {
    const handler = handlers[operationId as keyof RouteHandlers] as RouteHandlerMethod | undefined;
    if (handler === undefined) continue;
    // As Fastify does with the whole answer: not when the first one is made.
    const shards = shardsSchema(schema);
    if (shards !== undefined) validatorOf(shards);
    app.route({ method, url, schema, handler });
  }
}

/** The error itself where the document gives its status to the operation, else INTERNAL: the document is the promise. */
function documented(error: ExportError, request: FastifyRequest): ExportError {
  const statuses = (request.routeOptions.schema?.response ?? {}) as Record<string, unknown>;
  return String(error.httpStatus) in statuses ? error : new ExportError('INTERNAL', [], { cause: error });
}
