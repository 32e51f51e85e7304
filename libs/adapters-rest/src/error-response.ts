import { ExportError, isExportError } from '@weaviate-export/entities-export';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Answers with an error in Weaviate's shape, `{"error":[{"message":"..."}]}`, and the status of its code; made for
 * `setErrorHandler`, and as `frameworkErrors` of a host. What lies behind a 5xx goes to the log, never to the caller; a 501
 * is no failure of the server.
 */
export function replyWithError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = toExportError(error, request);
  if (answer.httpStatus >= 500 && answer.code !== 'NOT_AVAILABLE')
    request.log.error({ err: answer }, answer.message);
  // RFC 9110, section 15.5.2: a 401 names how to authenticate.
  if (answer.httpStatus === 401) void reply.header('www-authenticate', 'Bearer');
  return reply.code(answer.httpStatus).send({ error: [{ message: answer.message }] });
}

/** Answers that there is no such route; made for `setNotFoundHandler`. */
export function replyNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '';
  return replyWithError(new ExportError('ROUTE_NOT_FOUND', [request.method, path]), request, reply);
}

/** The entry of the error table for whatever was thrown: Fastify's own errors by their codes, else INTERNAL. */
export function toExportError(error: unknown, request: FastifyRequest): ExportError {
  if (isExportError(error)) return error;
  const cause = { cause: error };
  if (request.raw.readableAborted) {
    return new ExportError('BODY_MALFORMED', ['the connection ended before the body did'], cause);
  }
  if (!isCoded(error)) return new ExportError('INTERNAL', [], cause);
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ExportError('BODY_TOO_LARGE', [request.routeOptions.bodyLimit], cause);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ExportError('BODY_NOT_JSON', [request.headers['content-type'] ?? ''], cause);
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ExportError('BODY_MALFORMED', [error.message], cause);
    case 'FST_ERR_VALIDATION':
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ExportError('BODY_INVALID', [error.message], cause);
    default:
      return new ExportError('INTERNAL', [], cause);
  }
}

function isCoded(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
