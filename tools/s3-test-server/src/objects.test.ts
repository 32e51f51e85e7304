import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { BUCKET, fetchSigned, startWithClient } from './client.fixture.ts';
import { type S3TestServerOptions } from './index.ts';

const AWKWARD_KEYS = [
  'a b+c/ü=%.parquet',
  '日本語/🙂.json',
  'quotes"<&>\'.txt',
  'dots/../x',
  "~!*()'$@,;:?#[]",
  '%2F%20',
  'trailing/',
];

describe('objects', () => {
  it.each(AWKWARD_KEYS)('keeps a body under the key %s', async (key) => {
    await using started = await startWithClient();
    const { server, client } = started;
    const body = Buffer.from([0, 1, 2, 253, 254, 255]);
    const put = await client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: key,
        Body: body,
        ContentType: 'application/x-test',
        Metadata: { run: 'one  two' },
      }),
    );
    expect(server.keys(BUCKET)).toEqual([key]);
    expect(server.object(BUCKET, key)).toEqual({ body, contentType: 'application/x-test', etag: put.ETag });

    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(body);
    expect(got).toMatchObject({
      ContentType: 'application/x-test',
      ETag: put.ETag,
      ContentLength: body.length,
      Metadata: { run: 'one  two' },
    });
    const listed = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(listed.Contents).toMatchObject([{ Key: key, Size: body.length, ETag: put.ETag }]);

    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(server.keys(BUCKET)).toEqual([]);
  });

  it('answers objects that the test itself put there', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    server.put(BUCKET, 'a', 'first');
    server.put(BUCKET, 'a', Buffer.from('second'));
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(await got.Body?.transformToString()).toBe('second');
    expect(() => server.put('absent-bucket', 'a', 'x')).toThrow('absent-bucket does not exist');
  });

  it('keeps an empty object', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: Buffer.alloc(0) }));
    expect(server.object(BUCKET, 'a')).toMatchObject({
      body: Buffer.alloc(0),
      etag: '"d41d8cd98f00b204e9800998ecf8427e"',
    });
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(await got.Body?.transformToString()).toBe('');
  });

  it('answers HEAD with the size and no body, and errors without a document', async () => {
    await using started = await startWithClient();
    const { client } = started;
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'twelve bytes' }));
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(head).toMatchObject({ ContentLength: 12, AcceptRanges: 'bytes' });
    expect(head.LastModified).toBeInstanceOf(Date);
    await expect(client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'b' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(client.send(new HeadBucketCommand({ Bucket: 'other-bucket' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    const raw = await fetchSigned(started.server, 'HEAD', `/${BUCKET}/b`);
    expect(raw).toMatchObject({ status: 404, text: '' });
  });

  it.each([
    ['bytes=0-0', 'a', 'bytes 0-0/10'],
    ['bytes=2-5', 'cdef', 'bytes 2-5/10'],
    ['bytes=7-', 'hij', 'bytes 7-9/10'],
    ['bytes=-3', 'hij', 'bytes 7-9/10'],
    ['bytes=-99', 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=8-99', 'ij', 'bytes 8-9/10'],
  ])('answers the range %s with those bytes', async (range, expected, contentRange) => {
    await using started = await startWithClient();
    const { client } = started;
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'abcdefghij' }));
    const part = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a', Range: range }));
    expect(await part.Body?.transformToString()).toBe(expected);
    expect(part).toMatchObject({ ContentRange: contentRange, $metadata: { httpStatusCode: 206 } });
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a', Range: range }));
    expect(head.ContentLength).toBe(expected.length);
  });

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('refuses the range %s of 10 bytes', async (range) => {
    await using started = await startWithClient();
    const { client } = started;
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'abcdefghij' }));
    const got = client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a', Range: range }));
    await expect(got).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });

  it.each(['bytes=5-2', 'bytes=0-1,3-4', 'lines=1-2'])('passes over the range %s', async (range) => {
    await using started = await startWithClient();
    const { client } = started;
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'abcdefghij' }));
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a', Range: range }));
    expect(await got.Body?.transformToString()).toBe('abcdefghij');
  });

  it('creates once where If-None-Match asks for it, and leaves the first object alone', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const create = (Body: string) =>
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body, IfNoneMatch: '*' }));
    const outcomes = await Promise.allSettled([create('one'), create('one'), create('one')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(create('two')).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe('one');
  });

  it('replaces and reads one known version where If-Match asks for it', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const replace = (Key: string, IfMatch: string) =>
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'two', IfMatch }));
    const first = await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'one' }));
    const etag = first.ETag ?? '';
    await replace('a', etag);
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe('two');
    await expect(replace('a', etag)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(replace('b', etag)).rejects.toMatchObject({ name: 'NoSuchKey' });
    const read = client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a', IfMatch: etag }));
    await expect(read).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const current = server.object(BUCKET, 'a')?.etag ?? '';
    const again = await fetchSigned(server, 'GET', `/${BUCKET}/a`, { headers: { 'if-none-match': current } });
    expect(again).toMatchObject({ status: 304, text: '' });
  });

  it('deletes many keys at once, and says nothing of them when asked to be quiet', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const keys = ['a', 'b & c', 'd<e>'];
    const remove = (Quiet: boolean) =>
      client.send(
        new DeleteObjectsCommand({
          Bucket: BUCKET,
          Delete: { Objects: [...keys, 'absent'].map((Key) => ({ Key })), Quiet },
        }),
      );
    for (const quiet of [false, true]) {
      for (const Key of [...keys, 'kept']) {
        await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
      }
      const answer = await remove(quiet);
      const deleted = [...keys, 'absent'].map((Key) => ({ Key }));
      expect(answer.Deleted ?? []).toEqual(quiet ? [] : deleted);
      expect(server.keys(BUCKET)).toEqual(['kept']);
    }
  });

  it('creates a bucket once', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    await client.send(new CreateBucketCommand({ Bucket: 'another-bucket' }));
    await client.send(new HeadBucketCommand({ Bucket: 'another-bucket' }));
    expect(server.keys('another-bucket')).toEqual([]);
    await expect(client.send(new CreateBucketCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
  });

  it('answers errors as documents with code, message and resource', async () => {
    await using started = await startWithClient();
    const answer = await fetchSigned(started.server, 'GET', `/${BUCKET}/folder/absent`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/xml');
    expect(answer.text).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>[^<]+<\/Message><Resource>\/weaviate-exports\/folder\/absent<\/Resource><RequestId>[^<]+<\/RequestId><\/Error>$/,
    );
  });

  it.each([
    ['a missing bucket', 'GET', '/absent-bucket/a', {}, 404, 'NoSuchBucket'],
    ['a missing bucket, on a write', 'PUT', '/absent-bucket/a', { body: 'x' }, 404, 'NoSuchBucket'],
    ['a missing key', 'GET', `/${BUCKET}/a`, {}, 404, 'NoSuchKey'],
    ['a key of more than 1,024 bytes', 'GET', `/${BUCKET}/${'k'.repeat(1025)}`, {}, 400, 'KeyTooLongError'],
    ['a path that is not UTF-8', 'GET', `/${BUCKET}/%FF`, {}, 400, 'InvalidURI'],
    ['an operation it has not', 'GET', `/${BUCKET}/a?acl=`, {}, 501, 'NotImplemented'],
    ['the first version of ListObjects', 'GET', `/${BUCKET}`, {}, 501, 'NotImplemented'],
    ['the list of buckets', 'GET', '/', {}, 501, 'NotImplemented'],
    [
      'a copy',
      'PUT',
      `/${BUCKET}/a`,
      { headers: { 'x-amz-copy-source': `/${BUCKET}/b` } },
      501,
      'NotImplemented',
    ],
    [
      'a condition by time',
      'GET',
      `/${BUCKET}/a`,
      { headers: { 'if-modified-since': 'Sat, 01 Jan 2022 00:00:00 GMT' } },
      501,
      'NotImplemented',
    ],
    [
      'a conditional create by ETag',
      'PUT',
      `/${BUCKET}/a`,
      { headers: { 'if-none-match': '"abc"' } },
      501,
      'NotImplemented',
    ],
    [
      'deletions without a checksum',
      'POST',
      `/${BUCKET}?delete=`,
      { body: '<Delete><Object><Key>a</Key></Object></Delete>' },
      400,
      'InvalidRequest',
    ],
  ])('refuses %s', async (_what, method, path, request, status, code) => {
    await using started = await startWithClient();
    const answer = await fetchSigned(started.server, method, path, request);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
  });

  it('keeps a log of what was asked', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a b', Body: 'x' }));
    await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a b' }));
    await fetchSigned(server, 'GET', `/${BUCKET}?acl=`);
    expect(server.requests).toEqual([
      { method: 'PUT', path: `/${BUCKET}/a%20b?x-id=PutObject`, operation: 'PutObject' },
      { method: 'HEAD', path: `/${BUCKET}/a%20b`, operation: 'HeadObject' },
      { method: 'GET', path: `/${BUCKET}?acl=`, operation: undefined },
    ]);
  });
});

describe('a store of another make', () => {
  it.each<[string, S3TestServerOptions, object]>([
    [
      'refuses checksums of writes',
      { refuses: ['checksums'] },
      { name: 'InvalidArgument', message: expect.stringContaining('Unsupported header') as string },
    ],
    [
      'refuses If-None-Match of writes',
      { refuses: ['if-none-match'] },
      { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } },
    ],
  ])('%s where it is told to', async (_what, options, error) => {
    await using started = await startWithClient(options);
    const { server, client } = started;
    const put = (given: object) =>
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'text', ...given }));
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject(error);
    expect(server.keys(BUCKET)).toEqual([]);
  });

  it('passes over If-None-Match of writes where it is told to', async () => {
    await using started = await startWithClient({ ignoresConditions: true });
    const { server, client } = started;
    for (const Body of ['one', 'two'])
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body, IfNoneMatch: '*' }));
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe('two');
  });
});
