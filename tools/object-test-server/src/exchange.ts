import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer } from './answer.ts';
import { type Fault, type Faults } from './faults.ts';

/** One line of the server's log: a request as it came in, whatever became of it. */
export interface RequestRecord<Operation> {
  readonly method: string;
  /** As sent: percent-encoded, with its query. */
  readonly path: string;
  /** `undefined` for what the server has no operation for. */
  readonly operation: Operation | undefined;
}

/**
 * What makes a server of the shared parts: a protocol's own way with a request, from its first line to its answer.
 *
 * @template Operation the names of the protocol's operations
 * @template Target what a request asks for, taken from its first line
 * @template Refusal how the protocol names an error
 */
export interface Protocol<Operation extends string, Target, Refusal> {
  /** @throws the protocol's error */
  parseTarget(message: IncomingMessage): Target;
  /** `undefined` where the server has no operation for it. */
  operationOf(message: IncomingMessage, target: Target): Operation | undefined;
  /** Refuses what its sender may not do, or the server would not do as it is meant. @throws the protocol's error */
  admit(
    message: IncomingMessage,
    target: Target,
    operation: Operation | undefined,
  ): Operation | Promise<Operation>;
  /** Performs an operation; what it throws changes nothing. @throws the protocol's error */
  perform(operation: Operation, message: IncomingMessage, target: Target, body: Buffer): Answer;
  /** Keeps what the protocol keeps of a body whose sender vanished. */
  keepInterrupted?(operation: Operation, message: IncomingMessage, target: Target, body: Buffer): void;
  /** The answer to a request that a fault refuses. */
  refusedBy(
    fault: Extract<Fault<Refusal>, { kind: 'status' | 'diskFull' }>,
    message: IncomingMessage,
    operation: Operation,
  ): Answer;
  /** The answer to a request that failed. */
  errorAnswer(error: unknown, message: IncomingMessage, operation: Operation | undefined): Answer;
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Reads the body to its end, or until it has `enough` bytes; what came of it where the sender vanished. */
const readBody = async (
  message: IncomingMessage,
  enough = Infinity,
): Promise<{ readonly body: Buffer; readonly isWhole: boolean }> => {
  const chunks: Buffer[] = [];
  let length = 0;
  let isWhole = true;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
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

/** Statuses whose answers have neither a body nor a length. */
const BODILESS = [204, 304];

/** @param cut the answer's body ends in the middle */
const writeAnswer = (
  response: ServerResponse,
  answer: Answer,
  cut: { readonly afterBytes?: number } | undefined,
): void => {
  const body = Buffer.from(answer.body ?? '');
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(BODILESS.includes(answer.status) ? {} : { 'content-length': body.length }),
  });
  if (cut === undefined) {
    // Node leaves the body out of an answer to HEAD, and keeps its length.
    response.end(body);
    return;
  }
  const end = Math.min(cut.afterBytes ?? Math.floor(body.length / 2), Math.max(0, body.length - 1));
  if (response.req.method === 'HEAD' || body.length === 0) response.destroy();
  else response.write(body.subarray(0, end), () => response.destroy());
};

/**
 * Carries one request from its arrival to its answer: whether it is allowed first, so that faults meet only requests
 * that would have been taken; then the fault that is due, the body, the operation.
 */
export const exchange = async <Operation extends string, Target, Refusal>(
  message: IncomingMessage,
  response: ServerResponse,
  protocol: Protocol<Operation, Target, Refusal>,
  faults: Faults<Operation, Refusal>,
  requests: RequestRecord<Operation>[],
): Promise<void> => {
  const { method = '', url = '', headers, socket } = message;
  let operation: Operation | undefined;
  let fault: Fault<Refusal> | undefined;
  let answer: Answer;
  try {
    let target: Target;
    try {
      target = protocol.parseTarget(message);
      operation = protocol.operationOf(message, target);
    } finally {
      requests.push({ method, path: url, operation });
    }
    const admitted = await protocol.admit(message, target, operation);
    fault = faults.take(admitted);
    const isCut = fault?.kind === 'reset' && hasBody(message);
    const half = Number(headers['content-length'] ?? 0) / 2;
    const enough = fault?.kind === 'reset' && isCut ? (fault.afterBytes ?? half) : Infinity;
    const { body, isWhole } = await readBody(message, enough);
    if (isCut || !isWhole) {
      socket.destroy();
      protocol.keepInterrupted?.(admitted, message, target, body.subarray(0, enough));
      return;
    }
    if (fault?.kind === 'stall') return;
    answer =
      fault?.kind === 'status' || fault?.kind === 'diskFull'
        ? protocol.refusedBy(fault, message, admitted)
        : protocol.perform(admitted, message, target, body);
  } catch (error) {
    if (socket.destroyed) return;
    answer = protocol.errorAnswer(error, message, operation);
    // A client that is still sending would otherwise meet a closed socket in place of the answer.
    if (!message.readableEnded) await readBody(message);
  }
  if (fault?.kind === 'answerLost') socket.destroy();
  else writeAnswer(response, answer, fault?.kind === 'reset' ? fault : undefined);
};
