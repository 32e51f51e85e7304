import type { Worker } from 'node:worker_threads';
import 'reflect-metadata';
import { Container, type ServiceIdentifier } from 'inversify';
import { describe, expect, it } from 'vitest';
import { StagedSource } from './export/staged-source.fixture.ts';
import { arrayClass, everyone, keepWorkers, until } from './export/export-world.fixture.ts';
import { ExportModule } from './export-module.ts';
import { ManualClock } from './ports/manual-clock.fixture.ts';
import { MemoryBackend } from './ports/memory-backend.fixture.ts';
import { MemoryExportRecords } from './export/memory-export-records.ts';
import { Authorizer } from './ports/authorizer.ts';
import { BackendProvider } from './ports/backend.ts';
import { Clock } from './ports/clock.ts';
import { DBAdapter } from './ports/db-adapter.ts';
import { ExportRecords } from './ports/export-records.ts';
import { Logger } from './ports/logger.ts';
import { Metrics } from './ports/metrics.ts';
import { PartExecutor } from './ports/part-executor.ts';
import { SchedulerOptions } from './ports/scheduler-options.ts';
import { Scheduler } from './export/scheduler.ts';
import { TallyMetrics } from './ports/tally-metrics.fixture.ts';

const workers = keepWorkers();

/** A host's container with the three ports that the module needs. */
function host(): { container: Container; backend: MemoryBackend; source: StagedSource } {
  const container = new Container();
  const backend = new MemoryBackend('filesystem', false);
  const source = new StagedSource(arrayClass('Article'));
  container.bind(Authorizer).toConstantValue(everyone);
  container.bind(DBAdapter).toConstantValue(source);
  container.bind(BackendProvider).toConstantValue(backend);
  return { container, backend, source };
}

async function exported(container: Container, id = 'first'): Promise<Scheduler> {
  const scheduler = container.get(Scheduler);
  await scheduler.export(null, 'filesystem', { id });
  await until(async () =>
    expect((await scheduler.status(null, 'filesystem', id, {})).status).toBe('SUCCESS'),
  );
  return scheduler;
}

describe('a host that binds a port of its own', () => {
  it.each(['before', 'after'])('%s it loads the module has it used', async (when) => {
    const { container, backend } = host();
    const said: string[] = [];
    const say = (_fields: object, message: string): void => void said.push(message);
    const records = new MemoryExportRecords();
    const metrics = new TallyMetrics();
    const bind = (): void => {
      container.bind(Logger).toConstantValue({ debug: say, info: say, warn: say, error: say });
      container.bind(Metrics).toConstantValue(metrics);
      container.bind(Clock).toConstantValue(new ManualClock(Date.UTC(2030, 0, 1)));
      container.bind(ExportRecords).toConstantValue(records);
      container.bind(PartExecutor).toConstantValue(workers().executor());
      container.bind(SchedulerOptions).toConstantValue({ defaultPath: 'mine', owner: 'host-1' });
    };
    if (when === 'before') bind();
    container.load(ExportModule);
    if (when === 'after') bind();

    const scheduler = await exported(container);
    expect(await scheduler.status(null, 'filesystem', 'first', {})).toMatchObject({
      path: 'filesystem://mine/first',
      startedAt: '2030-01-01T00:00:00.000Z',
    });
    expect(await records.find('filesystem', 'first')).toMatchObject([{ owner: 'host-1' }]);
    expect(said).toEqual(['export started', 'export succeeded']);
    expect(metrics).toMatchObject({ objects: 3, ended: [['SUCCESS', 0]] });
    expect([...backend.files.keys()]).toContain('filesystem://mine/first/manifest.json');
    await container.unbindAllAsync();
  });

  it('may leave out options: one export at a time, at the backend’s root, under an owner of its own', async () => {
    const { container, backend } = host();
    container.bind(PartExecutor).toConstantValue(workers().executor());
    container.load(ExportModule);
    await exported(container);
    const record = JSON.parse(
      Buffer.from(backend.files.get('filesystem://first/export_metadata.json')!).toString(),
    ) as { owner: string };
    expect(record.owner).toMatch(/^[0-9a-f-]{36}$/);
    await container.unbindAllAsync();
  });

  it('gets one Scheduler, however often it asks', () => {
    const { container } = host();
    container.load(ExportModule);
    expect(container.get(Scheduler)).toBe(container.get(Scheduler));
  });
});

describe('a host that forgets a port', () => {
  it.each<[string, ServiceIdentifier]>([
    ['Authorizer', Authorizer],
    ['DBAdapter', DBAdapter],
    ['BackendProvider', BackendProvider],
  ])('%s is told which', async (name, port) => {
    const { container } = host();
    await container.unbindAsync(port);
    container.load(ExportModule);
    expect(() => container.get(Scheduler)).toThrow(`@weaviate-export/${name}`);
  });
});

describe('a host that unbinds the module', () => {
  it('has the running exports canceled and cleaned', async () => {
    const { container, backend, source } = host();
    container.bind(PartExecutor).toConstantValue(workers().executor());
    container.load(ExportModule);
    const { promise: never } = Promise.withResolvers<void>();
    backend.before = (operation) => (operation === 'write' ? never : undefined);
    await container.get(Scheduler).export(null, 'filesystem', { id: 'first' });
    await container.unbindAllAsync();
    expect([...backend.files.keys()]).toEqual(['filesystem://first/export_metadata.json']);
    expect([source.openSnapshots, backend.openSinks]).toEqual([0, 0]);
  });

  it('has no worker threads left', async () => {
    const running = new Set<Worker>();
    const notice = (worker: Worker): void => {
      running.add(worker);
      worker.once('exit', () => running.delete(worker));
    };
    process.on('worker', notice);
    try {
      const { container } = host();
      container.bind(SchedulerOptions).toConstantValue({ parallelism: 1 });
      container.load(ExportModule);
      await exported(container);
      expect(running.size).toBe(1);
      await container.unbindAllAsync();
      expect(running.size).toBe(0);
    } finally {
      process.off('worker', notice);
    }
  });
});
