import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { bucketOperations } from './bucket-operations.ts';
import { type Fault, type Faults } from './faults.ts';
import { type Handler, type S3Answer, type ServerState } from './handler.ts';
import { objectOperations } from './object-operations.ts';
import { verifiedPayload } from './payload.ts';
import { type Operation, operationOf, parseTarget } from './route.ts';
import { S3Error } from './s3-error.ts';
import { type Account, verifySignature } from './signature.ts';
import { refuseUnsupportedHeaders } from './supported-headers.ts';
import { uploadOperations } from './upload-operations.ts';
import { errorDocument } from './xml.ts';

/** One line of the server's log: a request as it came in, whatever became of it. */
export interface RequestRecord {
  readonly method: string;
  /** As sent: percent-encoded, with its query. */
  readonly path: string;
  /** `undefined` for what the server has no operation for. */
  readonly operation: Operation | undefined;
}

export interface ExchangeContext {
  readonly account: Account;
  readonly state: ServerState;
  readonly faults: Faults;
  readonly requests: RequestRecord[];
}

const HANDLERS: Readonly<Record<Operation, Handler>> = {
  ...bucketOperations,
  ...objectOperations,
  ...uploadOperations,
};

const errorAnswer = (status: number, code: string, message: string, url: string): S3Answer => {
  const [resource = ''] = url.split('?');
  const requestId = randomUUID();
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
    // A client that has the current version is told so in the status alone.
    body: status === 304 ? '' : errorDocument({ code, message, resource, requestId }),
  };
};

const refusal = (error: unknown, url: string): S3Answer =>
  error instanceof S3Error
    ? errorAnswer(error.status, error.code, error.message, url)
    : errorAnswer(500, 'InternalError', String(error), url);

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Reads the body to its end, or until it has `enough` bytes. */
const readBody = async (request: IncomingMessage, enough = Infinity): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= enough) break;
  }
  return Buffer.concat(chunks, length);
};

const writeAnswer = (response: ServerResponse, answer: S3Answer, fault: Fault | undefined): void => {
  const body = Buffer.from(answer.body ?? '');
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.status === 204 || answer.status === 304 ? {} : { 'content-length': body.length }),
  });
  if (fault?.kind !== 'reset') {
    // Node leaves the body out of an answer to HEAD, and keeps its length.
    response.end(body);
    return;
  }
  const cut = Math.min(fault.afterBytes ?? Math.floor(body.length / 2), Math.max(0, body.length - 1));
  if (response.req.method === 'HEAD' || body.length === 0) response.destroy();
  else response.write(body.subarray(0, cut), () => response.destroy());
};

/**
 * Carries one request from its arrival to its answer: signature first, so that faults meet only requests that would
 * have been taken; then the fault that is due, the body, the operation.
 */
export const exchange = async (
  request: IncomingMessage,
  response: ServerResponse,
  { account, state, faults, requests }: ExchangeContext,
): Promise<void> => {
  const { method = '', url = '', headers } = request;
  let fault: Fault | undefined;
  let answer: S3Answer;
  try {
    let operation: Operation | undefined;
    let target;
    try {
      target = parseTarget(url);
      operation = operationOf(method, target);
    } finally {
      requests.push({ method, path: url, operation });
    }
    await verifySignature({ method, ...target, headers }, account, new Date());
    if (operation === undefined) throw new S3Error('NotImplemented', `${method} ${url} is not implemented.`);
    refuseUnsupportedHeaders(operation, headers);

    fault = faults.take(operation);
    if (fault?.kind === 'reset' && hasBody(request)) {
      await readBody(request, fault.afterBytes ?? Number(headers['content-length'] ?? 0) / 2);
      request.socket.destroy();
      return;
    }
    const received = await readBody(request);
    if (fault?.kind === 'stall') return;
    if (fault?.kind === 'status') {
      answer = errorAnswer(
        fault.status,
        fault.code,
        fault.message ?? 'A fault that the test asked for.',
        url,
      );
    } else if (fault?.kind === 'diskFull') {
      answer = errorAnswer(507, 'InsufficientCapacity', 'There is no space left to store the object.', url);
    } else {
      const payload = verifiedPayload(operation, headers, received);
      answer = HANDLERS[operation]({ ...target, headers, payload }, state);
    }
  } catch (error) {
    if (request.socket.destroyed) return;
    answer = refusal(error, url);
    // A client that is still sending would otherwise meet a closed socket in place of the answer.
    if (!request.readableEnded) await readBody(request).catch(() => undefined);
  }
  if (fault?.kind === 'answerLost') request.socket.destroy();
  else writeAnswer(response, answer, fault);
};
