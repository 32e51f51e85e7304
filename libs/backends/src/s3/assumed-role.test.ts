import { startS3TestServer } from '@weaviate-export/s3-test-server';
import { describe, expect, it } from 'vitest';
import { NEVER } from '../conformance/index.ts';
import { S3Backend } from './backend.ts';
import { s3ConfigFromEnvironment } from './config.ts';
import { BUCKET } from './s3.fixture.ts';
import { startSts } from './sts.fixture.ts';

const ROLE = 'arn:aws:iam::123456789012:role/exports';
const KEYS = { accessKeyId: 'temporary-key', secretAccessKey: 'temporary-secret', sessionToken: 'the-token' };
const LONG_LIVED = { AWS_ACCESS_KEY_ID: 'long-lived-key', AWS_SECRET_ACCESS_KEY: 'long-lived-secret' };

/** A backend that assumes a role by way of an STS, before a store that takes the role's temporary keys alone. */
async function open(role: string, environment: Record<string, string> = {}) {
  const server = await startS3TestServer({ buckets: [BUCKET], ...KEYS });
  const sts = await startSts(ROLE, KEYS);
  const config = s3ConfigFromEnvironment({
    ...LONG_LIVED,
    AWS_ENDPOINT_URL_S3: server.endpoint,
    EXPORT_S3_ROLE_ARN: role,
    EXPORT_S3_STS_ENDPOINT: sts.endpoint,
    ...environment,
  });
  const backend = new S3Backend(config!);
  return {
    server,
    sts,
    backend,
    [Symbol.asyncDispose]: async () => {
      backend[Symbol.dispose]();
      await sts[Symbol.asyncDispose]();
      await server.close();
    },
  };
}

const FILE = { bucket: BUCKET, key: 'a' };

describe('a role for exports', () => {
  it('is assumed once, with its external id and the name of its session, and signs all requests', async () => {
    await using opened = await open(ROLE, {
      EXPORT_S3_EXTERNAL_ID: 'tenant-7',
      EXPORT_S3_ROLE_SESSION_NAME: 'nightly',
    });
    await opened.backend.checkAccess(FILE, NEVER);
    await opened.backend.replace(FILE, Buffer.from('bytes'), NEVER);
    expect(opened.server.object(BUCKET, 'a')?.body.toString()).toBe('bytes');
    expect(opened.sts.asked).toHaveLength(1);
    expect(opened.sts.asked[0]).toMatchObject({
      caller: 'long-lived-key',
      parameters: { Action: 'AssumeRole', RoleArn: ROLE, ExternalId: 'tenant-7', RoleSessionName: 'nightly' },
    });
  });

  it('that the caller may not assume is told as refused credentials, without a secret', async () => {
    await using opened = await open(`${ROLE}-of-others`);
    const error = await opened.backend.checkAccess(FILE, NEVER).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'BACKEND_CREDENTIALS' });
    expect(String(error)).not.toMatch(/long-lived-secret|temporary-secret/);
  });

  it.each([
    [{ EXPORT_S3_ROLE_ARN: 'exports' }, 'EXPORT_S3_ROLE_ARN'],
    [{ EXPORT_S3_ROLE_ARN: ROLE, EXPORT_S3_ROLE_SESSION_NAME: 'a b' }, 'EXPORT_S3_ROLE_SESSION_NAME'],
    [{ EXPORT_S3_ROLE_ARN: ROLE, EXPORT_S3_STS_ENDPOINT: 'sts.local' }, 'EXPORT_S3_STS_ENDPOINT'],
    [{ EXPORT_S3_EXTERNAL_ID: 'tenant-7' }, 'EXPORT_S3_ROLE_ARN'],
  ])('is refused at start when configured as %j', (environment, variable) => {
    expect(() => s3ConfigFromEnvironment({ ...LONG_LIVED, ...environment })).toThrow(variable);
  });
});
