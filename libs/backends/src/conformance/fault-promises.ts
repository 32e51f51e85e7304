import { type Backend } from '@weaviate-export/usecases-export';
import { describe, expect, it } from 'vitest';
import {
  collected,
  NEVER,
  opened,
  seededBytes,
  sha256,
  type BackendFixture,
  type Opened,
} from './backend-fixture.ts';

const KEY = 'nightly/Article.parquet';
const SMALL = seededBytes(1000, 2);
/** More than a stream asks for at a time. */
const HUGE = seededBytes(9 * 1024 * 1024, 3);
/** Milliseconds without headway that end a request here: enough for a busy machine, over in a moment. */
const PATIENCE_MS = 2000;
/** Enough for a busy machine to send a large file, in milliseconds. */
const WITHIN = { timeout: 20_000 };
const LONG_MS = 60_000;

/** Requests by what they are for: those of a file in parts (`begin` where there is one), and the others. */
export type FaultyStep = 'begin' | 'part' | 'complete' | 'small' | 'read' | 'any';

export type FaultKind =
  /** An answer that says: come back later. */
  | 'busy'
  /** An answer that says: it is our fault. */
  | 'broken'
  /** An answer that says: there is no room. */
  | 'full'
  /** An answer that says: these are other bytes than their checksum is of. */
  | 'corrupt'
  /** The connection breaks in the middle: of the request, or of the answer where the request has no body. */
  | 'reset'
  /** The request is done, and the connection breaks instead of an answer. */
  | 'answerLost'
  /** The request is taken, and never answered. */
  | 'stall';

/** A backend whose store fails as it is told to. */
export interface FaultFixture extends BackendFixture {
  /** @param how requests of that step that pass before (default 0), and that fail then (default 1) */
  fail(step: FaultyStep, fault: FaultKind, how?: { readonly after?: number; readonly times?: number }): void;
  /** How many requests of that step there have been. */
  requestsOf(step: FaultyStep): number;
}

/** What the tests have to know of a store. */
export interface FaultyStore {
  /** The store's own names of its requests, for the names of the tests. */
  readonly steps: Readonly<Record<'part' | 'complete' | 'small', string>> & { readonly begin?: string };
  /** Bytes of a part. */
  readonly partBytes: number;
  /** Parts on their way at a time. */
  readonly concurrency: number;
  /** True where an upload whose address was lost stays, without a byte. */
  readonly losesUploads?: boolean;
  /** What else makes it fail for good, and the error's code. */
  readonly alsoFails?: readonly (readonly [string, FaultyStep, FaultKind, string])[];
  /** @param patienceMs without headway that end a request; absent: the backend's own */
  open(options: { readonly patienceMs?: number }): Promise<FaultFixture>;
}

type Step = keyof FaultyStore['steps'];

const FAULTS: readonly (readonly [string, FaultKind, number])[] = [
  ['answers 503 three times', 'busy', 3],
  ['resets a request in the middle', 'reset', 1],
  ['does a request and loses its answer', 'answerLost', 1],
];

/**
 * What every backend promises of a store that fails, for vitest: to be called in a test file, against a server that can
 * be made to. Each test opens a fixture.
 */
export function describeFaults(name: string, store: FaultyStore): void {
  const { steps, partBytes } = store;
  /** Three parts, the last of them small. */
  const large = seededBytes(2 * partBytes + 1000, 1);
  const uploading = (['begin', 'part', 'complete'] as const).filter((step) => steps[step] !== undefined);
  const all: readonly Step[] = [...uploading, 'small'];
  const contentFor = (step: FaultyStep): Uint8Array => (step === 'small' ? SMALL : large);

  const openFaulty = async (options: { readonly patienceMs?: number } = {}) => {
    const fixture = await store.open(options);
    const common: Opened = await opened(async () => fixture);
    const { backend } = fixture;
    const at = common.at(KEY);
    const write = async (bytes: Uint8Array): Promise<void> => {
      await using sink = await backend.openSink(at, { signal: NEVER });
      await sink.write(bytes);
      await sink.close();
    };
    return { ...common, fixture, at, write, fail: fixture.fail.bind(fixture) };
  };

  describe(`backend ${name}`, { timeout: LONG_MS }, () => {
    // Most of their time these wait between attempts, so they wait together.
    describe.concurrent('a store that fails now and then', () => {
      it.each(
        uploading.flatMap((step) =>
          FAULTS.filter(([, fault]) => step !== 'begin' || fault !== 'answerLost' || !store.losesUploads).map(
            ([what, fault, times]) => [steps[step], what, step, fault, times] as const,
          ),
        ),
      )(
        'gets the whole file, and keeps no open upload, when %s %s',
        async (_name, _what, step, fault, times) => {
          await using opened = await openFaulty();
          opened.fail(step, fault, { times });
          await opened.write(large);
          expect(sha256((await opened.read(KEY)) ?? SMALL)).toBe(sha256(large));
          expect(await opened.everything()).toEqual([KEY]);
        },
      );

      it.each([...FAULTS, ['loses every answer', 'answerLost', Infinity] as const])(
        'gets a small file when it %s',
        async (_what, fault, times) => {
          await using opened = await openFaulty();
          opened.fail('small', fault, { times });
          await opened.write(SMALL);
          expect(await opened.read(KEY)).toEqual(SMALL);
        },
      );

      it('gives a file whole when answers break off, and in pieces too', async () => {
        await using opened = await openFaulty();
        const { backend, at, fail } = opened;
        await backend.replace(at, SMALL, NEVER);
        fail('read', 'reset', { times: 2 });
        expect(await opened.read(KEY)).toEqual(SMALL);
        await backend.replace(at, HUGE, NEVER);
        fail('read', 'reset', { times: 2 });
        expect(sha256((await opened.read(KEY)) ?? SMALL)).toBe(sha256(HUGE));
        fail('read', 'reset', { after: 1, times: 2 });
        expect(sha256(...(await collected(backend.readStream(at, NEVER))))).toBe(sha256(HUGE));
      });

      it('does not hand out a file that was replaced in the middle of a stream', async () => {
        await using opened = await openFaulty();
        const { backend, at } = opened;
        await backend.replace(at, HUGE, NEVER);
        const read = async (): Promise<void> => {
          for await (const _piece of backend.readStream(at, NEVER)) await backend.replace(at, SMALL, NEVER);
        };
        await expect(read()).rejects.toMatchObject({
          code: 'BACKEND_FAILED',
          message: expect.stringContaining('it was replaced while it was read') as string,
        });
      });
    });

    describe.concurrent('a create', () => {
      it('knows that it has won when the answer was lost', async () => {
        await using opened = await openFaulty();
        const { backend, at, fail } = opened;
        fail('small', 'answerLost');
        expect(await backend.create(at, SMALL, NEVER)).toBe(true);
        expect(await backend.create(at, SMALL, NEVER)).toBe(false);
      });

      it('knows that another has won with the same bytes, when its own request was sent again', async () => {
        await using opened = await openFaulty();
        const { backend, at, fail } = opened;
        expect(await backend.create(at, SMALL, NEVER)).toBe(true);
        fail('small', 'reset');
        expect(await backend.create(at, SMALL, NEVER)).toBe(false);
      });

      it('has one winner of eight when every first answer is lost', async () => {
        await using opened = await openFaulty();
        const { backend, at, fail } = opened;
        fail('small', 'answerLost', { times: 8 });
        const won = await Promise.all(Array.from({ length: 8 }, () => backend.create(at, SMALL, NEVER)));
        expect(won.filter(Boolean)).toHaveLength(1);
      });
    });

    describe.concurrent('a store that keeps failing', () => {
      const failures: (readonly [string, FaultyStep, FaultKind, string])[] = [
        ['is full', 'part', 'full', 'BACKEND_FULL'],
        ['is full', 'complete', 'full', 'BACKEND_FULL'],
        ['is full', 'small', 'full', 'BACKEND_FULL'],
        ['throttles', 'part', 'busy', 'BACKEND_THROTTLED'],
        ['throttles', 'complete', 'busy', 'BACKEND_THROTTLED'],
        ['throttles', 'small', 'busy', 'BACKEND_THROTTLED'],
        ['received other bytes', 'part', 'corrupt', 'BACKEND_CORRUPT'],
        ['received other bytes', 'small', 'corrupt', 'BACKEND_CORRUPT'],
        ['is broken', 'part', 'broken', 'BACKEND_FAILED'],
        ['is broken', 'complete', 'broken', 'BACKEND_FAILED'],
        ['resets', 'part', 'reset', 'BACKEND_UNREACHABLE'],
        ['resets', 'complete', 'reset', 'BACKEND_UNREACHABLE'],
        ...(store.alsoFails ?? []),
      ];
      it.each(failures.map((row) => [row[0], steps[row[1] as Step], ...row.slice(1)] as const))(
        'says that it %s at %s, and is left clean',
        async (_what, _name, step, fault, code) => {
          await using opened = await openFaulty();
          opened.fail(step as FaultyStep, fault as FaultKind, { times: Infinity });
          await expect(opened.write(contentFor(step as FaultyStep))).rejects.toMatchObject({ code });
          expect(await opened.everything()).toEqual([]);
        },
      );

      it.each(all.map((step) => [steps[step], step] as const))(
        'stalls at %s: the sink gives up in time, and leaves nothing',
        async (_name, step) => {
          await using opened = await openFaulty({ patienceMs: PATIENCE_MS });
          const { backend, at, fail } = opened;
          fail(step, 'stall', { times: Infinity });
          const failed = expect(opened.write(contentFor(step))).rejects.toMatchObject({
            code: 'BACKEND_TIMEOUT',
            message: `backend ${backend.name} made no headway with ${backend.describe(at)} for 2 seconds`,
          });
          // What comes before takes a busy machine as long as it likes.
          await expect.poll(() => opened.fixture.requestsOf(step), WITHIN).toBeGreaterThan(0);
          const start = performance.now();
          await failed;
          // Beside, there are the waits between attempts.
          expect(performance.now() - start).toBeLessThan(5 * PATIENCE_MS);
          expect(await opened.everything()).toEqual([]);
        },
      );

      it('stalls once: the request is sent again', async () => {
        await using opened = await openFaulty({ patienceMs: PATIENCE_MS });
        for (const step of uploading) opened.fail(step, 'stall');
        await opened.write(large);
        expect(await opened.everything()).toEqual([KEY]);
      });

      it('stalls for readers: they give up in time', async () => {
        await using opened = await openFaulty({ patienceMs: PATIENCE_MS });
        const { backend, at, fail } = opened;
        fail('any', 'stall', { times: Infinity });
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

    describe.concurrent('a store that stalls', () => {
      it('makes the writer wait: some parts on their way, one being filled', async () => {
        await using opened = await openFaulty();
        const { backend, at, fail, fixture } = opened;
        fail('part', 'stall', { times: Infinity });
        const sink = await backend.openSink(at, { signal: NEVER });
        const part = seededBytes(partBytes, 1);
        for (let index = 0; index <= store.concurrency; index++) await sink.write(part);
        const next = sink.write(SMALL).catch((error: unknown) => error);
        const isWaiting = Symbol('waiting');
        await expect.poll(() => fixture.requestsOf('part'), WITHIN).toBe(store.concurrency);
        expect(await Promise.race([next, Promise.resolve(isWaiting)])).toBe(isWaiting);
        await sink.abort();
        expect(await next).toMatchObject({ code: 'SINK_CLOSED' });
        expect(await opened.everything()).toEqual([]);
      });

      it.each(all.map((step) => [steps[step], step] as const))(
        'at %s: an abort is over within seconds, and leaves nothing',
        async (_name, step) => {
          await using opened = await openFaulty();
          opened.fail(step, 'stall', { times: step === 'part' ? Infinity : 1 });
          await expectPromptAbort(opened.backend, opened.at, contentFor(step), () =>
            opened.fixture.requestsOf(step),
          );
          expect(await opened.everything()).toEqual([]);
        },
      );
    });
  });
}

async function expectPromptAbort(
  backend: Backend,
  at: Parameters<Backend['openSink']>[0],
  bytes: Uint8Array,
  requests: () => number,
): Promise<void> {
  const sink = await backend.openSink(at, { signal: NEVER });
  const written = sink.write(bytes).catch((error: unknown) => error);
  const closed = sink.close().catch((error: unknown) => error);
  await expect.poll(requests, WITHIN).toBeGreaterThan(0);
  const start = performance.now();
  await sink.abort();
  expect(performance.now() - start).toBeLessThan(10_000);
  await written;
  expect(await closed).toMatchObject({ code: 'SINK_CLOSED' });
}
