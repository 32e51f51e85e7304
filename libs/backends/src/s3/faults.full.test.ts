import { type Fault, type Operation } from '@weaviate-export/s3-test-server';
import { describe, expect, it } from 'vitest';
import { collected, NEVER, seededBytes, sha256 } from '../conformance/index.ts';
import { BUCKET, openS3Fixture, TEST_PATIENCE_MS } from './s3.fixture.ts';

const MIB = 1024 * 1024;
/** Enough for a busy machine to send a large file, in milliseconds. */
const WITHIN = { timeout: 20_000 };

const at = { bucket: BUCKET, key: 'nightly/Article.parquet' };
/** Three parts, the last of them small. */
const LARGE = seededBytes(33 * MIB, 1);
const SMALL = seededBytes(1000, 2);

const BUSY: Fault = { kind: 'status', status: 503, code: 'SlowDown' };
const RESET: Fault = { kind: 'reset' };
const LOST: Fault = { kind: 'answerLost' };
const STALL: Fault = { kind: 'stall' };

const UPLOAD: readonly Operation[] = ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'];

async function write(
  backend: Awaited<ReturnType<typeof openS3Fixture>>['backend'],
  bytes: Uint8Array,
): Promise<void> {
  await using sink = await backend.openSink(at, { signal: NEVER });
  await sink.write(bytes);
  await sink.close();
}

const FAULTS: [string, Fault, number][] = [
  ['answers 503 three times', BUSY, 3],
  ['resets a request in the middle', RESET, 1],
  ['does a request and loses its answer', LOST, 1],
];

// Most of their time these wait between attempts, so they wait together.
describe.concurrent('a store that fails now and then', () => {
  it.each(UPLOAD.flatMap((operation) => FAULTS.map((fault) => [operation, ...fault] as const)))(
    'gets the whole file, and keeps no open upload, when %s %s',
    async (operation, _what, fault, times) => {
      await using fixture = await openS3Fixture();
      const { server, backend } = fixture;
      server.faults.inject({ operation, fault, times });
      await write(backend, LARGE);
      expect(sha256(server.object(BUCKET, at.key)?.body ?? SMALL)).toBe(sha256(LARGE));
      expect(server.openUploads()).toEqual([]);
    },
  );

  it.each(FAULTS)('gets a small file when it %s', async (_what, fault, times) => {
    await using fixture = await openS3Fixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'PutObject', fault, times });
    await write(backend, SMALL);
    expect(server.object(BUCKET, at.key)?.body).toEqual(SMALL);
  });

  it('gives a file whole when answers break off, and in pieces too', async () => {
    await using fixture = await openS3Fixture();
    const { server, backend } = fixture;
    await backend.replace({ ...at, key: 'small' }, SMALL, NEVER);
    server.faults.inject({ operation: 'GetObject', fault: RESET, times: 2 });
    expect(sha256((await backend.read({ ...at, key: 'small' }, NEVER)) ?? LARGE)).toBe(sha256(SMALL));
    await write(backend, LARGE);
    server.faults.inject({ operation: 'GetObject', fault: RESET, times: 2 });
    expect(sha256((await backend.read(at, NEVER)) ?? SMALL)).toBe(sha256(LARGE));
    server.faults.inject({ operation: 'GetObject', fault: RESET, after: 1, times: 2 });
    expect(sha256(...(await collected(backend.readStream(at, NEVER))))).toBe(sha256(LARGE));
  });

  it('does not hand out a file that was replaced in the middle of a stream', async () => {
    await using fixture = await openS3Fixture();
    const { backend } = fixture;
    await write(backend, LARGE);
    const read = async (): Promise<void> => {
      for await (const _piece of backend.readStream(at, NEVER))
        await backend.replace(at, LARGE.subarray(1), NEVER);
    };
    await expect(read()).rejects.toMatchObject({
      code: 'BACKEND_FAILED',
      message: expect.stringContaining('it was replaced while it was read') as string,
    });
  });
});

describe('a create', () => {
  it('knows that it has won when the answer was lost', async () => {
    await using fixture = await openS3Fixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'PutObject', fault: LOST });
    expect(await backend.create(at, SMALL, NEVER)).toBe(true);
    expect(await backend.create(at, SMALL, NEVER)).toBe(false);
  });

  it('knows that another has won with the same bytes, when its own request was sent again', async () => {
    await using fixture = await openS3Fixture();
    const { server, backend } = fixture;
    expect(await backend.create(at, SMALL, NEVER)).toBe(true);
    server.faults.inject({ operation: 'PutObject', fault: RESET });
    expect(await backend.create(at, SMALL, NEVER)).toBe(false);
  });

  it('has one winner of eight when every first answer is lost', async () => {
    await using fixture = await openS3Fixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'PutObject', fault: LOST, times: 8 });
    const won = await Promise.all(Array.from({ length: 8 }, () => backend.create(at, SMALL, NEVER)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('is tried again when the store met others at it (409)', async () => {
    await using fixture = await openS3Fixture();
    const { server, backend } = fixture;
    const fault: Fault = { kind: 'status', status: 409, code: 'ConditionalRequestConflict' };
    server.faults.inject({ operation: 'PutObject', fault, times: 2 });
    expect(await backend.create(at, SMALL, NEVER)).toBe(true);
  });
});

describe.concurrent('a store that keeps failing', () => {
  const FULL: Fault = { kind: 'diskFull' };
  const CORRUPT: Fault = { kind: 'status', status: 400, code: 'BadDigest' };
  const BROKEN: Fault = { kind: 'status', status: 500, code: 'InternalError', message: 'We failed.' };

  it.each<[string, Operation, Fault, string]>([
    ['is full', 'UploadPart', FULL, 'BACKEND_FULL'],
    ['is full', 'PutObject', FULL, 'BACKEND_FULL'],
    ['is full', 'CompleteMultipartUpload', FULL, 'BACKEND_FULL'],
    ['throttles', 'UploadPart', BUSY, 'BACKEND_THROTTLED'],
    ['received other bytes', 'UploadPart', CORRUPT, 'BACKEND_CORRUPT'],
    ['received other bytes', 'PutObject', CORRUPT, 'BACKEND_CORRUPT'],
    ['is broken', 'CreateMultipartUpload', BROKEN, 'BACKEND_FAILED'],
    ['is broken', 'CompleteMultipartUpload', BROKEN, 'BACKEND_FAILED'],
    ['resets', 'UploadPart', RESET, 'BACKEND_UNREACHABLE'],
    ['loses every answer', 'CreateMultipartUpload', LOST, 'BACKEND_UNREACHABLE'],
  ])('says that it %s at %s, and is left clean', async (_what, operation, fault, code) => {
    await using fixture = await openS3Fixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation, fault, times: Infinity });
    const bytes = operation === 'PutObject' ? SMALL : LARGE;
    await expect(write(backend, bytes)).rejects.toMatchObject({ code });
    expect(server.keys(BUCKET)).toEqual([]);
    expect(server.openUploads()).toEqual([]);
  });

  it.each<Operation>(['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'PutObject'])(
    'stalls at %s: the sink gives up in time, and leaves nothing',
    async (operation) => {
      await using fixture = await openS3Fixture({ patienceMs: TEST_PATIENCE_MS });
      const { server, backend } = fixture;
      server.faults.inject({ operation, fault: STALL, times: Infinity });
      const bytes = operation === 'PutObject' ? SMALL : LARGE;
      const start = performance.now();
      await expect(write(backend, bytes)).rejects.toMatchObject({
        code: 'BACKEND_TIMEOUT',
        message: `backend s3 made no headway with s3://${BUCKET}/${at.key} for 2 seconds`,
      });
      // The SDK waits between its attempts beside.
      expect(performance.now() - start).toBeLessThan(5 * TEST_PATIENCE_MS);
      expect(server.keys(BUCKET)).toEqual([]);
      expect(server.openUploads()).toEqual([]);
    },
  );

  it('stalls once: the request is sent again', async () => {
    await using fixture = await openS3Fixture({ patienceMs: TEST_PATIENCE_MS });
    const { server, backend } = fixture;
    for (const operation of UPLOAD) server.faults.inject({ operation, fault: STALL });
    await write(backend, LARGE);
    expect(server.keys(BUCKET)).toEqual([at.key]);
    expect(server.openUploads()).toEqual([]);
  });

  it('stalls for readers: they give up in time', async () => {
    await using fixture = await openS3Fixture({ patienceMs: TEST_PATIENCE_MS });
    const { server, backend } = fixture;
    server.faults.inject({ operation: '*', fault: STALL, times: Infinity });
    const timeout = { code: 'BACKEND_TIMEOUT' };
    await Promise.all([
      expect(backend.read(at, NEVER)).rejects.toMatchObject(timeout),
      expect(collected(backend.readStream(at, NEVER))).rejects.toMatchObject(timeout),
      expect(collected(backend.list(at, NEVER))).rejects.toMatchObject(timeout),
      expect(backend.create(at, SMALL, NEVER)).rejects.toMatchObject(timeout),
      expect(backend.delete(at, NEVER)).rejects.toMatchObject(timeout),
      expect(backend.checkAccess(at, NEVER)).rejects.toMatchObject(timeout),
    ]);
  });
});

describe('a store that stalls', () => {
  it('makes the writer wait: four parts on their way, one being filled', async () => {
    await using fixture = await openS3Fixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'UploadPart', fault: STALL, times: Infinity });
    const sink = await backend.openSink(at, { signal: NEVER });
    const part = seededBytes(16 * MIB, 1);
    for (let index = 0; index < 5; index++) await sink.write(part);
    const sixth = sink.write(SMALL).catch((error: unknown) => error);
    const isWaiting = Symbol('waiting');
    await expect
      .poll(() => server.requests.filter(({ operation }) => operation === 'UploadPart').length, WITHIN)
      .toBe(4);
    expect(await Promise.race([sixth, Promise.resolve(isWaiting)])).toBe(isWaiting);
    await sink.abort();
    expect(await sixth).toMatchObject({ code: 'SINK_CLOSED' });
    expect(server.openUploads()).toEqual([]);
  });

  it.each<Operation>(['UploadPart', 'CompleteMultipartUpload', 'PutObject'])(
    'at %s: an abort is over within seconds, and leaves nothing',
    async (operation) => {
      await using fixture = await openS3Fixture();
      const { server, backend } = fixture;
      server.faults.inject({ operation, fault: STALL, times: Infinity });
      const sink = await backend.openSink(at, { signal: NEVER });
      await sink.write(operation === 'PutObject' ? SMALL : LARGE);
      const closed = sink.close().catch((error: unknown) => error);
      await expect
        .poll(() => server.requests.some((request) => request.operation === operation), WITHIN)
        .toBe(true);
      const start = performance.now();
      await sink.abort();
      expect(performance.now() - start).toBeLessThan(10_000);
      expect(await closed).toMatchObject({ code: 'SINK_CLOSED' });
      expect(server.keys(BUCKET)).toEqual([]);
      expect(server.openUploads()).toEqual([]);
    },
  );
});
