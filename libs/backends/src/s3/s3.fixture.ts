import { startS3TestServer, type S3TestServer } from '@weaviate-export/s3-test-server';
import { S3Backend } from './backend.ts';
import { type S3Config } from './config.ts';
import { type S3ConnectionOptions } from './connection.ts';

export const BUCKET = 'weaviate-exports';

/** Milliseconds without headway that end a request in tests: enough for a busy machine, over in a moment. */
export const TEST_PATIENCE_MS = 2000;

/** How to reach a test server. */
export function configOf({ endpoint, region, accessKeyId, secretAccessKey }: S3TestServer): S3Config {
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/** A backend and a server of its own with one bucket. */
export async function openS3Fixture(options: S3ConnectionOptions = {}) {
  const server = await startS3TestServer({ buckets: [BUCKET] });
  const backend = new S3Backend(configOf(server), options);
  return {
    server,
    backend,
    bucket: BUCKET,
    openUploads: () => server.openUploads().map(({ key, uploadId }) => `${key} (upload ${uploadId})`),
    [Symbol.asyncDispose]: async () => {
      backend[Symbol.dispose]();
      await server.close();
    },
  };
}
