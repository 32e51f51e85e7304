import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { BUCKET, clientOf, fetchSigned, startWithClient } from './client.fixture.ts';
import { type Fault } from './index.ts';

const put = (client: S3Client, Key: string, Body: Buffer | string = 'text', abortSignal?: AbortSignal) =>
  client.send(
    new PutObjectCommand({ Bucket: BUCKET, Key, Body, IfNoneMatch: '*' }),
    abortSignal === undefined ? {} : { abortSignal },
  );

const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));

const BIG = Buffer.alloc(4 * 1024 * 1024, 'x');

describe('faults', () => {
  it.each<[string, Fault, object]>([
    [
      'a status',
      { kind: 'status', status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
      {
        name: 'SlowDown',
        message: 'Please reduce your request rate.',
        $metadata: { httpStatusCode: 503 },
      },
    ],
    [
      'a full disk',
      { kind: 'diskFull' },
      { name: 'InsufficientCapacity', $metadata: { httpStatusCode: 507 } },
    ],
    ['a reset', { kind: 'reset' }, { code: expect.stringMatching(/ECONNRESET|EPIPE/) as string }],
  ])('make one write fail by %s, store nothing of it, and let the next pass', async (_what, fault, error) => {
    await using started = await startWithClient();
    const { server, client } = started;
    server.faults.inject({ operation: 'PutObject', fault });
    await expect(put(client, 'a', BIG)).rejects.toMatchObject(error);
    expect(server.keys(BUCKET)).toEqual([]);
    await put(client, 'a', BIG);
    expect(server.object(BUCKET, 'a')?.body.equals(BIG)).toBe(true);
  });

  it.each([0, 1, BIG.length - 1, BIG.length])(
    'reset a request after %i bytes of its body',
    async (afterBytes) => {
      await using started = await startWithClient();
      const { server, client } = started;
      server.faults.inject({ operation: '*', fault: { kind: 'reset', afterBytes } });
      await expect(put(client, 'a', BIG)).rejects.toMatchObject({
        code: expect.stringMatching(/ECONNRESET|EPIPE/) as string,
      });
      expect(server.keys(BUCKET)).toEqual([]);
    },
  );

  it.each([
    [undefined, BIG.length / 2],
    [1000, 1000],
    [0, 0],
    [BIG.length * 2, BIG.length - 1],
  ])('reset an answer in the middle of its body: after %s bytes', async (afterBytes, expected) => {
    await using started = await startWithClient();
    const { server, client } = started;
    await put(client, 'a', BIG);
    server.faults.inject({
      operation: 'GetObject',
      fault: afterBytes === undefined ? { kind: 'reset' } : { kind: 'reset', afterBytes },
    });
    let received = 0;
    const read = async (): Promise<void> => {
      const { Body } = await get(clientOf(server, { responseChecksumValidation: 'WHEN_REQUIRED' }), 'a');
      for await (const chunk of Body as AsyncIterable<Buffer>) received += chunk.length;
    };
    await expect(read()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(received).toBe(expected);
  });

  it('reset an answer that has no body', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    await put(client, 'a');
    server.faults.inject({ operation: 'HeadObject', fault: { kind: 'reset' } });
    const head = client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    await expect(head).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('perform an operation and lose its answer: a retried create finds its own object', async () => {
    await using started = await startWithClient();
    const { server } = started;
    const client = clientOf(server, { maxAttempts: 2 });
    server.faults.inject({ operation: 'PutObject', fault: { kind: 'answerLost' } });
    await expect(put(client, 'a', 'mine')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe('mine');
    expect(server.requests.map(({ operation }) => operation)).toEqual(['PutObject', 'PutObject']);
  });

  it('perform a completion and lose its answer: the retry finds no upload, the object is there', async () => {
    await using started = await startWithClient();
    const { server } = started;
    const client = clientOf(server, { maxAttempts: 2 });
    const upload = { Bucket: BUCKET, Key: 'a' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
    const part = { ...upload, UploadId, PartNumber: 1 };
    const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand({ ...part, Body: 'mine' }));
    server.faults.inject({ operation: 'CompleteMultipartUpload', fault: { kind: 'answerLost' } });
    const completion = client.send(
      new CompleteMultipartUploadCommand({
        ...upload,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag, ChecksumCRC32 }] },
        IfNoneMatch: '*',
      }),
    );
    await expect(completion).rejects.toMatchObject({ name: 'NoSuchUpload' });
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe('mine');
  });

  it('answer a completion with status 200 and an error in its body, which the SDK finds', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    server.faults.inject({
      operation: 'CompleteMultipartUpload',
      fault: { kind: 'status', status: 200, code: 'InternalError' },
    });
    const completion = client.send(
      new CompleteMultipartUploadCommand({
        Bucket: BUCKET,
        Key: 'a',
        UploadId: 'any',
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"any"' }] },
      }),
    );
    await expect(completion).rejects.toMatchObject({ name: 'InternalError' });
  });

  it('stall until the client gives up', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    server.faults.inject({ operation: 'PutObject', fault: { kind: 'stall' } });
    const controller = new AbortController();
    const sent = put(client, 'a', 'text', controller.signal);
    await expect.poll(() => server.requests.length).toBe(1);
    controller.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.keys(BUCKET)).toEqual([]);
    await put(client, 'a');
  });

  it('stall until the server closes, and closing leaves nobody waiting', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    server.faults.inject({ operation: '*', times: Infinity, fault: { kind: 'stall' } });
    const stalled = Promise.allSettled([put(client, 'a'), put(client, 'b', BIG), get(client, 'c')]);
    await expect.poll(() => server.requests.length).toBe(3);
    await server.close();
    await server.close();
    expect((await stalled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('are retried by the SDK as real ones are', async () => {
    await using started = await startWithClient();
    const { server } = started;
    const client = clientOf(server, { maxAttempts: 3 });
    server.faults.inject({
      operation: 'PutObject',
      fault: { kind: 'status', status: 500, code: 'InternalError' },
    });
    server.faults.inject({ operation: 'PutObject', fault: { kind: 'reset' } });
    await put(client, 'a', BIG);
    expect(server.requests).toHaveLength(3);
    expect(server.object(BUCKET, 'a')?.body.equals(BIG)).toBe(true);
  });

  it('meet the requests that they were planned for, and no others', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    server.faults.inject({ operation: 'PutObject', after: 1, times: 2, fault: { kind: 'diskFull' } });
    const outcomes: string[] = [];
    for (const key of ['a', 'b', 'c', 'd']) {
      await put(client, key).then(
        () => outcomes.push('stored'),
        () => outcomes.push('failed'),
      );
      await expect(get(client, 'absent')).rejects.toMatchObject({ name: 'NoSuchKey' });
    }
    expect(outcomes).toEqual(['stored', 'failed', 'failed', 'stored']);
  });

  it('are not spent on requests that are refused before', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    server.faults.inject({ operation: 'PutObject', fault: { kind: 'diskFull' } });
    const stranger = clientOf(server, { credentials: { accessKeyId: 'stranger', secretAccessKey: 'x' } });
    await expect(put(stranger, 'a')).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    await expect(put(client, 'a')).rejects.toMatchObject({ name: 'InsufficientCapacity' });
  });

  it('end when cleared', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    server.faults.inject({ operation: '*', times: Infinity, fault: { kind: 'diskFull' } });
    await expect(put(client, 'a')).rejects.toMatchObject({ name: 'InsufficientCapacity' });
    server.faults.clear();
    await put(client, 'a');
    expect((await fetchSigned(server, 'GET', `/${BUCKET}/a`)).text).toBe('text');
  });
});
