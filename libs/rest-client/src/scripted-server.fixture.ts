import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server got it. */
export interface Received {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

/** Answers the n-th request, counted from 0, in whatever way a test wants. */
export type Answer = (response: ServerResponse, n: number, request: IncomingMessage) => unknown;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
}

/** A server that behaves as the real one would not on demand. */
export async function serve(answer: Answer): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const { authorization, 'content-type': contentType } = request.headers;
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      received.push({ method: request.method!, target: request.url!, authorization, contentType, body });
      void answer(response, received.length - 1, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with JSON. */
export const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** The state of an export. */
export const state = (status: string) => ({
  id: 'nightly',
  backend: 's3',
  path: 's3://bucket/nightly',
  status,
  startedAt: '2026-11-30T20:00:00Z',
  classes: ['Article'],
  progress: {},
  shardStatus: {},
});
