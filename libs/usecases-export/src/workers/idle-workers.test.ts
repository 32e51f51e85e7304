import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ArrayReader } from '../ports/array-source.fixture.ts';
import { GENERATED, type GeneratedOptions } from '@weaviate-export/generated-objects';
import { generatedClass } from './generated-source.fixture.ts';
import { classLayout } from '@weaviate-export/format';
import { encodePart } from '@weaviate-export/format/encoder';
import type { PartEncoding, ScannedPart } from '@weaviate-export/format';
import type { PartWorkers } from '../ports/part-executor.ts';
import { KEPT_MS } from './idle-workers.ts';
import { oddSource, Place, type Oddity } from './odd-source.fixture.ts';
import { scanPart } from './scan-part.ts';
import { WorkerPartExecutor } from './worker-part-executor.ts';

const OTHER: GeneratedOptions = { objects: 10, dimensions: 4, seed: 2 };
const SHARD = { class: 'Generated', shard: 'shard-0' };
const ENCODING: PartEncoding = {
  layout: classLayout('standard', GENERATED),
  pages: { encoding: 'compact', codec: 'zstd' },
};
const never = new AbortController().signal;

/** The worker threads of this process that live, by Node's own account. */
const running = new Set<Worker>();
const notice = (worker: Worker): void => {
  running.add(worker);
  worker.once('exit', () => running.delete(worker));
};
beforeAll(() => void process.on('worker', notice));
afterEach(() => void vi.useRealTimers());
afterAll(() => {
  process.off('worker', notice);
  expect(running.size).toBe(0);
});

const reader = new ArrayReader([generatedClass(OTHER)]);
const [range] = reader.cut(SHARD, { objects: 10, bytes: Infinity });
const job = { ...ENCODING, shard: SHARD, range: range! };
const here = (): Promise<ScannedPart> => scanPart(reader, SHARD, range!, ENCODING.layout);
const nowhere = (): Promise<never> => Promise.reject(new Error('nothing is read on this thread'));

/** An export as the workers see it: they read a source for themselves. */
async function read(executor: WorkerPartExecutor, oddity: Oddity = 'none'): Promise<number> {
  const { memory, ...source } = oddSource(oddity);
  {
    await using workers = await executor.start(never);
    await workers.share(source);
    await workers.run(job, nowhere);
  }
  return Atomics.load(memory, Place.DISPOSED);
}

describe('workers whose export has ended', () => {
  it('have closed its source, and do the next one, from a source of its own', async () => {
    await using executor = new WorkerPartExecutor(2);
    expect(await read(executor)).toBe(2);
    const first = new Set(running);
    expect(first.size).toBe(2);

    const { memory: _memory, ...source } = oddSource('none', OTHER);
    await using workers = await executor.start(never);
    expect(running).toEqual(first);
    await workers.share(source);
    expect(await workers.run(job, nowhere)).toMatchObject(encodePart(await here(), ENCODING));
  });

  it('read nothing of it for one without a source to open', async () => {
    await using executor = new WorkerPartExecutor(1);
    await read(executor);
    await using workers = await executor.start(never);
    await expect(workers.run(job, nowhere)).rejects.toThrow('nothing is read on this thread');
    expect(await workers.run(job, here)).toMatchObject(encodePart(await here(), ENCODING));
  });

  it('are as many as an export has, where more of them ended at the same time', async () => {
    await using executor = new WorkerPartExecutor(1);
    {
      await using _one = await executor.start(never);
      await using _other = await executor.start(never);
      expect(running.size).toBe(2);
    }
    expect(running.size).toBe(1);
  });

  it('are replaced where they have died since', async () => {
    await using executor = new WorkerPartExecutor(1);
    await read(executor);
    await [...running][0]!.terminate();
    expect(await read(executor)).toBe(1);
    expect(running.size).toBe(1);
  });

  it('are used again at once where a read waited that nobody waits for any more', async () => {
    await using executor = new WorkerPartExecutor(1);
    const { memory, ...source } = oddSource('waits until it is disposed of');
    const workers = await executor.start(never);
    await workers.share(source);
    const waiting = workers.run(job, nowhere);
    waiting.catch(() => undefined);
    await expect.poll(() => Atomics.load(memory, Place.SCANS)).toBe(1);
    // With clocks that stand still, nothing ends by a deadline.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await workers[Symbol.asyncDispose]();
    await expect(waiting).rejects.toThrow('disposed of');
    expect(Atomics.load(memory, Place.DISPOSED)).toBe(1);
    expect(running.size).toBe(1);
    vi.useRealTimers();
    expect(await read(executor)).toBe(1);
  });

  it.each<[string, Oddity]>([
    ['whose source did not close', 'cannot be disposed of'],
    ['that were terminated, since they never answered', 'never ends'],
  ])('are not used again %s', async (_which, oddity) => {
    await using executor = new WorkerPartExecutor(1);
    const { memory, ...source } = oddSource(oddity);
    const workers = await executor.start(never);
    await workers.share(source);
    workers.run(job, nowhere).catch(() => undefined);
    await expect.poll(() => Atomics.load(memory, Place.SCANS)).toBe(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const ended = workers[Symbol.asyncDispose]();
    if (oddity === 'never ends') {
      await expect.poll(() => vi.getTimerCount()).toBe(1);
      vi.runOnlyPendingTimers();
    }
    await ended;
    vi.useRealTimers();
    expect(running.size).toBe(0);
    expect(await read(executor)).toBe(1);
  });

  it('end after a minute without an export', { tags: 'long' }, async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using executor = new WorkerPartExecutor(2);
    await read(executor);
    vi.advanceTimersByTime(KEPT_MS - 1);
    // Two exports within the minute: it begins anew with the end of each.
    await read(executor);
    vi.advanceTimersByTime(KEPT_MS - 1);
    expect(running.size).toBe(2);
    vi.advanceTimersByTime(1);
    await expect.poll(() => running.size).toBe(0);
    expect(await read(executor)).toBe(2);
  });

  it('end with the executor, those of an export that still runs when it has ended', async () => {
    const executor = new WorkerPartExecutor(1);
    await read(executor);
    const kept = await executor.start(never);
    {
      await using _other = await executor.start(never);
    }
    await executor[Symbol.asyncDispose]();
    expect(running.size).toBe(1);
    expect(await kept.run(job, here)).toMatchObject(encodePart(await here(), ENCODING));
    await kept[Symbol.asyncDispose]();
    expect(running.size).toBe(0);
  });

  it('do not hold up the end of the process', async () => {
    const program = `
      const end = async ({ WorkerPartExecutor }) => {
        const workers = await new WorkerPartExecutor(2).start(new AbortController().signal);
        await workers[Symbol.asyncDispose]();
        console.log('done');
      };
      import(${JSON.stringify(import.meta.resolve('./worker-part-executor.ts'))}).then(end);`;
    const child = spawn(
      process.execPath,
      ['--conditions=@weaviate-export/source', '--eval', program],
      // Sooner than the workers are given up; ended by that, it has no exit code.
      { stdio: ['ignore', 'pipe', 'inherit'], timeout: KEPT_MS / 3 },
    );
    const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect([said, child.exitCode]).toEqual(['done\n', 0]);
  });
});

describe('an export that has ended', () => {
  it('asks nothing more of its workers, which may be another’s', async () => {
    await using executor = new WorkerPartExecutor(1);
    const gate = Promise.withResolvers<void>();
    const ended = await executor.start(never);
    const late = ended.run(job, async () => {
      await gate.promise;
      return here();
    });
    await ended[Symbol.asyncDispose]();
    await using workers: PartWorkers = await executor.start(never);
    gate.resolve();
    const refused = {
      code: 'WORKER_DIED',
      message: expect.stringContaining('its export has ended') as string,
    };
    await expect(late).rejects.toMatchObject(refused);
    await expect(ended.run(job, here)).rejects.toMatchObject(refused);
    await expect(
      ended.cut(SHARD, { objects: 4, bytes: 1e9 }, () => Promise.resolve([])),
    ).rejects.toMatchObject(refused);
    expect(await workers.run(job, here)).toMatchObject(encodePart(await here(), ENCODING));
  });
});
