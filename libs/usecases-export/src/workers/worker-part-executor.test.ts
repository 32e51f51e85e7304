import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ExportError, type KeyRange } from '@weaviate-export/entities-export';
import { ArrayReader } from '../ports/array-source.fixture.ts';
import { GENERATED, type GeneratedOptions } from '@weaviate-export/generated-objects';
import { generatedClass } from './generated-source.fixture.ts';
import { classLayout } from '@weaviate-export/format';
import type { ShardAddress } from '../ports/db-adapter.ts';
import { PARTS_BESIDE_WORKERS, type LentPart, type PartWorkers } from '../ports/part-executor.ts';
import { encodePart } from '@weaviate-export/format/encoder';
import type { EncodedPart, PartEncoding, ScannedPart } from '@weaviate-export/format';
import { oddSource, openGate, Place, type Oddity } from './odd-source.fixture.ts';
import { scanPart } from './scan-part.ts';
import { WorkerPartExecutor } from './worker-part-executor.ts';

const SMALL: GeneratedOptions = { objects: 10, dimensions: 4, seed: 1 };
const SHARD: ShardAddress = { class: 'Generated', shard: 'shard-0' };
const ENCODING: PartEncoding = {
  layout: classLayout('standard', GENERATED),
  pages: { encoding: 'compact', codec: 'zstd' },
};
const LIMITS = { objects: 4, bytes: 1e9 };
const never = new AbortController().signal;

/** The worker threads of this process, by Node's own account, with their exit codes; null while one lives. */
const threads = new Map<Worker, number | null>();
const notice = (worker: Worker): void => {
  threads.set(worker, null);
  worker.once('exit', (code) => threads.set(worker, code));
};
/** Those of the describe around a test. */
const others = (): number => 1;
const running = (): number => [...threads.values()].filter((code) => code === null).length;
const lastExitCode = (): number | null | undefined => [...threads.values()].at(-1);
beforeAll(() => void process.on('worker', notice));
afterAll(() => {
  process.off('worker', notice);
  expect(threads.size).toBeGreaterThan(0);
  expect(running()).toBe(0);
});
const scans = (memory: Int32Array, count: number): Promise<void> =>
  expect.poll(() => Atomics.load(memory, Place.SCANS)).toBe(count);

const reader = (options = SMALL): ArrayReader => new ArrayReader([generatedClass(options)]);
const ranges = (options = SMALL): KeyRange[] => [...reader(options).cut(SHARD, LIMITS)];
const job = (range = ranges()[0]!): Parameters<PartWorkers['run']>[0] => ({
  ...ENCODING,
  shard: SHARD,
  range,
});
/** For jobs that a worker is to read for itself. */
const nowhere = (): Promise<never> => Promise.reject(new Error('nothing is read on this thread'));
/** Workers of an executor of their own, which ends with them. */
async function start(size = 1, signal = never): Promise<PartWorkers> {
  await using executors = new AsyncDisposableStack();
  const workers = await executors.use(new WorkerPartExecutor(size)).start(signal);
  const executor = executors.move();
  const giveBack = workers[Symbol.asyncDispose].bind(workers);
  return Object.assign(workers, {
    async [Symbol.asyncDispose]() {
      await executor.disposeAsync();
      await giveBack();
    },
  });
}
const died = (reason: string): Error =>
  expect.objectContaining({
    code: 'WORKER_DIED',
    message: expect.stringContaining(reason) as string,
  }) as Error;

describe.each([1, 2])('%i workers', (size) => {
  let workers: PartWorkers;
  beforeAll(async () => {
    workers = await start(size);
  });
  afterAll(() => workers[Symbol.asyncDispose]());
  const scan = (range: KeyRange, options = SMALL): Promise<ScannedPart> =>
    scanPart(reader(options), SHARD, range, ENCODING.layout);

  it('make the same parts as this thread does, however they are scanned', async () => {
    expect(workers.size).toBe(size);
    const expected = await Promise.all(
      ranges().map(async (range) => encodePart(await scan(range), ENCODING)),
    );
    const run = (here: (range: KeyRange) => Promise<ScannedPart>): Promise<EncodedPart[]> =>
      Promise.all(ranges().map((range) => workers.run(job(range), () => here(range))));
    expect(await run(scan)).toMatchObject(expected);

    await using readers = await start(size);
    const source = oddSource('none');
    await readers.prepare(source.moduleUrl);
    await readers.share(source);
    expect(await readers.cut(SHARD, LIMITS, nowhere)).toEqual(ranges());
    const made = await Promise.all(ranges().map((range) => readers.run(job(range), nowhere)));
    expect(made).toMatchObject(expected);
  });

  it('share the work', async () => {
    const { memory, ...source } = oddSource('waits for the gate');
    await using readers = await start(size);
    await readers.share(source);
    const parts = Promise.all(Array.from({ length: size + 1 }, () => readers.run(job(), nowhere)));
    await scans(memory, size);
    openGate(memory);
    expect(await parts).toHaveLength(size + 1);
  });

  it('are each given what is scanned on this thread', async () => {
    const { promise: gate, resolve } = Promise.withResolvers<void>();
    const started: number[] = [];
    const parts = Array.from({ length: size }, (_, index) =>
      workers.run(job(), async () => {
        started.push(index);
        await gate;
        return scan(ranges()[0]!);
      }),
    );
    await expect.poll(() => started).toHaveLength(size);
    resolve();
    expect(await Promise.all(parts)).toHaveLength(size);
  });

  it('leave the main thread to others while they encode', async () => {
    const large = { objects: 3_000, dimensions: 256, seed: 2 };
    const whole: KeyRange = { first: '', last: 'g', objects: 3_000, bytes: 0 };
    const scanned = await scan(whole, large);
    let turns = 0;
    const again = (): void => void (turns++, (next = setTimeout(again, 1)));
    let next = setTimeout(again, 1);
    const { rowGroup } = await workers.run(job(whole), async () => scanned);
    expect(Buffer.concat(rowGroup.pages).length).toBeGreaterThan(1_000_000);
    clearTimeout(next);
    expect(turns).toBeGreaterThan(3);
  });

  it('are handed the memory of scanned columns, which is not copied', async () => {
    const scanned = await scan(ranges()[0]!);
    const [id] = scanned.columns.columns;
    const values = id!.values!;
    expect(values.byteLength).toBeGreaterThan(0);
    await workers.run(job(), async () => scanned);
    expect(values.byteLength).toBe(0);
  });

  it(
    'encode what is not small into memory that is used again once it is disposed of',
    { tags: 'long' },
    async () => {
      await using others = await start(size);
      const large = { objects: 600, dimensions: 512, seed: 3 };
      const [range] = reader(large).cut(SHARD, { objects: 600, bytes: Infinity });
      const bytesOf = ({ rowGroup }: EncodedPart): Buffer => Buffer.concat(rowGroup.pages);
      const expected = bytesOf(encodePart(await scan(range!, large), ENCODING));
      const run = (): Promise<LentPart> => others.run(job(range), () => scan(range!, large));
      const memoryOf = (part: LentPart): unknown => {
        expect(bytesOf(part)).toEqual(expected);
        return part.rowGroup.pages[0]!.buffer;
      };

      const inFlight = size + PARTS_BESIDE_WORKERS;
      const parts = await Promise.all(Array.from({ length: inFlight + 1 }, run));
      const memories = parts.map(memoryOf);
      expect(new Set(memories).size).toBe(inFlight + 1);
      expect(memories.map((memory) => memory instanceof SharedArrayBuffer)).toEqual([
        ...new Array<boolean>(inFlight).fill(true),
        false,
      ]);
      for (const part of parts) part[Symbol.dispose]();
      parts[0]![Symbol.dispose]();
      const again = await Promise.all(Array.from({ length: inFlight }, run));
      expect(new Set(again.map(memoryOf))).toEqual(new Set(memories.slice(0, -1)));
    },
  );

  it('do not begin what cannot be read', async () => {
    await expect(workers.run(job(), nowhere)).rejects.toThrow('nothing is read on this thread');
    await expect(workers.cut(SHARD, LIMITS, nowhere)).rejects.toThrow('nothing is read on this thread');
  });
});

describe('what fails in a worker', () => {
  let workers: PartWorkers;
  beforeAll(async () => {
    workers = await start();
  });
  afterAll(() => workers[Symbol.asyncDispose]());

  /** The worker goes on after it. */
  async function failure(oddity: Oddity): Promise<Error> {
    await workers.share(oddSource(oddity));
    const error = await workers.run(job(), nowhere).catch((thrown: unknown) => thrown as Error);
    expect(await workers.cut(SHARD, LIMITS, nowhere)).toHaveLength(3);
    return error as Error;
  }

  it('arrives with its code, arguments, message, status and causes', async () => {
    const error = await failure('throws a coded error');
    expect(error).toBeInstanceOf(ExportError);
    expect(error).toMatchObject({
      code: 'OBJECT_INVALID',
      args: ['Generated', 'id-1', 'is odd'],
      message: 'class "Generated", object "id-1": is odd',
      httpStatus: 500,
      cause: { code: 'STORE_LOCKED', args: ['store'], cause: { message: 'EBUSY' } },
    });
    expect((error.cause as Error).cause).toBeInstanceOf(Error);
    expect(error.stack).toContain('odd-source.fixture');
  });

  it('arrives with its message and causes where it has no code', async () => {
    expect(await failure('throws an error')).toMatchObject({
      message: 'page 7 is unreadable',
      cause: { message: 'offset 9', cause: { message: 'bit rot' } },
    });
  });

  it('arrives as an error where it was none', async () => {
    expect(await failure('throws a text')).toMatchObject({ message: 'just a text' });
  });

  it('fails the sharing of a source that cannot be opened', async () => {
    await expect(workers.share(oddSource('cannot be opened'))).rejects.toMatchObject({
      code: 'CLASS_NOT_FOUND',
    });
    const moduleUrl = new URL('no-such-module.ts', import.meta.url).href;
    await expect(workers.prepare(moduleUrl)).rejects.toThrow(/no-such-module/);
    await expect(workers.share({ moduleUrl, options: null })).rejects.toThrow(/no-such-module/);
  });

  it('fails options that cannot cross threads, and leaves the worker alive', async () => {
    const { moduleUrl } = oddSource('none');
    await expect(workers.share({ moduleUrl, options: () => 1 })).rejects.toThrow(/could not be cloned/);
    await workers.share(oddSource('none'));
    expect(await workers.cut(SHARD, LIMITS, nowhere)).toHaveLength(3);
  });

  it.each<[Oddity, string]>([
    ['exits', 'it exited with code 7'],
    ['fails in a timer', 'nobody catches this'],
    // After a trap the encoder's memory can be in any state.
    ['makes the encoder trap', 'unreachable'],
  ])('is WORKER_DIED for all that was asked, where the thread %s', async (oddity, reason) => {
    await using doomed = await start();
    await doomed.share(oddSource(oddity));
    const asked = [
      doomed.run(job(), nowhere),
      doomed.run(job(), nowhere),
      doomed.cut(SHARD, LIMITS, nowhere),
    ];
    for (const promise of asked) await expect(promise).rejects.toThrow(died(reason));
  });

  it.each([[0], [1]])('is replaced where thread %i dies at its birth', async (index) => {
    let born = 0;
    const kill = (worker: Worker): void => {
      if (born++ === index) void worker.terminate();
    };
    process.on('worker', kill);
    try {
      await using workers = await start(2);
      expect(born).toBe(3);
      await workers.share(oddSource('none'));
      expect(await workers.cut(SHARD, LIMITS, nowhere)).toEqual(ranges());
    } finally {
      process.off('worker', kill);
    }
  });

  it('refuses to start where every thread dies at its birth', async () => {
    const kill = (worker: Worker): void => void worker.terminate();
    process.on('worker', kill);
    try {
      await expect(start(2)).rejects.toThrow(died('it exited with code'));
    } finally {
      process.off('worker', kill);
    }
  });

  it('leaves the reading to this thread, where it dies of opening the source', { tags: 'long' }, async () => {
    await using workers = await start(2);
    await workers.share(oddSource('exits when opened'));
    expect(await workers.cut(SHARD, LIMITS, async () => ranges())).toEqual(ranges());
    const part = await workers.run(job(), () => scanPart(reader(), SHARD, ranges()[0]!, ENCODING.layout));
    expect(part).toMatchObject(
      encodePart(await scanPart(reader(), SHARD, ranges()[0]!, ENCODING.layout), ENCODING),
    );
  });

  it(
    'leaves the place of a dead worker to another, for which this thread reads',
    { tags: 'long' },
    async () => {
      await using mortal = await start(2);
      const { memory, ...source } = oddSource('exits once, in the middle');
      await mortal.share(source);
      await expect(mortal.run(job(), nowhere)).rejects.toThrow(died('code 7'));
      expect(running()).toBe(1 + others());

      let readHere = 0;
      const here = async (): Promise<ScannedPart> => {
        readHere += 1;
        return scanPart(reader(), SHARD, ranges()[0]!, ENCODING.layout);
      };
      const parts = await Promise.all([1, 2, 3, 4].map(() => mortal.run(job(), here)));
      const expected = encodePart(await scanPart(reader(), SHARD, ranges()[0]!, ENCODING.layout), ENCODING);
      expect(parts).toMatchObject([expected, expected, expected, expected]);
      expect(readHere).toBe(2);
      expect(Atomics.load(memory, Place.SCANS)).toBe(3);
      expect(await mortal.cut(SHARD, LIMITS, nowhere)).toEqual(ranges());
      expect(running()).toBe(2 + others());
    },
  );

  it('has this thread cut once no worker has the source open', async () => {
    await using mortal = await start(1);
    await mortal.share(oddSource('exits'));
    await expect(mortal.run(job(), nowhere)).rejects.toThrow(died('code 7'));
    expect(await mortal.cut(SHARD, LIMITS, async () => ranges())).toEqual(ranges());
  });
});

describe('the end of the workers', () => {
  it('rejects what is under way at once when the signal aborts, with its reason', async () => {
    const controller = new AbortController();
    const { memory, ...source } = oddSource('waits for the gate');
    await using workers = await start(2, controller.signal);
    await workers.share(source);
    const asked = [workers.run(job(), nowhere), workers.run(job(), nowhere), workers.run(job(), nowhere)];
    await scans(memory, 2);
    const reason = new ExportError('EXPORT_CANCELED', []);
    controller.abort(reason);
    // Both scans still wait for the gate.
    for (const promise of asked) await expect(promise).rejects.toBe(reason);
    openGate(memory);
  });

  it('starts no thread for a signal that has aborted', async () => {
    const reason = new ExportError('EXPORT_CANCELED', []);
    const before = threads.size;
    await expect(start(2, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(threads.size).toBe(before);
  });

  it('leaves no thread behind where the signal aborts while the threads start', async () => {
    const controller = new AbortController();
    const before = threads.size;
    const starting = start(2, controller.signal);
    controller.abort(new ExportError('EXPORT_CANCELED', []));
    await expect(starting).rejects.toMatchObject({ code: 'EXPORT_CANCELED' });
    // The second one had not been begun, and is not.
    expect(threads.size).toBe(before + 1);
    expect(running()).toBe(0);
  });

  it('closes the reader in every worker and ends its thread', async () => {
    const { memory, ...source } = oddSource('none');
    {
      await using workers = await start(2);
      await workers.share(source);
      await workers.run(job(), nowhere);
      expect(Atomics.load(memory, Place.DISPOSED)).toBe(0);
      expect(running()).toBe(2);
    }
    expect(Atomics.load(memory, Place.DISPOSED)).toBe(2);
    expect(running()).toBe(0);
  });

  it('ends the thread also where its reader fails to close, without waiting for the deadline', async () => {
    const { memory, ...source } = oddSource('cannot be disposed of');
    const workers = await start();
    await workers.share(source);
    await workers[Symbol.asyncDispose]();
    expect(Atomics.load(memory, Place.DISPOSED)).toBe(1);
    expect(lastExitCode()).toBe(0);
  });

  it('gives back the memory of parts that nobody took', async () => {
    await using executor = new WorkerPartExecutor(1);
    const large = { objects: 600, dimensions: 512, seed: 3 };
    const [range] = reader(large).cut(SHARD, { objects: 600, bytes: Infinity });
    const memories = async (parts: number): Promise<Set<unknown>> => {
      await using workers = await executor.start(never);
      const here = (): Promise<ScannedPart> => scanPart(reader(large), SHARD, range!, ENCODING.layout);
      const made = await Promise.all(Array.from({ length: parts }, () => workers.run(job(range), here)));
      return new Set(made.map(({ rowGroup }) => rowGroup.pages[0]!.buffer));
    };
    const first = await memories(2);
    expect([...first].every((memory) => memory instanceof SharedArrayBuffer)).toBe(true);
    expect(await memories(2)).toEqual(first);
  });

  it('ends a thread whose source never answers, after a deadline', async () => {
    const { memory, ...source } = oddSource('never ends');
    const workers = await start();
    await workers.share(source);
    const failing = expect(workers.run(job(), nowhere)).rejects.toMatchObject({ code: 'WORKER_DIED' });
    await scans(memory, 1);
    onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const ended = workers[Symbol.asyncDispose]();
    await expect.poll(() => vi.getTimerCount()).toBe(1);
    expect(lastExitCode()).toBeNull();
    vi.runOnlyPendingTimers();
    await ended;
    await failing;
    // It was terminated.
    expect(lastExitCode()).toBe(1);
  });

  it('may be asked for twice', async () => {
    const workers = await start();
    await workers[Symbol.asyncDispose]();
    await workers[Symbol.asyncDispose]();
    const here = (): Promise<ScannedPart> => scanPart(reader(), SHARD, ranges()[0]!, ENCODING.layout);
    await expect(workers.run(job(), here)).rejects.toMatchObject({ code: 'WORKER_DIED' });
  });
});
