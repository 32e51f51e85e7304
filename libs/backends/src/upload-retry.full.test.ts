import { startGcsTestServer, type Operation as GcsOperation } from '@weaviate-export/gcs-test-server';
import { startS3TestServer, type Operation as S3Operation } from '@weaviate-export/s3-test-server';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AZURITE_START_TIMEOUT, startAzurite } from './azure/azurite.fixture.ts';
import { environmentOf as environmentOfAzure, throughProxy } from './azure/azure.fixture.ts';
import { startFaultProxy, type Operation as AzureOperation } from './azure/fault-proxy.fixture.ts';
import { NEVER, seededBytes, sha256 } from './conformance/index.ts';
import { type Environment } from '@weaviate-export/configuration';
import { EnvironmentBackendProvider } from './environment-backend-provider.ts';
import { configOf, environmentOf } from './s3/s3.fixture.ts';

const BUCKET = 'weaviate-exports';
const SMALL = seededBytes(1000, 1);
/** More than one part. */
const LARGE = seededBytes(17 * 1024 * 1024, 2);

/** A store that can be made to answer 503, once, to an operation of its own. */
interface Store extends AsyncDisposable {
  readonly env: Environment;
  readonly bucket: string;
  failOnce(operation: string): void;
}

async function s3(): Promise<Store> {
  const server = await startS3TestServer({ buckets: [BUCKET] });
  return {
    env: environmentOf(configOf(server)),
    bucket: BUCKET,
    failOnce: (operation) =>
      server.faults.inject({
        operation: operation as S3Operation,
        fault: { kind: 'status', status: 503, code: 'SlowDown' },
      }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function gcs(): Promise<Store> {
  const server = await startGcsTestServer({ buckets: [BUCKET], anonymous: true });
  return {
    env: { STORAGE_EMULATOR_HOST: server.endpoint },
    bucket: BUCKET,
    failOnce: (operation) =>
      server.faults.inject({
        operation: operation as GcsOperation,
        fault: { kind: 'status', status: 503, reason: 'backendError' },
      }),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function azure(): Promise<Store> {
  await using opened = new AsyncDisposableStack();
  const azurite = opened.use(await startAzurite());
  const proxy = opened.use(await startFaultProxy(new URL(azurite.config.endpoint).origin));
  const bucket = `exports-${randomUUID()}`;
  await azurite.service.createContainer(bucket);
  const owned = opened.move();
  return {
    env: environmentOfAzure(throughProxy(azurite.config, proxy.host)),
    bucket,
    failOnce: (operation) =>
      proxy.inject({
        operation: operation as AzureOperation,
        fault: { kind: 'status', status: 503, code: 'ServerBusy' },
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const STORES = [
  {
    name: 's3',
    open: s3,
    small: 'PutObject',
    uploads: ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'],
    reading: 'GetObject',
  },
  {
    name: 'gcs',
    open: gcs,
    small: 'InsertObject',
    uploads: ['StartResumable', 'UploadChunk'],
    reading: 'GetMedia',
  },
  {
    name: 'azure',
    open: azure,
    small: 'Put Blob',
    uploads: ['Put Block', 'Put Block List'],
    reading: 'Get Blob',
  },
];

describe.concurrent.each(STORES)('uploads to $name', ({ name, open, small, uploads, reading }) => {
  it(
    'are counted each time one is sent again, and reads are not',
    async () => {
      await using store = await open();
      const retried: string[] = [];
      const metrics = { uploadRetried: (backend: string) => void retried.push(backend) };
      await using provider = new EnvironmentBackendProvider({
        env: store.env,
        filesystemRoot: '/x',
        metrics,
      });
      const backend = await provider.backend(name);
      const write = async (key: string, bytes: Uint8Array): Promise<void> => {
        await using sink = await backend.openSink({ bucket: store.bucket, key }, { signal: NEVER });
        await sink.write(bytes);
        await sink.close();
      };
      const read = async (key: string, bytes: Uint8Array): Promise<void> => {
        const found = await backend.read({ bucket: store.bucket, key }, NEVER);
        expect(sha256(found ?? Buffer.of())).toBe(sha256(bytes));
      };

      await write('small', SMALL);
      await write('large', LARGE);
      store.failOnce(reading);
      await read('small', SMALL);
      expect(retried).toEqual([]);

      store.failOnce(small);
      await write('small-again', SMALL);
      expect(retried).toEqual([name]);
      for (const operation of uploads) store.failOnce(operation);
      await write('large-again', LARGE);
      expect(retried).toEqual([name, ...uploads.map(() => name)]);
      await read('large-again', LARGE);
    },
    AZURITE_START_TIMEOUT,
  );
});
