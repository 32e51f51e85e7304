import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** A client that does not close the connection itself has so long to read the answer. */
const LINGER_MILLISECONDS = 1000;

/** Node's codes of errors that have a status of their own; all others are 400. */
const STATUSES: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * Answers what is not HTTP, or came too slowly, in the shape of all other errors, and closes the connection. No request
 * and no reply exist then, so the answer is written by hand; made for Fastify's `clientErrorHandler`.
 */
export function answerClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
  // The connection is gone, or has its answer, and this is of what the client had sent behind.
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = STATUSES[error.code ?? ''] ?? 400;
  const problem =
    status === 408 ? 'the request took too long to arrive' : `malformed HTTP request: ${error.message}`;
  const body = JSON.stringify({ error: [{ message: problem }] });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  // The rest of a request that has its answer must not be acted on.
  socket.removeAllListeners('data').on('data', () => undefined);
  // Not at once: what the client still sends would make the system drop the answer on its way.
  setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref();
}
