import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '@weaviate-export/usecases-export';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import { replyNotFound, replyWithError } from './error-response.ts';
import { exportRoutes, type ExportDoor, type RestoreDoor, type VerificationDoor } from './export-routes.ts';
import type { ScheduleDoor } from './schedule-handlers.ts';

/** As long as Node takes headers: of an id that is too long, the document says so better than the router. */
const LONGEST_PARAMETER = 16 * 1024;

export interface ExportListenerOptions {
  readonly scheduler: ExportDoor;
  /** Absent, there are no routes of restores. */
  readonly restorer?: RestoreDoor;
  /** Absent, there are no routes of verifications. */
  readonly verifier?: VerificationDoor;
  /** Absent: the host has no schedules, nor their paths. */
  readonly schedules?: ScheduleDoor;
  /**
   * Who sends a request; null for an anonymous caller. Asked before anything of the body is read.
   * @throws ExportError UNAUTHENTICATED for wrong credentials
   */
  readonly principalOf: (request: IncomingMessage) => Promise<Principal | null>;
  /** What lies before `/export` in the paths that the host hands over; `/v1` unless told. */
  readonly prefix?: string;
  /** Longest body of a request, in bytes; DEFAULT_BODY_LIMIT_BYTES unless told. */
  readonly bodyLimitBytes?: number;
  /** Told what lies behind each 5xx; by default nobody is. */
  readonly logger?: FastifyBaseLogger;
}

/** Answers a request, whose body must not have been read. Disposed of, it lets running requests end. */
export type ExportListener = ((request: IncomingMessage, response: ServerResponse) => void) & AsyncDisposable;

/**
 * The export API for hosts that do not run on Fastify: a listener of `node:http`, which Express and others take as a
 * handler too. The host hands over every request below `{prefix}/export/`, and
 * those at and below `{prefix}/export-schedules` where it has schedules.
 *
 * @example
 * const exports = await createExportListener({ scheduler, principalOf: async () => null });
 * createServer((request, response) => {
 *   if (request.url?.startsWith('/v1/export/')) exports(request, response);
 * });
 */
export async function createExportListener(options: ExportListenerOptions): Promise<ExportListener> {
  const {
    scheduler,
    restorer,
    verifier,
    schedules,
    principalOf,
    prefix = '/v1',
    bodyLimitBytes,
    logger,
  } = options;
  const app = Fastify({
    ...(logger !== undefined && { loggerInstance: logger }),
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: (error, request, reply) => void replyWithError(error, request, reply),
  });
  app.setNotFoundHandler(replyNotFound);
  await app.register(exportRoutes, {
    prefix,
    scheduler,
    ...(restorer !== undefined && { restorer }),
    ...(verifier !== undefined && { verifier }),
    schedules,
    principalOf: (request) => principalOf(request.raw),
    ...(bodyLimitBytes !== undefined && { bodyLimitBytes }),
  });
  await app.ready();
  return Object.assign(
    (request: IncomingMessage, response: ServerResponse) => app.routing(request, response),
    {
      [Symbol.asyncDispose]: () => app.close(),
    },
  );
}
