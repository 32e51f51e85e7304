import { startGcsTestServer, type GcsTestServer } from '@weaviate-export/gcs-test-server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NEVER, seededBytes } from '../conformance/index.ts';
import { GcsBackend } from './backend.ts';
import { type GcsConfig } from './config.ts';
import { type CloudOptions } from '../cloud/options.ts';
import { BUCKET } from './gcs.fixture.ts';
import { grant, openTokenService, type TokenAnswer } from './token-service.fixture.ts';

const at = { bucket: BUCKET, key: 'nightly' };

/** A server that asks for a token, and a backend that gets its own from a token service. */
async function openWith(
  answerOf: (server: GcsTestServer) => TokenAnswer = ({ token }) => grant(token),
  change: (config: GcsConfig) => GcsConfig = (config) => config,
  options?: CloudOptions,
) {
  const server = await startGcsTestServer({ buckets: [BUCKET] });
  const service = await openTokenService(answerOf(server));
  const { endpoint } = server;
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', service.keyFile);
  return {
    server,
    backend: new GcsBackend(change({ endpoint, projectId: 'acme', anonymous: false }), options),
    [Symbol.asyncDispose]: async () => {
      await service[Symbol.asyncDispose]();
      await server.close();
    },
  };
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

afterEach(() => vi.unstubAllEnvs());

describe('the check of access', () => {
  it('passes with the credentials of a file, and leaves nothing', async () => {
    await using opened = await openWith();
    const { backend, server } = opened;
    await backend.checkAccess(at, NEVER);
    expect(server.names(BUCKET)).toEqual([]);
    expect(server.openUploads()).toEqual([]);
    const file = { ...at, key: 'nightly/a' };
    await using sink = await backend.openSink(file, { signal: NEVER });
    await sink.write(seededBytes(17 * 1024 * 1024, 1));
    await sink.close();
    await backend.delete(file, NEVER);
    expect(server.names(BUCKET)).toEqual([]);
  });

  it.each<[string, (server: GcsTestServer) => TokenAnswer, (config: GcsConfig) => GcsConfig, RegExp]>([
    ['a wrong token', () => grant('hush'), (config) => config, /: Invalid Credentials \(authError\)$/],
    [
      'a token that may read only',
      ({ readOnlyToken }) => grant(readOnlyToken),
      (config) => config,
      /^backend gcs refused the server's credentials for gs:\/\/weaviate-exports\/nightly\/.access-check: .*storage\.objects\.create.*\(forbidden\)$/,
    ],
    [
      'no token',
      () => grant('hush'),
      (config) => ({ ...config, anonymous: true }),
      /: Anonymous caller does not have storage\.objects\.list access/,
    ],
    [
      'a token service that refuses',
      () => (response) =>
        response
          .writeHead(400)
          .end(JSON.stringify({ error: 'invalid_grant', error_description: 'Expired.' })),
      (config) => config,
      /: .*invalid_grant.*Expired/,
    ],
  ])('tells that credentials are refused: %s', async (_what, answerOf, change, message) => {
    await using opened = await openWith(answerOf, change);
    const error = await errorOf(opened.backend.checkAccess(at, NEVER));
    expect(error).toMatchObject({
      code: 'BACKEND_CREDENTIALS',
      message: expect.stringMatching(message) as string,
    });
    expect((error as Error).message).not.toContain('hush');
  });

  it('names the file of credentials that is missing', async () => {
    await using opened = await openWith();
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/none/key.json');
    await expect(opened.backend.checkAccess(at, NEVER)).rejects.toMatchObject({
      code: 'BACKEND_CREDENTIALS',
      message: expect.stringMatching(
        /GOOGLE_APPLICATION_CREDENTIALS .*: The file at \/none\/key\.json does not exist/,
      ) as string,
    });
  });

  it.each<[string, (config: GcsConfig) => GcsConfig, RegExp]>([
    [
      'a port where nothing listens',
      (config) => ({ ...config, endpoint: 'http://127.0.0.1:1' }),
      /^backend gcs cannot be reached at 127\.0\.0\.1:1: connect ECONNREFUSED/,
    ],
    [
      'a host that does not exist',
      (config) => ({ ...config, endpoint: 'http://store.invalid' }),
      /^backend gcs cannot be reached at store\.invalid: .*(ENOTFOUND|EAI_AGAIN)/,
    ],
    [
      'TLS where there is none',
      (config) => ({ ...config, endpoint: config.endpoint?.replace('http:', 'https:') ?? '' }),
      /^backend gcs cannot be reached at 127\.0\.0\.1:\d+: .*(EPROTO|SSL)/,
    ],
  ])('tells that the store is out of reach: %s', { tags: 'long' }, async (_what, change, message) => {
    await using opened = await openWith(undefined, change);
    await expect(opened.backend.checkAccess(at, NEVER)).rejects.toMatchObject({
      code: 'BACKEND_UNREACHABLE',
      message: expect.stringMatching(message) as string,
    });
  });

  it(
    'gives up on a token service that never answers, and ends at once with its signal',
    { tags: 'long' },
    async () => {
      await using opened = await openWith(() => () => {}, undefined, { patienceMs: 400 });
      await expect(opened.backend.checkAccess(at, NEVER)).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT' });
      const reason = new Error('canceled');
      const controller = new AbortController();
      const checked = errorOf(opened.backend.checkAccess(at, controller.signal));
      controller.abort(reason);
      expect(await checked).toBe(reason);
    },
  );

  it('names a bucket that is missing', async () => {
    await using opened = await openWith();
    const missing = { ...at, bucket: 'missing' };
    const notFound = { code: 'BUCKET_NOT_FOUND', message: 'bucket "missing" does not exist on backend gcs' };
    await expect(opened.backend.checkAccess(missing, NEVER)).rejects.toMatchObject(notFound);
    await expect(opened.backend.create(missing, Buffer.of(1), NEVER)).rejects.toMatchObject(notFound);
    await expect(opened.backend.read(missing, NEVER)).rejects.toMatchObject(notFound);
    await expect(opened.backend.delete(missing, NEVER)).rejects.toMatchObject(notFound);
  });

  it('asks for a bucket where none is given', async () => {
    await using opened = await openWith();
    expect(() => opened.backend.describe({ key: 'nightly' })).toThrow(
      expect.objectContaining({ code: 'BUCKET_MISSING' }),
    );
    expect(opened.backend.describe(at)).toBe('gs://weaviate-exports/nightly');
  });
});
