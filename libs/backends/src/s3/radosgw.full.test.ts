import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeBackend, NEVER, seededBytes } from '../conformance/index.ts';
import { proxyBefore, type Passing } from '../proxy.fixture.ts';
import { missingOf } from './radosgw-programs.fixture.ts';
import {
  openRadosgwFixture,
  RADOSGW_PROGRAMS,
  RADOSGW_START_MS,
  startRadosgw,
  type Radosgw,
} from './radosgw.fixture.ts';
import { S3Backend } from './backend.ts';
import { type S3Config } from './config.ts';

const MIB = 1024 ** 2;

/** Changes the last byte. */
function corrupt({ body, ...passing }: Passing): Passing {
  const changed = Buffer.from(body);
  if (body.length > 0) changed[body.length - 1]! ^= 1;
  return { ...passing, body: changed };
}

function describeRadosgw(): void {
  let radosgw: Radosgw | undefined;
  const started = (): Radosgw => {
    if (radosgw === undefined) throw new Error('radosgw has not started');
    return radosgw;
  };
  beforeAll(async () => {
    radosgw = await startRadosgw();
  }, RADOSGW_START_MS);
  afterAll(async () => {
    await radosgw?.[Symbol.asyncDispose]();
  });

  describeBackend('s3', () => openRadosgwFixture(started()));

  it.each<[string, (config: Required<Omit<S3Config, 'role'>>) => S3Config, string, RegExp]>([
    [
      'a wrong secret',
      (config) => ({ ...config, credentials: { ...config.credentials, secretAccessKey: 'hush' } }),
      'BACKEND_CREDENTIALS',
      /: the secret access key is wrong \(SignatureDoesNotMatch\)$/,
    ],
    [
      'an unknown key',
      (config) => ({ ...config, credentials: { ...config.credentials, accessKeyId: 'stranger' } }),
      'BACKEND_CREDENTIALS',
      /: the access key id is unknown there \(InvalidAccessKeyId\)$/,
    ],
  ])('refuses %s, and says so', async (_what, change, code, message) => {
    await using fixture = await openRadosgwFixture(started());
    using backend = new S3Backend(change(started().config));
    const checked = backend.checkAccess({ bucket: fixture.bucket, key: 'nightly' }, NEVER);
    await expect(checked).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it('keeps strangers out of a bucket', async () => {
    await using fixture = await openRadosgwFixture(started());
    const credentials = await started().createUser('stranger');
    using backend = new S3Backend({ ...started().config, credentials });
    const checked = backend.checkAccess({ bucket: fixture.bucket, key: 'nightly' }, NEVER);
    await expect(checked).rejects.toMatchObject({
      code: 'BACKEND_CREDENTIALS',
      message: expect.stringMatching(/: they lack the permission \(AccessDenied\)$/) as string,
    });
  });

  it('has no bucket that nobody made', async () => {
    await using fixture = await openRadosgwFixture(started());
    const checked = fixture.backend.checkAccess({ bucket: 'missing', key: 'nightly' }, NEVER);
    await expect(checked).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' });
  });

  it('is full once the quota of the bucket is used up, and keeps nothing of the file', async () => {
    await using fixture = await openRadosgwFixture(started());
    const { backend, bucket } = fixture;
    const scope = ['--quota-scope', 'bucket', '--bucket', bucket];
    await started().admin('quota', 'set', ...scope, '--max-size', '1M');
    await started().admin('quota', 'enable', ...scope);
    const full = { code: 'BACKEND_FULL' };
    for (const bytes of [2 * MIB, 40 * MIB]) {
      const sink = await backend.openSink({ bucket, key: `of-${bytes}` }, { signal: NEVER });
      const written = sink.write(seededBytes(bytes, 1)).then(() => sink.close());
      await expect(written).rejects.toMatchObject(full);
      await sink.abort();
    }
    const large = seededBytes(2 * MIB, 2);
    await expect(backend.create({ bucket, key: 'large' }, large, NEVER)).rejects.toMatchObject(full);
    await backend.replace({ bucket, key: 'small' }, Buffer.of(1), NEVER);
    const listed = await Array.fromAsync(backend.list({ bucket, key: '' }, NEVER));
    expect(listed).toEqual([{ key: 'small', bytes: 1 }]);
    expect(await fixture.openUploads()).toEqual([]);
  });

  it.each([1000, 40 * MIB])(
    'refuses %i bytes that were changed on the way, and keeps none',
    async (bytes) => {
      await using fixture = await openRadosgwFixture(started());
      const { bucket } = fixture;
      await using corruptor = await proxyBefore(started().config.endpoint, corrupt);
      using backend = new S3Backend({ ...started().config, endpoint: corruptor.endpoint });
      await using sink = await backend.openSink({ bucket, key: 'changed' }, { signal: NEVER });
      const written = sink.write(seededBytes(bytes, 1)).then(() => sink.close());
      await expect(written).rejects.toMatchObject({ code: 'BACKEND_CORRUPT' });
      await sink.abort();
      expect(await Array.fromAsync(fixture.backend.list({ bucket, key: '' }, NEVER))).toEqual([]);
      expect(await fixture.openUploads()).toEqual([]);
    },
  );
}

const missing = await missingOf(RADOSGW_PROGRAMS);
if (missing.length === 0) describe('a Ceph gateway', describeRadosgw);
else {
  const reason = `${missing.join(', ')} not found; .ci/install-radosgw installs what it takes`;
  // In CI nothing is left out.
  it.skipIf(process.env['CI'] !== 'true')(`a Ceph gateway: left out, for ${reason}`, () => {
    throw new Error(reason);
  });
  console.warn(`The tests with a Ceph gateway are left out: ${reason}`);
}
