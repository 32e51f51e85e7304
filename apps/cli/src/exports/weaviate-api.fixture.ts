import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the export API of a Weaviate 1.40 answered with one class of 3,000 objects, from an access on. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: object]>> = {
  'GET /v1/export/filesystem': [405, { code: 405, message: 'method GET is not allowed, but [POST] are' }],
  // As one without an export API, before 1.37.
  'GET /v1/export/gcs': [404, { code: 404, message: 'path /v1/export/gcs was not found' }],
  'GET /v1/export-schedules': [404, { code: 404, message: 'path /v1/export-schedules was not found' }],
  'POST /v1/export/filesystem': [
    200,
    {
      ...{ backend: 'filesystem', classes: ['CliBook'], id: 'one', path: '/exports/one' },
      ...{ startedAt: '2026-12-01T05:02:42.771Z', status: 'STARTED' },
    },
  ],
  'GET /v1/export/filesystem/one': [
    200,
    {
      ...{ backend: 'filesystem', classes: ['CliBook'], completedAt: '2026-12-01T05:02:43.063Z' },
      ...{ id: 'one', path: '/exports/one', startedAt: '2026-12-01T05:02:42.771Z', status: 'SUCCESS' },
      shardStatus: { CliBook: { VpjOzVfTuj7c: { objectsExported: 3_000, status: 'SUCCESS' } } },
      tookInMs: 292,
    },
  ],
  'GET /v1/export/filesystem/running': [
    200,
    {
      ...{ backend: 'filesystem', classes: ['CliBook'], completedAt: '0001-01-01T00:00:00.000Z' },
      ...{ id: 'running', path: '/exports/running', startedAt: '2026-12-01T06:02:02.868Z' },
      status: 'TRANSFERRING',
      shardStatus: { CliBook: { VpjOzVfTuj7c: { objectsExported: 2_000, status: 'TRANSFERRING' } } },
    },
  ],
  'DELETE /v1/export/filesystem/one': [409, { error: [{ message: 'export has already finished' }] }],
};

/** The export API of a Weaviate, with what it was asked. */
export interface WeaviateApi extends AsyncDisposable {
  readonly url: string;
  readonly calls: string[];
  readonly bodies: unknown[];
}

/** @param apiKey without which it answers 401 */
export async function startWeaviateApi(apiKey?: string): Promise<WeaviateApi> {
  const calls: string[] = [];
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    const call = `${request.method} ${request.url!.split('?')[0]}`;
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      calls.push(call);
      if (text !== '') bodies.push(JSON.parse(text));
      const isKnown = apiKey === undefined || request.headers.authorization === `Bearer ${apiKey}`;
      const [status, body] = isKnown
        ? (ANSWERS[call] ?? [404, { error: [{ message: 'export not found' }] }])
        : [401, { code: 401, message: 'anonymous access not enabled' }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, calls, bodies },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
