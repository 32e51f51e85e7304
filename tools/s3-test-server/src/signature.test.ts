import { HeadBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { BUCKET, clientOf, fetchSigned, startWithClient } from './client.fixture.ts';

const MINUTES = 60 * 1000;

describe('signatures', () => {
  it.each([
    ['an unknown access key', { accessKeyId: 'someone-else' }, 403, 'InvalidAccessKeyId'],
    ['a wrong secret', { secretAccessKey: 'wrong' }, 403, 'SignatureDoesNotMatch'],
    ['a session token that was never issued', { sessionToken: 'made-up' }, 400, 'InvalidToken'],
  ])('refuses %s', async (_what, wrong, status, name) => {
    await using started = await startWithClient();
    const { accessKeyId, secretAccessKey } = started.server;
    const client = clientOf(started.server, { credentials: { accessKeyId, secretAccessKey, ...wrong } });
    const sent = client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'text' }));
    await expect(sent).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(started.server.keys(BUCKET)).toEqual([]);
  });

  it('refuses a request that is not signed', async () => {
    await using started = await startWithClient();
    const response = await fetch(`${started.server.endpoint}/${BUCKET}/a`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>AccessDenied</Code>');
  });

  it('refuses a signature of another kind', async () => {
    await using started = await startWithClient();
    const headers = { authorization: 'AWS test-access-key:c2lnbmF0dXJl' };
    const response = await fetch(`${started.server.endpoint}/${BUCKET}/a`, { headers });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>AuthorizationHeaderMalformed</Code>');
  });

  it('refuses a signature for another region', async () => {
    await using started = await startWithClient();
    const client = clientOf(started.server, { region: 'eu-central-1' });
    const sent = client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    await expect(sent).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed' });
  });

  it.each([16, -16])('refuses a clock that is %i minutes off', async (minutes) => {
    await using started = await startWithClient();
    const client = clientOf(started.server, { systemClockOffset: minutes * MINUTES });
    const sent = client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    await expect(sent).rejects.toMatchObject({
      name: 'RequestTimeTooSkewed',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('takes a clock that is 14 minutes off', async () => {
    await using started = await startWithClient();
    const client = clientOf(started.server, { systemClockOffset: 14 * MINUTES });
    await client.send(new HeadBucketCommand({ Bucket: BUCKET }));
  });

  it('refuses a header of Amazon that was added after signing', async () => {
    await using started = await startWithClient();
    started.client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { headers: Record<string, string> };
        request.headers['x-amz-meta-late'] = 'unsigned';
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    const sent = started.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'text' }));
    await expect(sent).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('takes headers that proxies usually change, where the client signed them', async () => {
    await using started = await startWithClient();
    const put = await fetchSigned(started.server, 'PUT', `/${BUCKET}/a`, {
      headers: { 'content-type': 'text/plain' },
      body: 'text',
    });
    expect(put.status).toBe(200);
    expect(started.server.object(BUCKET, 'a')?.contentType).toBe('text/plain');
  });
});
