import { startS3TestServer } from '@weaviate-export/s3-test-server';
import { describe, expect, it } from 'vitest';
import { NEVER } from '../conformance/index.ts';
import { S3Backend } from './backend.ts';
import { type S3Config } from './config.ts';
import { BUCKET, configOf } from './s3.fixture.ts';

const at = { bucket: BUCKET, key: 'nightly' };

/** A backend with another configuration than the right one, and a server. */
async function openWith(change: (config: S3Config) => S3Config) {
  const server = await startS3TestServer({ buckets: [BUCKET] });
  const backend = new S3Backend(change(configOf(server)));
  return {
    server,
    backend,
    [Symbol.asyncDispose]: async () => {
      backend[Symbol.dispose]();
      await server.close();
    },
  };
}

describe('the check of access', () => {
  it.each<[string, (config: S3Config) => S3Config, string, RegExp]>([
    [
      'a wrong secret',
      (config) => ({ ...config, credentials: { accessKeyId: 'test-access-key', secretAccessKey: 'hush' } }),
      'BACKEND_CREDENTIALS',
      /^backend s3 refused the server's credentials for s3:\/\/weaviate-exports\/nightly: the secret access key is wrong \(SignatureDoesNotMatch\)$/,
    ],
    [
      'an unknown key',
      (config) => ({ ...config, credentials: { accessKeyId: 'stranger', secretAccessKey: 'hush' } }),
      'BACKEND_CREDENTIALS',
      /: the access key id is unknown there \(InvalidAccessKeyId\)$/,
    ],
    [
      'a session that has ended',
      (config) => ({
        ...config,
        credentials: { accessKeyId: 'test-access-key', secretAccessKey: 'hush', sessionToken: 'hush' },
      }),
      'BACKEND_CREDENTIALS',
      /: the session token is not valid \(InvalidToken\)$/,
    ],
    [
      'a wrong region',
      (config) => ({ ...config, region: 'eu-west-1' }),
      'BACKEND_FAILED',
      /: the bucket may be in another region: set AWS_REGION \(AuthorizationHeaderMalformed\)$/,
    ],
    [
      'a port where nothing listens',
      (config) => ({ ...config, endpoint: 'http://127.0.0.1:1' }),
      'BACKEND_UNREACHABLE',
      /^backend s3 cannot be reached at 127\.0\.0\.1:1: .*ECONNREFUSED/,
    ],
    [
      'a host that does not exist',
      (config) => ({ ...config, endpoint: 'http://store.invalid' }),
      'BACKEND_UNREACHABLE',
      /^backend s3 cannot be reached at store\.invalid: .*(ENOTFOUND|EAI_AGAIN)/,
    ],
    [
      'TLS where there is none',
      (config) => ({ ...config, endpoint: config.endpoint?.replace('http:', 'https:') ?? '' }),
      'BACKEND_UNREACHABLE',
      /^backend s3 cannot be reached at 127\.0\.0\.1:\d+: .*(EPROTO|SSL)/,
    ],
  ])('tells %s from other troubles', async (_what, change, code, message) => {
    await using opened = await openWith(change);
    const error: unknown = await opened.backend.checkAccess(at, NEVER).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect((error as Error).message).not.toContain('hush');
  });

  it('names a bucket that is missing', async () => {
    await using opened = await openWith((config) => config);
    const missing = { ...at, bucket: 'missing' };
    await expect(opened.backend.checkAccess(missing, NEVER)).rejects.toMatchObject({
      code: 'BUCKET_NOT_FOUND',
      message: 'bucket "missing" does not exist on backend s3',
    });
    await expect(opened.backend.create(missing, Buffer.of(1), NEVER)).rejects.toMatchObject({
      code: 'BUCKET_NOT_FOUND',
    });
  });

  it('finds out that files may be read but not written', async () => {
    await using opened = await openWith((config) => config);
    opened.server.faults.inject({
      operation: 'CreateMultipartUpload',
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
    });
    await expect(opened.backend.checkAccess(at, NEVER)).rejects.toMatchObject({
      code: 'BACKEND_CREDENTIALS',
      message: expect.stringContaining('they lack the permission (AccessDenied)') as string,
    });
  });

  it('leaves nothing when the answer is lost', async () => {
    await using opened = await openWith((config) => config);
    opened.server.faults.inject({ operation: 'CreateMultipartUpload', fault: { kind: 'answerLost' } });
    await opened.backend.checkAccess(at, NEVER);
    expect(opened.server.openUploads()).toEqual([]);
  });

  it('asks for a bucket where none is given', async () => {
    await using opened = await openWith((config) => config);
    expect(() => opened.backend.describe({ key: 'nightly' })).toThrow(
      expect.objectContaining({ code: 'BUCKET_MISSING' }),
    );
    expect(opened.backend.describe(at)).toBe('s3://weaviate-exports/nightly');
  });
});
