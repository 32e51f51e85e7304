import { startS3TestServer, type S3TestServerOptions } from '@weaviate-export/s3-test-server';
import { describe, expect, it } from 'vitest';
import { NEVER } from '../conformance/index.ts';
import { S3Backend } from './backend.ts';
import { type S3Config } from './config.ts';
import { BUCKET, configOf } from './s3.fixture.ts';

const at = { bucket: BUCKET, key: 'nightly' };

/** A backend with another configuration than the right one, and a server. */
async function openWith(change: (config: S3Config) => S3Config, options: S3TestServerOptions = {}) {
  const server = await startS3TestServer({ buckets: [BUCKET], ...options });
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

  it.each<[string, S3TestServerOptions, RegExp]>([
    [
      'refuses checksums',
      { refuses: ['checksums'] },
      /: it refuses the checksums that requests carry: set AWS_REQUEST_CHECKSUM_CALCULATION=WHEN_REQUIRED$/,
    ],
    ['refuses If-None-Match', { refuses: ['if-none-match'] }, /: it refuses If-None-Match, .* take a store/],
    [
      'passes over If-None-Match',
      { ignoresConditions: true },
      /: it passes over If-None-Match, .* take a store/,
    ],
  ])(
    'finds a store that %s, says what to do about it, and leaves nothing',
    async (_what, options, message) => {
      await using opened = await openWith((config) => config, options);
      const checked = opened.backend.checkAccess(at, NEVER);
      await expect(checked).rejects.toMatchObject({ code: 'BACKEND_UNSUITED', httpStatus: 422 });
      await expect(checked).rejects.toThrow(message);
      await expect(checked).rejects.toThrow(
        /^backend s3 cannot take exports at s3:\/\/weaviate-exports \(127\./,
      );
      expect([opened.server.keys(BUCKET), opened.server.openUploads()]).toEqual([[], []]);
    },
  );

  it('lets a store without checksums have what is written without them, every byte of it', async () => {
    process.env['AWS_REQUEST_CHECKSUM_CALCULATION'] = 'WHEN_REQUIRED';
    try {
      await using opened = await openWith((config) => config, { refuses: ['checksums'] });
      const { backend, server } = opened;
      await backend.checkAccess(at, NEVER);
      expect(await backend.create({ ...at, key: 'nightly/small' }, Buffer.from('small'), NEVER)).toBe(true);
      expect(await backend.create({ ...at, key: 'nightly/small' }, Buffer.from('other'), NEVER)).toBe(false);
      await using sink = await backend.openSink({ ...at, key: 'nightly/large' }, { signal: NEVER });
      await sink.write(Buffer.alloc(20_000_000, 'x'));
      await sink.close();
      expect(server.keys(BUCKET)).toEqual(['nightly/large', 'nightly/small']);
      expect(server.object(BUCKET, 'nightly/large')?.body.equals(Buffer.alloc(20_000_000, 'x'))).toBe(true);
    } finally {
      delete process.env['AWS_REQUEST_CHECKSUM_CALCULATION'];
    }
  });

  it('examines a store once: after that a begun upload is proof enough', async () => {
    await using opened = await openWith((config) => config);
    await opened.backend.checkAccess(at, NEVER);
    const { length } = opened.server.requests;
    await opened.backend.checkAccess(at, NEVER);
    const again = opened.server.requests.slice(length).map(({ operation }) => operation);
    expect(again).not.toContain('PutObject');
    expect(again).toContain('CreateMultipartUpload');
    expect([opened.server.keys(BUCKET), opened.server.openUploads()]).toEqual([[], []]);
  });

  it('finds out that files may be written but not deleted', async () => {
    await using opened = await openWith((config) => config);
    opened.server.faults.inject({
      operation: 'DeleteObject',
      fault: { kind: 'status', status: 403, code: 'AccessDenied' },
    });
    await expect(opened.backend.checkAccess(at, NEVER)).rejects.toMatchObject({
      code: 'BACKEND_CREDENTIALS',
    });
  });

  it('asks for a bucket where none is given', async () => {
    await using opened = await openWith((config) => config);
    expect(() => opened.backend.describe({ key: 'nightly' })).toThrow(
      expect.objectContaining({ code: 'BUCKET_MISSING' }),
    );
    expect(opened.backend.describe(at)).toBe('s3://weaviate-exports/nightly');
  });
});
