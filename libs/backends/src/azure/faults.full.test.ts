import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collected, describeFaults, NEVER, seededBytes } from '../conformance/index.ts';
import {
  BLOCK_BYTES,
  FAULTS,
  openFaultyAzure,
  openFaultyFixture,
  STEPS,
  type AzureFixtureOptions,
} from './azure.fixture.ts';
import { AZURITE_START_TIMEOUT, startAzurite, type Azurite } from './azurite.fixture.ts';
import { type Operation } from './fault-proxy.fixture.ts';
import { AZURE_PARTS } from './parts.ts';

const KEY = 'nightly/Article.parquet';
/** Three blocks, the last of them small. */
const LARGE = seededBytes(2 * BLOCK_BYTES + 1000, 1);
const SMALL = seededBytes(1000, 2);

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
}, AZURITE_START_TIMEOUT);
afterAll(() => azurite[Symbol.asyncDispose]());

const { part, complete, small } = STEPS;
describeFaults('azure', {
  steps: { part, complete, small },
  partBytes: BLOCK_BYTES,
  concurrency: AZURE_PARTS.concurrency,
  alsoFails: [['loses every answer', 'part', 'answerLost', 'BACKEND_UNREACHABLE']],
  open: (options) => openFaultyAzure(azurite, options),
});

// What is of Azure alone: the rest is in the promises of all stores that fail.
async function openAt(options: AzureFixtureOptions = {}) {
  const fixture = await openFaultyFixture(azurite, { blockBytes: BLOCK_BYTES, ...options });
  return { ...fixture, at: { bucket: fixture.bucket, key: KEY } };
}

describe.concurrent('a service that fails now and then', () => {
  const CLEANING: readonly Operation[] = [
    'Get Block List',
    'Put Block List',
    'Get Blob Properties',
    'Delete Blob',
  ];

  it.each([
    ['answers 503 three times', FAULTS.busy, 3],
    ['resets a request in the middle', FAULTS.reset, 1],
    ['does a request and loses its answer', FAULTS.answerLost, 1],
  ] as const)('leaves nothing of an aborted file when it %s', async (_what, fault, times) => {
    await using fixture = await openAt();
    for (const operation of CLEANING) fixture.proxy.inject({ operation, fault, times });
    const sink = await fixture.backend.openSink(fixture.at, { signal: NEVER });
    await sink.write(LARGE);
    await sink.abort();
    expect(await fixture.openUploads()).toEqual([]);
  });

  it('gives a list whole when answers break off', async () => {
    await using fixture = await openAt();
    const { backend, at, proxy } = fixture;
    await backend.replace(at, SMALL, NEVER);
    proxy.inject({ operation: 'List Blobs', fault: FAULTS.reset, times: 2 });
    expect(await collected(backend.list(at, NEVER))).toEqual([{ key: KEY, bytes: SMALL.length }]);
  });
});

describe('a service that stalls', () => {
  it.each([1, 3])('makes the writer wait: %i blocks on their way, one being filled', async (concurrency) => {
    await using fixture = await openAt({ concurrency });
    const { backend, at, proxy } = fixture;
    proxy.inject({ operation: 'Put Block', fault: FAULTS.stall, times: Infinity });
    const sink = await backend.openSink(at, { signal: NEVER });
    for (let index = 0; index <= concurrency; index++) await sink.write(LARGE.subarray(0, BLOCK_BYTES));
    const next = sink.write(SMALL).catch((error: unknown) => error);
    const sent = (): number => proxy.requests.filter(({ operation }) => operation === 'Put Block').length;
    await expect.poll(sent, { timeout: 20_000 }).toBe(concurrency);
    expect(await Promise.race([next, Promise.resolve('waiting')])).toBe('waiting');
    await sink.abort();
    expect(await next).toMatchObject({ code: 'SINK_CLOSED' });
    expect(await fixture.openUploads()).toEqual([]);
  });
});

describe('what is sent to the service', () => {
  it('has its length and its checksum in the headers', async () => {
    await using fixture = await openAt();
    const { backend, at, proxy } = fixture;
    await backend.replace({ ...at, key: 'a' }, SMALL, NEVER);
    await backend.create({ ...at, key: 'b' }, SMALL, NEVER);
    await using sink = await backend.openSink(at, { signal: NEVER });
    await sink.write(LARGE);
    await sink.close();
    const written = proxy.requests.filter(({ operation }) => ['Put Block', 'Put Blob'].includes(operation));
    expect(written.map(({ headers }) => Number(headers['content-length'])).toSorted((a, b) => a - b)).toEqual(
      [1000, 1000, 1000, BLOCK_BYTES, BLOCK_BYTES],
    );
    for (const { headers } of written) expect(headers['content-md5']).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  });
});
