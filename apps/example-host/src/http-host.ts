import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createExportListener } from '@weaviate-export/adapters-rest';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import { ExportError } from '@weaviate-export/entities-export';
import { Scheduler } from '@weaviate-export/usecases-export';
import { registerExports } from './array-host.ts';

/** Whom this host lets in, by the header that it knows its callers by. */
const READERS = new Set(['ada', 'grace']);

/** A plain `node:http` server with an answer of its own, into which the export API is mounted below `/v1/export/`. */
export async function startHttpHost(folder: string): Promise<{ readonly url: string } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const backends = opened.use(new EnvironmentBackendProvider({ env: {}, filesystemRoot: folder }));
  const container = registerExports(backends);
  opened.defer(() => container.unbindAllAsync());

  const exports = opened.use(
    await createExportListener({
      scheduler: container.get(Scheduler),
      principalOf: async ({ headers: { 'x-reader': reader } }) => {
        if (typeof reader !== 'string' || !READERS.has(reader)) throw new ExportError('UNAUTHENTICATED', []);
        return { username: reader };
      },
    }),
  );
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/v1/export/')) exports(request, response);
    else response.end('a library');
  });
  opened.defer(async () => {
    server.close();
    await once(server, 'close');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const owned = opened.move();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
