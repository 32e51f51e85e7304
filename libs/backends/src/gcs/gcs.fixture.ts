import { startGcsTestServer } from '@weaviate-export/gcs-test-server';
import { GcsBackend } from './backend.ts';
import { type GcsConnectionOptions } from './connection.ts';

export const BUCKET = 'weaviate-exports';

/** Milliseconds without headway that end a request in tests: enough for a busy machine, over in a moment. */
export const TEST_PATIENCE_MS = 2000;

/** A backend and a server of its own with one bucket, that asks for no credentials. */
export async function openGcsFixture(options: GcsConnectionOptions = {}) {
  const server = await startGcsTestServer({ buckets: [BUCKET], anonymous: true });
  return {
    server,
    backend: new GcsBackend({ endpoint: server.endpoint, anonymous: true }, options),
    bucket: BUCKET,
    openUploads: () => server.openUploads().map(({ name, uploadId }) => `${name} (upload ${uploadId})`),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
