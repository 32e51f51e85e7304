import type { Environment } from '@weaviate-export/configuration';
import type { Destination } from '../place.ts';
import type { Exports } from './exports.ts';
import { ExportServer } from './server.ts';

/** The exports of a running server, as it tells of them; manifests it does not tell. */
export function exportsOn(url: string, destination: Destination, environment: Environment): Exports {
  const server = new ExportServer(url, environment);
  return {
    address: `${[destination.backend, destination.bucket, destination.path].filter((part) => part !== undefined).join('/')} of ${url}`,
    list: (signal) => server.list(destination, signal),
    show: async (id, signal) => ({ status: await server.status(destination, id, signal), manifest: null }),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
