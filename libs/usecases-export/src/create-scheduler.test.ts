import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createScheduler } from './create-scheduler.ts';
import { arrayClass, everyone, keepWorkers } from './export/export-world.fixture.ts';
import type { Scheduler } from './export/scheduler.ts';
import { StagedSource } from './export/staged-source.fixture.ts';
import { MemoryBackend } from './ports/memory-backend.fixture.ts';

const kept = keepWorkers();

function host(): { backends: MemoryBackend; db: StagedSource; authorizer: typeof everyone } {
  const backends = new MemoryBackend('filesystem', false);
  return { backends, db: new StagedSource(arrayClass('Article')), authorizer: everyone };
}

async function exported(scheduler: Scheduler): Promise<string> {
  await scheduler.export(null, 'filesystem', { id: 'first' });
  const { status } = await scheduler.finished(null, 'filesystem', 'first', {}, AbortSignal.timeout(20_000));
  return status;
}

describe('a host without a container', () => {
  it('exports by its three ports alone, and has no worker threads left at the end', async () => {
    const running = new Set<Worker>();
    const notice = (worker: Worker): void => {
      running.add(worker);
      worker.once('exit', () => running.delete(worker));
    };
    process.on('worker', notice);
    try {
      const ports = host();
      {
        await using scheduler = createScheduler(ports, { parallelism: 1 });
        expect(await exported(scheduler)).toBe('SUCCESS');
        expect(running.size).toBe(1);
      }
      expect(running.size).toBe(0);
      expect([...ports.backends.files.keys()]).toContain('filesystem://first/manifest.json');
    } finally {
      process.off('worker', notice);
    }
  });

  it('has what still runs at the end canceled and cleaned', async () => {
    const ports = { ...host(), executor: kept().executor() };
    const { promise: never } = Promise.withResolvers<void>();
    ports.backends.before = (operation) => (operation === 'write' ? never : undefined);
    {
      await using scheduler = createScheduler(ports);
      await scheduler.export(null, 'filesystem', { id: 'first' });
    }
    expect([...ports.backends.files.keys()]).toEqual(['filesystem://first/export_metadata.json']);
    expect([ports.db.openSnapshots, ports.backends.openSinks]).toEqual([0, 0]);
  });

  it('keeps the executor that it gave', async () => {
    const executor = kept().executor();
    for (let life = 0; life < 2; life++) {
      await using scheduler = createScheduler({ ...host(), executor });
      expect(await exported(scheduler)).toBe('SUCCESS');
    }
  });
});
