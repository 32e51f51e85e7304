import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collected, NEVER, seededBytes, sha256 } from '../conformance/index.ts';
import { openFaultyFixture, TEST_PATIENCE_MS, type AzureFixtureOptions } from './azure.fixture.ts';
import { AZURITE_START_TIMEOUT, startAzurite, type Azurite } from './azurite.fixture.ts';
import { type Fault, type Operation } from './fault-proxy.fixture.ts';

/** Enough for a busy machine, in milliseconds. */
const WITHIN = { timeout: 20_000 };

const BLOCK_BYTES = 64 * 1024;
const KEY = 'nightly/Article.parquet';
/** Three blocks, the last of them small. */
const LARGE = seededBytes(2 * BLOCK_BYTES + 1000, 1);
const SMALL = seededBytes(1000, 2);
/** More than a stream asks for at a time. */
const HUGE = seededBytes(9 * 1024 * 1024, 3);

const BUSY: Fault = { kind: 'status', status: 503, code: 'ServerBusy' };
const RESET: Fault = { kind: 'reset' };
const LOST: Fault = { kind: 'answerLost' };
const STALL: Fault = { kind: 'stall' };

const UPLOAD: readonly Operation[] = ['Put Block', 'Put Block List'];

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
}, AZURITE_START_TIMEOUT);
afterAll(() => azurite[Symbol.asyncDispose]());

/** A backend behind a proxy, in small blocks, and what tests do with it. */
async function opened(options: AzureFixtureOptions = {}) {
  const fixture = await openFaultyFixture(azurite, { blockBytes: BLOCK_BYTES, ...options });
  const { backend, bucket } = fixture;
  const at = { bucket, key: KEY };
  return {
    ...fixture,
    at,
    write: async (bytes: Uint8Array): Promise<void> => {
      await using sink = await backend.openSink(at, { signal: NEVER });
      await sink.write(bytes);
      await sink.close();
    },
    /** Files and left-overs, as the service itself has them. */
    everything: async (): Promise<string[]> => {
      const names: string[] = [];
      for await (const { name } of fixture.container.listBlobsFlat({ includeUncommitedBlobs: true }))
        names.push(name);
      return names;
    },
    /** The file, past the proxy. */
    stored: () => fixture.container.getBlobClient(KEY).downloadToBuffer(),
    store: (bytes: Buffer) => fixture.container.getBlockBlobClient(KEY).upload(bytes, bytes.length),
  };
}

const FAULTS: [string, Fault, number][] = [
  ['answers 503 three times', BUSY, 3],
  ['resets a request in the middle', RESET, 1],
  ['does a request and loses its answer', LOST, 1],
];

// Most of their time these wait between attempts, so they wait together.
describe.concurrent('a service that fails now and then', () => {
  it.each(UPLOAD.flatMap((operation) => FAULTS.map((fault) => [operation, ...fault] as const)))(
    'gets the whole file, and keeps no block beside, when %s %s',
    async (operation, _what, fault, times) => {
      await using fixture = await opened();
      fixture.proxy.inject({ operation, fault, times });
      await fixture.write(LARGE);
      expect(sha256(await fixture.stored())).toBe(sha256(LARGE));
      expect(await fixture.everything()).toEqual([KEY]);
    },
  );

  it.each(FAULTS)('gets a small file when it %s', async (_what, fault, times) => {
    await using fixture = await opened();
    fixture.proxy.inject({ operation: 'Put Blob', fault, times });
    await fixture.write(SMALL);
    expect(await fixture.stored()).toEqual(SMALL);
  });

  it.each(FAULTS)('leaves nothing of an aborted file when it %s', async (_what, fault, times) => {
    await using fixture = await opened();
    for (const operation of [
      'Get Block List',
      'Put Block List',
      'Get Blob Properties',
      'Delete Blob',
    ] as const)
      fixture.proxy.inject({ operation, fault, times });
    const sink = await fixture.backend.openSink(fixture.at, { signal: NEVER });
    await sink.write(LARGE);
    await sink.abort();
    expect(await fixture.everything()).toEqual([]);
  });

  it('gives a file whole when answers break off, and in pieces and lists too', async () => {
    await using fixture = await opened();
    const { backend, at, proxy } = fixture;
    await fixture.store(HUGE);
    proxy.inject({ operation: 'Get Blob', fault: RESET, times: 2 });
    expect(sha256((await backend.read(at, NEVER)) ?? SMALL)).toBe(sha256(HUGE));
    proxy.inject({ operation: 'Get Blob', fault: RESET, after: 1, times: 2 });
    expect(sha256(...(await collected(backend.readStream(at, NEVER))))).toBe(sha256(HUGE));
    proxy.inject({ operation: 'List Blobs', fault: RESET, times: 2 });
    expect(await collected(backend.list(at, NEVER))).toEqual([{ key: KEY, bytes: HUGE.length }]);
  });

  it('does not hand out a file that was replaced in the middle of a stream', async () => {
    await using fixture = await opened();
    const { backend, at } = fixture;
    await fixture.store(HUGE);
    const read = async (): Promise<void> => {
      for await (const _piece of backend.readStream(at, NEVER)) await backend.replace(at, LARGE, NEVER);
    };
    await expect(read()).rejects.toMatchObject({
      code: 'BACKEND_FAILED',
      message: expect.stringContaining('it was replaced while it was read') as string,
    });
  });
});

describe('a create', () => {
  it('knows that it has won when the answer was lost', async () => {
    await using fixture = await opened();
    const { backend, at, proxy } = fixture;
    proxy.inject({ operation: 'Put Blob', fault: LOST });
    expect(await backend.create(at, SMALL, NEVER)).toBe(true);
    expect(await backend.create(at, SMALL, NEVER)).toBe(false);
  });

  it('knows that another has won with the same bytes, when its own request was sent again', async () => {
    await using fixture = await opened();
    const { backend, at, proxy } = fixture;
    expect(await backend.create(at, SMALL, NEVER)).toBe(true);
    proxy.inject({ operation: 'Put Blob', fault: RESET });
    expect(await backend.create(at, SMALL, NEVER)).toBe(false);
  });

  it('has one winner of eight when every first answer is lost', async () => {
    await using fixture = await opened();
    const { backend, at, proxy } = fixture;
    proxy.inject({ operation: 'Put Blob', fault: LOST, times: 8 });
    const won = await Promise.all(Array.from({ length: 8 }, () => backend.create(at, SMALL, NEVER)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });
});

describe.concurrent('a service that keeps failing', () => {
  const FULL: Fault = { kind: 'status', status: 507, code: 'InsufficientStorage' };
  const CORRUPT: Fault = { kind: 'status', status: 400, code: 'Md5Mismatch' };
  const BROKEN: Fault = { kind: 'status', status: 500, code: 'InternalError' };

  it.each<[string, Operation, Fault, string]>([
    ['is full', 'Put Block', FULL, 'BACKEND_FULL'],
    ['is full', 'Put Blob', FULL, 'BACKEND_FULL'],
    ['throttles', 'Put Block', BUSY, 'BACKEND_THROTTLED'],
    ['received other bytes', 'Put Block', CORRUPT, 'BACKEND_CORRUPT'],
    ['received other bytes', 'Put Blob', CORRUPT, 'BACKEND_CORRUPT'],
    ['is broken', 'Put Block', BROKEN, 'BACKEND_FAILED'],
    ['resets', 'Put Block', RESET, 'BACKEND_UNREACHABLE'],
    ['loses every answer', 'Put Block', LOST, 'BACKEND_UNREACHABLE'],
  ])('says that it %s at %s, and is left clean', async (_what, operation, fault, code) => {
    await using fixture = await opened();
    fixture.proxy.inject({ operation, fault, times: Infinity });
    const bytes = operation === 'Put Blob' ? SMALL : LARGE;
    await expect(fixture.write(bytes)).rejects.toMatchObject({ code });
    expect(await fixture.everything()).toEqual([]);
  });

  // Four attempts of the commit fail; the clean-up's own is the fifth.
  it.each<[string, Fault, string]>([
    ['is full', FULL, 'BACKEND_FULL'],
    ['is broken', BROKEN, 'BACKEND_FAILED'],
    ['resets', RESET, 'BACKEND_UNREACHABLE'],
    ['throttles', BUSY, 'BACKEND_THROTTLED'],
  ])('says that it %s at the end of a file, and is left clean', async (_what, fault, code) => {
    await using fixture = await opened();
    fixture.proxy.inject({ operation: 'Put Block List', fault, times: fault === FULL ? 1 : 4 });
    await expect(fixture.write(LARGE)).rejects.toMatchObject({ code });
    expect(await fixture.everything()).toEqual([]);
  });

  it.each<Operation>(['Put Block', 'Put Block List', 'Put Blob'])(
    'stalls at %s: the sink gives up in time, and leaves nothing',
    async (operation) => {
      await using fixture = await opened({ patienceMs: TEST_PATIENCE_MS });
      const { proxy, backend, at } = fixture;
      // The attempts of the commit stall; the clean-up's own does not.
      proxy.inject({ operation, fault: STALL, times: operation === 'Put Block List' ? 4 : Infinity });
      const start = performance.now();
      await expect(fixture.write(operation === 'Put Blob' ? SMALL : LARGE)).rejects.toMatchObject({
        code: 'BACKEND_TIMEOUT',
        message: `backend azure made no headway with ${backend.describe(at)} for 2 seconds`,
      });
      // The SDK waits between its attempts beside.
      expect(performance.now() - start).toBeLessThan(5 * TEST_PATIENCE_MS);
      expect(await fixture.everything()).toEqual([]);
    },
  );

  it('stalls once: the request is sent again', async () => {
    await using fixture = await opened({ patienceMs: TEST_PATIENCE_MS });
    for (const operation of UPLOAD) fixture.proxy.inject({ operation, fault: STALL });
    await fixture.write(LARGE);
    expect(await fixture.everything()).toEqual([KEY]);
  });

  it('stalls for readers: they give up in time', async () => {
    await using fixture = await opened({ patienceMs: TEST_PATIENCE_MS });
    const { backend, at, proxy } = fixture;
    proxy.inject({ operation: '*', fault: STALL, times: Infinity });
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

describe.concurrent('a service that stalls', () => {
  it.each([1, 3])('makes the writer wait: %i blocks on their way, one being filled', async (concurrency) => {
    await using fixture = await opened({ concurrency });
    const { backend, at, proxy } = fixture;
    proxy.inject({ operation: 'Put Block', fault: STALL, times: Infinity });
    const sink = await backend.openSink(at, { signal: NEVER });
    const block = seededBytes(BLOCK_BYTES, 1);
    for (let index = 0; index <= concurrency; index++) await sink.write(block);
    const next = sink.write(SMALL).catch((error: unknown) => error);
    const isWaiting = Symbol('waiting');
    await expect
      .poll(() => proxy.requests.filter(({ operation }) => operation === 'Put Block').length, WITHIN)
      .toBe(concurrency);
    expect(await Promise.race([next, Promise.resolve(isWaiting)])).toBe(isWaiting);
    await sink.abort();
    expect(await next).toMatchObject({ code: 'SINK_CLOSED' });
    expect(await fixture.everything()).toEqual([]);
  });

  it.each<Operation>(['Put Block', 'Put Block List', 'Put Blob'])(
    'at %s: an abort is over within seconds, and leaves nothing',
    async (operation) => {
      await using fixture = await opened();
      const { backend, at, proxy } = fixture;
      proxy.inject({ operation, fault: STALL, times: operation === 'Put Block' ? Infinity : 1 });
      const sink = await backend.openSink(at, { signal: NEVER });
      const isStalled = (): boolean => proxy.requests.some((request) => request.operation === operation);
      const written = sink.write(operation === 'Put Blob' ? SMALL : LARGE).catch((error: unknown) => error);
      const closed = sink.close().catch((error: unknown) => error);
      await expect.poll(isStalled, WITHIN).toBe(true);
      const start = performance.now();
      await sink.abort();
      expect(performance.now() - start).toBeLessThan(10_000);
      await written;
      expect(await closed).toMatchObject({ code: 'SINK_CLOSED' });
      expect(await fixture.everything()).toEqual([]);
    },
  );
});

describe('what is sent to the service', () => {
  it('has its length and its checksum in the headers', async () => {
    await using fixture = await opened();
    await fixture.backend.replace({ ...fixture.at, key: 'a' }, SMALL, NEVER);
    await fixture.backend.create({ ...fixture.at, key: 'b' }, SMALL, NEVER);
    await fixture.write(LARGE);
    const written = fixture.proxy.requests.filter(({ operation }) =>
      ['Put Block', 'Put Blob'].includes(operation),
    );
    expect(written.map(({ headers }) => Number(headers['content-length'])).toSorted((a, b) => a - b)).toEqual(
      [1000, 1000, 1000, BLOCK_BYTES, BLOCK_BYTES],
    );
    for (const { headers } of written) expect(headers['content-md5']).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  });
});
