import { type File } from '@google-cloud/storage';
import { describe, expect, it } from 'vitest';
import {
  BUCKET,
  clientOf,
  create,
  uploadWithToken,
  patterned,
  RETRYING,
  send,
  startWithBucket,
  upload,
} from './client.fixture.ts';
import { type Fault, type Operation } from './index.ts';

const BLOCK = 256 * 1024;
const BIG = patterned(8 * BLOCK);
const RESET = { code: expect.stringMatching(/ECONNRESET|EPIPE/) as string };

/** What the SDK asks of one file, by the operation that it is. */
const ASK: Readonly<Partial<Record<Operation, (file: File) => Promise<unknown>>>> = {
  GetBucket: (file) => file.bucket.getMetadata(),
  ListObjects: (file) => file.bucket.getFiles(),
  GetObject: (file) => file.getMetadata(),
  GetMedia: (file) => file.download(),
  DeleteObject: (file) => file.delete(),
  InsertObject: (file) => file.save('new', { resumable: false }),
  StartResumable: (file) => file.createResumableUpload(),
};

describe('faults', () => {
  describe.each(Object.entries(ASK))('of %s', (operation, ask) => {
    it.each<[string, Fault, object]>([
      ['a status', { kind: 'status', status: 503, reason: 'backendError' }, { code: 503 }],
      [
        'a message',
        { kind: 'status', status: 429, reason: 'rateLimitExceeded', message: 'Slow down.' },
        { code: 429, message: expect.stringContaining('Slow down.') as string },
      ],
      ['a full disk', { kind: 'diskFull' }, { code: 403 }],
      ['a lost answer', { kind: 'answerLost' }, RESET],
    ])('make one request fail by %s, and let the next pass', async (_what, fault, error) => {
      await using started = await startWithBucket();
      const { server, bucket } = started;
      server.put(BUCKET, 'a', 'old');
      server.faults.inject({ operation: operation as Operation, fault });
      await expect(ask(bucket.file('a'))).rejects.toMatchObject(error);
      const isPerformed = fault.kind === 'answerLost' && operation === 'InsertObject';
      if (operation !== 'DeleteObject') {
        expect(server.object(BUCKET, 'a')?.body.toString()).toBe(isPerformed ? 'new' : 'old');
      } else {
        expect(server.names(BUCKET)).toEqual(fault.kind === 'answerLost' ? [] : ['a']);
        server.put(BUCKET, 'a', 'old');
      }
      await ask(bucket.file('a'));
    });
  });

  it('carry a reason that the SDK shows', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.faults.inject({ operation: 'InsertObject', fault: { kind: 'diskFull' } });
    await expect(create(bucket.file('a'), 'x')).rejects.toMatchObject({
      errors: [{ reason: 'quotaExceeded', domain: 'global' }],
    });
  });

  it.each([0, 1, BIG.length - 1, BIG.length])(
    'reset a request after %i bytes of its body',
    async (afterBytes) => {
      await using started = await startWithBucket();
      const { server, bucket } = started;
      server.faults.inject({ operation: '*', fault: { kind: 'reset', afterBytes } });
      await expect(create(bucket.file('a'), BIG)).rejects.toMatchObject(RESET);
      expect(server.names(BUCKET)).toEqual([]);
    },
  );

  it.each([
    [undefined, BIG.length / 2],
    [1000, 1000],
    [0, 0],
    [BIG.length * 2, BIG.length - 1],
  ])('reset an answer in the middle of its body: after %s bytes', async (afterBytes, expected) => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.put(BUCKET, 'a', BIG);
    server.faults.inject({
      operation: 'GetMedia',
      fault: afterBytes === undefined ? { kind: 'reset' } : { kind: 'reset', afterBytes },
    });
    let received = 0;
    const read = async (): Promise<void> => {
      const stream = bucket.file('a').createReadStream({ validation: false });
      for await (const chunk of stream as AsyncIterable<Buffer>) received += chunk.length;
    };
    await expect(read()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(received).toBe(expected);
  });

  it('reset an answer that has no body', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.put(BUCKET, 'a', 'x');
    server.faults.inject({ operation: 'DeleteObject', fault: { kind: 'reset' } });
    await expect(bucket.file('a').delete()).rejects.toMatchObject(RESET);
  });

  it.each([
    [0, 0],
    [BLOCK - 1, 0],
    [BLOCK, BLOCK],
    [3 * BLOCK + 5, 3 * BLOCK],
  ])('reset a chunk after %i bytes, of which %i stay', async (afterBytes, persisted) => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.faults.inject({ operation: 'UploadChunk', fault: { kind: 'reset', afterBytes } });
    await expect(uploadWithToken(bucket.file('a'), BIG)).rejects.toThrow(/ECONNRESET|EPIPE/);
    expect(server.openUploads()).toMatchObject([{ name: 'a', persisted }]);
    expect(server.names(BUCKET)).toEqual([]);
  });

  it('stay with the session: cancelling and asking fail as they are told to', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    const [uri] = await bucket.file('a').createResumableUpload();
    const fault = { kind: 'status', status: 503, reason: 'backendError' } as const;
    server.faults.inject({ operation: 'DeleteUpload', fault });
    server.faults.inject({ operation: 'QueryUpload', fault });
    expect((await send(server, 'DELETE', uri)).status).toBe(503);
    const query = { headers: { 'content-range': 'bytes */*' } };
    expect((await send(server, 'PUT', uri, query)).status).toBe(503);
    expect(server.openUploads()).toHaveLength(1);
    expect((await send(server, 'PUT', uri, query)).status).toBe(308);
    expect((await send(server, 'DELETE', uri)).status).toBe(499);
  });

  it('stall until the client gives up', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    server.faults.inject({ operation: 'InsertObject', fault: { kind: 'stall' } });
    const controller = new AbortController();
    const url = `${server.endpoint}/upload/storage/v1/b/${BUCKET}/o?uploadType=media&name=a`;
    const headers = { authorization: `Bearer ${server.token}` };
    const request = { method: 'POST', headers, body: 'text' };
    const sent = fetch(url, { ...request, signal: controller.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    controller.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.names(BUCKET)).toEqual([]);
    expect((await fetch(url, request)).status).toBe(200);
  });

  it('stall until the server closes, and closing leaves nobody waiting', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.faults.inject({ operation: '*', times: Infinity, fault: { kind: 'stall' } });
    const stalled = Promise.allSettled([
      create(bucket.file('a'), 'x'),
      create(bucket.file('b'), BIG),
      bucket.file('c').download(),
      bucket.file('d').createResumableUpload(),
    ]);
    await expect.poll(() => server.requests.length).toBe(4);
    await server.close();
    await server.close();
    expect((await stalled).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  });

  it('meet the requests that they were planned for, and no others', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.faults.inject({ operation: 'InsertObject', after: 1, times: 2, fault: { kind: 'diskFull' } });
    const outcomes: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      await create(bucket.file(name), 'x').then(
        () => outcomes.push('stored'),
        () => outcomes.push('failed'),
      );
      await expect(bucket.file('absent').download()).rejects.toMatchObject({ code: 404 });
    }
    expect(outcomes).toEqual(['stored', 'failed', 'failed', 'stored']);
  });

  it('are not spent on requests that are refused before', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.faults.inject({ operation: 'InsertObject', fault: { kind: 'diskFull' } });
    const stranger = clientOf(server, { token: 'stranger' }).bucket(BUCKET);
    await expect(create(stranger.file('a'), 'x')).rejects.toMatchObject({ code: 401 });
    await expect(create(bucket.file('a'), 'x')).rejects.toMatchObject({ code: 403 });
  });

  it('end when cleared', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.faults.inject({ operation: '*', times: Infinity, fault: { kind: 'diskFull' } });
    await expect(create(bucket.file('a'), 'x')).rejects.toMatchObject({ code: 403 });
    server.faults.clear();
    await create(bucket.file('a'), 'x');
    expect(server.names(BUCKET)).toEqual(['a']);
  });
});

// The SDK waits a second before each retry: side by side, these waits are one.
describe.concurrent('faults that the SDK retries', () => {
  const CHUNKS = { chunkSize: 2 * BLOCK };

  it.each<[string, Operation, number, Fault]>([
    ['start', 'StartResumable', 0, { kind: 'status', status: 503, reason: 'backendError' }],
    ['first chunk', 'UploadChunk', 0, { kind: 'status', status: 429, reason: 'rateLimitExceeded' }],
    ['last chunk', 'UploadChunk', 3, { kind: 'status', status: 500, reason: 'backendError' }],
    ['first chunk, reset', 'UploadChunk', 0, { kind: 'reset' }],
    ['last chunk, reset', 'UploadChunk', 3, { kind: 'reset', afterBytes: BLOCK + 1 }],
    ['answer to a chunk', 'UploadChunk', 1, { kind: 'answerLost' }],
  ])('end well: an upload with a fault of its %s', async (_what, operation, after, fault) => {
    await using started = await startWithBucket({ anonymous: true }, RETRYING);
    const { server, bucket } = started;
    server.faults.inject({ operation, after, fault });
    await upload(bucket.file('a'), BIG, CHUNKS);
    expect(server.object(BUCKET, 'a')?.body.equals(BIG)).toBe(true);
    expect(server.openUploads()).toEqual([]);
  });

  it(
    'perform the last chunk and lose its answer: the SDK fails, the object is there',
    { tags: 'long' },
    async () => {
      await using started = await startWithBucket({}, RETRYING);
      const { server, bucket } = started;
      server.faults.inject({ operation: 'UploadChunk', after: 3, fault: { kind: 'answerLost' } });
      await expect(uploadWithToken(bucket.file('a'), BIG, CHUNKS)).rejects.toBeInstanceOf(RangeError);
      expect(server.object(BUCKET, 'a')?.body.equals(BIG)).toBe(true);
    },
  );

  it('perform an insert and lose its answer: a retried create finds its own object', async () => {
    await using started = await startWithBucket({}, RETRYING);
    const { server, bucket } = started;
    server.faults.inject({ operation: 'InsertObject', fault: { kind: 'answerLost' } });
    const options = { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } };
    await expect(bucket.file('a').save('mine', options)).rejects.toMatchObject({ code: 412 });
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe('mine');
    expect(server.requests.map(({ operation }) => operation)).toEqual(['InsertObject', 'InsertObject']);
  });

  it('lose the address of a session that was started: it stays open, and nobody can end it', async () => {
    await using started = await startWithBucket({}, RETRYING);
    const { server, bucket } = started;
    server.faults.inject({ operation: 'StartResumable', fault: { kind: 'answerLost' } });
    await uploadWithToken(bucket.file('a'), 'mine');
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe('mine');
    expect(server.openUploads()).toMatchObject([{ name: 'a', persisted: 0 }]);
  });
});
