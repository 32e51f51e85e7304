import { type Fault, type Operation } from '@weaviate-export/gcs-test-server';
import { describe, expect, it } from 'vitest';
import { collected, NEVER, seededBytes, sha256 } from '../conformance/index.ts';
import { at, BUSY, LARGE, LAST_CHUNK, LOST, RESET, SMALL, STALL, write } from './faults.fixture.ts';
import { BUCKET, openGcsFixture, TEST_PATIENCE_MS } from './gcs.fixture.ts';

const MIB = 1024 * 1024;
/** Enough for a busy machine to send a large file, in milliseconds. */
const WITHIN = { timeout: 20_000 };

// Most of their time these wait between attempts, so they wait together.
describe.concurrent('a store that fails now and then', () => {
  it.each<[Operation, string, Fault, number]>([
    ['UploadChunk', 'answers 503 three times', BUSY, 3],
    ['UploadChunk', 'resets a request in the middle', RESET, 1],
    ['UploadChunk', 'does a request and loses its answer', LOST, 1],
    ['StartResumable', 'answers 503 three times', BUSY, 3],
    ['StartResumable', 'resets a request in the middle', RESET, 1],
  ])(
    'gets the whole file, and keeps no open upload, when at %s it %s',
    async (operation, _what, fault, times) => {
      await using fixture = await openGcsFixture();
      const { server, backend } = fixture;
      server.faults.inject({ operation, fault, times });
      await write(backend, LARGE);
      expect(sha256(server.object(BUCKET, at.key)?.body ?? SMALL)).toBe(sha256(LARGE));
      expect(server.openUploads()).toEqual([]);
    },
  );

  it('gets the whole file when it loses the address of the upload, which then stays without a byte', async () => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'StartResumable', fault: LOST });
    await write(backend, LARGE);
    expect(sha256(server.object(BUCKET, at.key)?.body ?? SMALL)).toBe(sha256(LARGE));
    expect(server.openUploads()).toMatchObject([{ name: at.key, persisted: 0 }]);
  });
});

describe.concurrent('a store that keeps failing', () => {
  const FULL: Fault = { kind: 'diskFull' };
  const BROKEN: Fault = { kind: 'status', status: 500, reason: 'internalError', message: 'We failed.' };
  const TOO_MANY: Fault = { kind: 'status', status: 429, reason: 'rateLimitExceeded' };
  const TOO_MANY_OF_ONE: Fault = { kind: 'status', status: 403, reason: 'userRateLimitExceeded' };
  const GONE: Fault = { kind: 'status', status: 410, reason: 'gone', message: 'The upload has ended.' };

  it.each<[string, Operation, Fault, string, { readonly after?: number }?]>([
    ['is full', 'StartResumable', FULL, 'BACKEND_FULL'],
    ['is full', 'UploadChunk', FULL, 'BACKEND_FULL'],
    ['is full', 'UploadChunk', FULL, 'BACKEND_FULL', LAST_CHUNK],
    ['is full', 'InsertObject', FULL, 'BACKEND_FULL'],
    ['throttles', 'UploadChunk', BUSY, 'BACKEND_THROTTLED'],
    ['throttles', 'UploadChunk', TOO_MANY, 'BACKEND_THROTTLED', LAST_CHUNK],
    ['throttles', 'InsertObject', TOO_MANY_OF_ONE, 'BACKEND_THROTTLED'],
    ['is broken', 'StartResumable', BROKEN, 'BACKEND_FAILED'],
    ['is broken', 'UploadChunk', BROKEN, 'BACKEND_FAILED', LAST_CHUNK],
    ['forgets the upload', 'UploadChunk', GONE, 'BACKEND_FAILED'],
    ['forgets the upload', 'UploadChunk', GONE, 'BACKEND_FAILED', LAST_CHUNK],
    ['resets', 'StartResumable', RESET, 'BACKEND_UNREACHABLE'],
    ['loses every answer', 'InsertObject', LOST, 'BACKEND_UNREACHABLE'],
  ])('says that it %s at %s, and is left clean', async (_what, operation, fault, code, position = {}) => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation, fault, times: Infinity, ...position });
    const bytes = operation === 'InsertObject' ? SMALL : LARGE;
    await expect(write(backend, bytes)).rejects.toMatchObject({ code });
    expect(server.names(BUCKET)).toEqual([]);
    expect(server.openUploads()).toEqual([]);
  });

  it.each<[Operation, { readonly after?: number }]>([
    ['StartResumable', {}],
    ['UploadChunk', {}],
    ['UploadChunk', LAST_CHUNK],
    ['InsertObject', {}],
  ])('stalls at %s %o: the sink gives up in time, and leaves nothing', async (operation, position) => {
    await using fixture = await openGcsFixture({ patienceMs: TEST_PATIENCE_MS });
    const { server, backend } = fixture;
    server.faults.inject({ operation, fault: STALL, times: Infinity, ...position });
    const bytes = operation === 'InsertObject' ? SMALL : LARGE;
    const start = performance.now();
    await expect(write(backend, bytes)).rejects.toMatchObject({
      code: 'BACKEND_TIMEOUT',
      message: `backend gcs made no headway with gs://${BUCKET}/${at.key} for 2 seconds`,
    });
    // Beside, there are the waits between attempts.
    expect(performance.now() - start).toBeLessThan(5 * TEST_PATIENCE_MS);
    expect(server.names(BUCKET)).toEqual([]);
    expect(server.openUploads()).toEqual([]);
  });

  it('stalls once: the request is sent again', async () => {
    await using fixture = await openGcsFixture({ patienceMs: TEST_PATIENCE_MS });
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'UploadChunk', fault: STALL });
    server.faults.inject({ operation: 'UploadChunk', fault: STALL, ...LAST_CHUNK });
    await write(backend, LARGE);
    expect(server.names(BUCKET)).toEqual([at.key]);
    expect(server.openUploads()).toEqual([]);
  });

  it('stalls for readers: they give up in time', async () => {
    await using fixture = await openGcsFixture({ patienceMs: TEST_PATIENCE_MS });
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
  it('makes the writer wait: one chunk on its way, one being filled', async () => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'UploadChunk', fault: STALL, times: Infinity });
    const sink = await backend.openSink(at, { signal: NEVER });
    const chunk = seededBytes(16 * MIB, 1);
    for (let index = 0; index < 2; index++) await sink.write(chunk);
    const third = sink.write(SMALL).catch((error: unknown) => error);
    const isWaiting = Symbol('waiting');
    await expect
      .poll(() => server.requests.filter(({ operation }) => operation === 'UploadChunk').length, WITHIN)
      .toBe(1);
    expect(await Promise.race([third, Promise.resolve(isWaiting)])).toBe(isWaiting);
    await sink.abort();
    expect(await third).toMatchObject({ code: 'SINK_CLOSED' });
    expect(server.openUploads()).toEqual([]);
  });

  it.each<[Operation, number]>([
    ['StartResumable', 1],
    ['UploadChunk', 1],
    ['UploadChunk', 3],
    ['InsertObject', 1],
  ])('at %s (%i): an abort is over within seconds, and leaves nothing', async (operation, nth) => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation, fault: STALL, times: Infinity, after: nth - 1 });
    const sink = await backend.openSink(at, { signal: NEVER });
    const written = sink.write(operation === 'InsertObject' ? SMALL : LARGE);
    const closed = written.then(() => sink.close()).catch((error: unknown) => error);
    await expect
      .poll(() => server.requests.filter((request) => request.operation === operation).length, WITHIN)
      .toBe(nth);
    const start = performance.now();
    await sink.abort();
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(await closed).toMatchObject({ code: 'SINK_CLOSED' });
    expect(server.names(BUCKET)).toEqual([]);
    expect(server.openUploads()).toEqual([]);
  });
});
