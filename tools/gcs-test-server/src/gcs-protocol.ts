import { type Answer, type Fault, type Protocol } from '@weaviate-export/object-test-server';
import { type IncomingMessage } from 'node:http';
import { type Access, authorize } from './authorization.ts';
import { bucketOperations } from './bucket-operations.ts';
import { GoogleError, notImplemented } from './google-error.ts';
import { type GcsRequest, type Handler, jsonAnswer, type ServerState } from './handler.ts';
import { insertOperation } from './insert-operation.ts';
import { objectOperations } from './object-operations.ts';
import { keepInterruptedChunk, resumableOperations } from './resumable-operations.ts';
import { type Operation, operationOf, parseTarget, type Target } from './route.ts';
import { refuseUnsupportedHeaders } from './supported-headers.ts';

/** How Google's error document names an error. */
export interface GcsRefusal {
  readonly status: number;
  readonly reason: string;
  readonly message?: string;
}

/**
 * What goes wrong with a request. Of an upload's chunk that a `reset` cuts, the whole blocks of 256 KiB that arrived stay
 * in the session, as on Cloud Storage; `diskFull` is 403 `quotaExceeded`, the nearest that it has to a full disk.
 */
export type GcsFault = Fault<GcsRefusal>;

const HANDLERS: Readonly<Record<Operation, Handler>> = {
  ...bucketOperations,
  ...objectOperations,
  ...insertOperation,
  ...resumableOperations,
};

/** Google's error document, or its message alone where an object's bytes were asked for. */
const errorAnswer = (operation: Operation | undefined, { status, reason, message }: GoogleError): Answer => {
  const answer =
    operation === 'GetMedia'
      ? { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: message }
      : jsonAnswer(
          { error: { code: status, message, errors: [{ message, domain: 'global', reason }] } },
          status,
        );
  return status === 401
    ? { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer realm="test"' } }
    : answer;
};

const requestOf = ({ url = '', headers }: IncomingMessage, target: Target, body: Buffer): GcsRequest => ({
  ...target,
  url,
  origin: `http://${headers.host ?? ''}`,
  headers,
  body,
});

/** Cloud Storage's JSON API, over what a server keeps. */
export const gcsProtocol = (access: Access, state: ServerState): Protocol<Operation, Target, GcsRefusal> => ({
  parseTarget: ({ url = '' }) => parseTarget(url),
  operationOf: ({ method = '', headers }, target) => operationOf(method, target, headers['content-range']),
  admit: ({ method, url, headers }, _target, operation) => {
    authorize(headers.authorization, operation, access);
    if (operation === undefined) throw notImplemented(`${method} ${url} is not implemented.`);
    refuseUnsupportedHeaders(operation, headers);
    return operation;
  },
  perform: (operation, message, target, body) => HANDLERS[operation](requestOf(message, target, body), state),
  keepInterrupted: (operation, message, target, body) => {
    if (operation === 'UploadChunk') keepInterruptedChunk(requestOf(message, target, body), state);
  },
  refusedBy: (fault, _message, operation) =>
    errorAnswer(
      operation,
      fault.kind === 'diskFull'
        ? new GoogleError(403, 'quotaExceeded', 'There is no space left to store the object.')
        : new GoogleError(fault.status, fault.reason, fault.message ?? 'A fault that the test asked for.'),
    ),
  errorAnswer: (error, _message, operation) =>
    errorAnswer(
      operation,
      error instanceof GoogleError ? error : new GoogleError(500, 'backendError', String(error)),
    ),
});
