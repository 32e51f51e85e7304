import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Access, authorize } from './authorization.ts';
import { bucketOperations } from './bucket-operations.ts';
import { type Fault, type Faults } from './faults.ts';
import { GoogleError, notImplemented } from './google-error.ts';
import { type Answer, type GcsRequest, type Handler, jsonAnswer, type ServerState } from './handler.ts';
import { insertOperation } from './insert-operation.ts';
import { objectOperations } from './object-operations.ts';
import { keepInterruptedChunk, resumableOperations } from './resumable-operations.ts';
import { type Operation, operationOf, parseTarget } from './route.ts';
import { refuseUnsupportedHeaders } from './supported-headers.ts';

/** One line of the server's log: a request as it came in, whatever became of it. */
export interface RequestRecord {
  readonly method: string;
  /** As sent: percent-encoded, with its query. */
  readonly path: string;
  /** `undefined` for what the server has no operation for. */
  readonly operation: Operation | undefined;
}

export interface ExchangeContext {
  readonly access: Access;
  readonly state: ServerState;
  readonly faults: Faults;
  readonly requests: RequestRecord[];
}

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

const refusal = (error: unknown): GoogleError =>
  error instanceof GoogleError ? error : new GoogleError(500, 'backendError', String(error));

const refusedBy = (fault: Fault | undefined): GoogleError | undefined => {
  if (fault?.kind === 'diskFull') {
    return new GoogleError(403, 'quotaExceeded', 'There is no space left to store the object.');
  }
  if (fault?.kind !== 'status') return undefined;
  return new GoogleError(fault.status, fault.reason, fault.message ?? 'A fault that the test asked for.');
};

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Reads the body to its end, or until it has `enough` bytes; what came of it where the sender vanished. */
const readBody = async (
  request: IncomingMessage,
  enough = Infinity,
): Promise<{ readonly body: Buffer; readonly isWhole: boolean }> => {
  const chunks: Buffer[] = [];
  let length = 0;
  let isWhole = true;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= enough) {
        isWhole = false;
        break;
      }
    }
  } catch {
    isWhole = false;
  }
  return { body: Buffer.concat(chunks, length), isWhole };
};

const writeAnswer = (response: ServerResponse, answer: Answer, fault: Fault | undefined): void => {
  const body = Buffer.from(answer.body ?? '');
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'content-length': body.length }),
  });
  if (fault?.kind !== 'reset') {
    response.end(body);
    return;
  }
  const cut = Math.min(fault.afterBytes ?? Math.floor(body.length / 2), Math.max(0, body.length - 1));
  if (body.length === 0) response.destroy();
  else response.write(body.subarray(0, cut), () => response.destroy());
};

/**
 * Carries one request from its arrival to its answer: its token first, so that faults meet only requests that would
 * have been taken; then the fault that is due, the body, the operation.
 */
export const exchange = async (
  message: IncomingMessage,
  response: ServerResponse,
  { access, state, faults, requests }: ExchangeContext,
): Promise<void> => {
  const { method = '', url = '', headers, socket } = message;
  let operation: Operation | undefined;
  let fault: Fault | undefined;
  let answer: Answer;
  try {
    let target;
    try {
      target = parseTarget(url);
      operation = operationOf(method, target, headers['content-range']);
    } finally {
      requests.push({ method, path: url, operation });
    }
    authorize(headers.authorization, operation, access);
    if (operation === undefined) throw notImplemented(`${method} ${url} is not implemented.`);
    refuseUnsupportedHeaders(operation, headers);

    fault = faults.take(operation);
    const cut = fault?.kind === 'reset' && hasBody(message) ? fault : undefined;
    const half = Number(headers['content-length'] ?? 0) / 2;
    const enough = cut === undefined ? Infinity : (cut.afterBytes ?? half);
    const { body, isWhole } = await readBody(message, enough);
    const request: GcsRequest = {
      ...target,
      url,
      origin: `http://${headers.host ?? ''}`,
      headers,
      body: body.subarray(0, enough),
    };
    if (cut !== undefined || !isWhole) {
      socket.destroy();
      if (operation === 'UploadChunk') keepInterruptedChunk(request, state);
      return;
    }
    if (fault?.kind === 'stall') return;
    const refused = refusedBy(fault);
    if (refused !== undefined) throw refused;
    answer = HANDLERS[operation](request, state);
  } catch (error) {
    if (socket.destroyed) return;
    answer = errorAnswer(operation, refusal(error));
    // A client that is still sending would otherwise meet a closed socket in place of the answer.
    if (!message.readableEnded) await readBody(message);
  }
  if (fault?.kind === 'answerLost') socket.destroy();
  else writeAnswer(response, answer, fault);
};
