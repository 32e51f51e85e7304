import {
  ExportError,
  isFinished,
  type ExportRecord,
  type ExportStatus,
  type ExportObject,
} from '@weaviate-export/entities-export';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { ArrayClass } from '../ports/array-source.fixture.ts';
import { Gate } from './gate.fixture.ts';
import { KeptWorkers, type KeptExecutor } from '../workers/kept-workers.fixture.ts';
import { ManualClock } from '../ports/manual-clock.fixture.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { MemoryExportRecords } from './memory-export-records.ts';
import type { Authorizer } from '../ports/authorizer.ts';
import type { Scheduler, SchedulerPorts } from './scheduler.ts';
import { createScheduler } from '../create-scheduler.ts';
import type { SchedulerOptions } from '../ports/scheduler-options.ts';
import { StagedSource } from './staged-source.fixture.ts';
import { TallyMetrics } from '../ports/tally-metrics.fixture.ts';

/** Allows everything to everyone. */
export const everyone: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

/** Objects with rising ids: `from`, `from + 1` and so on. */
export function objects(count: number, from = 0): ExportObject[] {
  return Array.from({ length: count }, (_, index) => ({
    id: objectId(from + index),
    creationTime: 1_700_000_000_000 + index,
    updateTime: 1_700_000_000_001 + index,
    vector: new Float32Array([from + index, 0.5]),
    namedVectors: null,
    properties: `{"n":${from + index}}`,
  }));
}

export function objectId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** A class whose shards hold that many objects each. */
export function arrayClass(name: string, shards: Record<string, number> = { s0: 3 }): ArrayClass {
  let from = 0;
  const filled: [string, ExportObject[]][] = Object.entries(shards).map(([shard, count]) => {
    from += count;
    return [shard, objects(count, from - count)];
  });
  return { definition: { class: name }, shards: Object.fromEntries(filled), dimensions: { '': 2 } };
}

/** A multi-tenant class. */
export function tenantClass(name: string, tenants: Record<string, number>): ArrayClass {
  const held = arrayClass(name, tenants);
  return { ...held, definition: { class: name, multiTenancyConfig: { enabled: true } } };
}

/** Real workers for the tests of a file. */
export function keepWorkers(): () => KeptWorkers {
  let kept: KeptWorkers | undefined;
  beforeAll(async () => {
    kept = await KeptWorkers.start();
  });
  afterAll(async () => {
    await kept?.[Symbol.asyncDispose]();
  });
  return () => kept!;
}

/** How long a test waits for something that happens by itself, in milliseconds. */
const WAIT_MS = 100_000;

/** Waits until the check passes. */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: WAIT_MS, interval: 1 });
}

/** A server in memory: a scheduler with all that it is joined to, each open to the test. */
export class World {
  readonly backend: MemoryBackend;
  readonly source: StagedSource;
  readonly clock: ManualClock;
  readonly records: MemoryExportRecords;
  readonly metrics = new TallyMetrics();
  readonly workers: KeptExecutor;
  readonly scheduler: Scheduler;

  constructor(
    workers: KeptWorkers,
    classes: readonly ArrayClass[],
    {
      ports = {},
      options = {},
      backend = new MemoryBackend('filesystem', false),
      clock = new ManualClock(),
    }: {
      readonly ports?: Partial<SchedulerPorts>;
      readonly options?: Partial<SchedulerOptions>;
      readonly backend?: MemoryBackend;
      readonly clock?: ManualClock;
    } = {},
  ) {
    this.workers = workers.executor();
    this.backend = backend;
    this.clock = clock;
    this.source = new StagedSource(...classes);
    this.records = new MemoryExportRecords();
    this.scheduler = createScheduler(
      {
        authorizer: everyone,
        db: this.source,
        backends: this.backend,
        executor: this.workers,
        records: this.records,
        clock,
        metrics: this.metrics,
        ...ports,
      },
      { parallelism: 1, owner: 'server-a', ...options },
    );
  }

  start(id: string, request: Partial<Parameters<Scheduler['export']>[2]> = {}): Promise<ExportStatus> {
    return this.scheduler.export(null, this.backend.name, { id, ...request });
  }

  status(id: string, lookup: Parameters<Scheduler['status']>[3] = {}): Promise<ExportStatus> {
    return this.scheduler.status(null, this.backend.name, id, lookup);
  }

  cancel(id: string, lookup: Parameters<Scheduler['cancel']>[3] = {}): Promise<void> {
    return this.scheduler.cancel(null, this.backend.name, id, lookup);
  }

  /** The export's status once it has ended; everything of it must be released by then. */
  async ended(id: string, lookup: Parameters<Scheduler['status']>[3] = {}): Promise<ExportStatus> {
    // One that runs here says so by itself: asking again and again takes its time from it.
    await this.scheduler.finished(null, this.backend.name, id, lookup, AbortSignal.timeout(WAIT_MS));
    await until(async () => {
      expect(isFinished((await this.status(id, lookup)).status)).toBe(true);
    });
    // A cancel that comes too late waits until the last of the export is written.
    await expect(this.cancel(id, lookup)).rejects.toMatchObject({ code: 'EXPORT_ALREADY_FINISHED' });
    this.expectReleased();
    return this.status(id, lookup);
  }

  /** Starts an export and waits for its end. */
  async run(id: string, request: Partial<Parameters<Scheduler['export']>[2]> = {}): Promise<ExportStatus> {
    await this.start(id, request);
    return this.ended(id);
  }

  /** The addresses of all files, below the backend's root. */
  get fileNames(): string[] {
    return [...this.backend.files.keys()].map((address) => address.replace(/^\w+:\/\//, '')).sort();
  }

  bytes(name: string): Uint8Array<ArrayBuffer> {
    const found = this.backend.files.get(`${this.backend.name}://${name}`);
    if (found === undefined) throw new Error(`no file ${name}: there are ${this.fileNames.join(', ')}`);
    return new Uint8Array(found);
  }

  json(name: string): unknown {
    return JSON.parse(Buffer.from(this.bytes(name)).toString('utf8'));
  }

  metadata(id: string): ExportRecord {
    return this.json(`${id}/export_metadata.json`) as ExportRecord;
  }

  expectReleased(): void {
    expect({
      snapshots: this.source.openSnapshots,
      sinks: this.backend.openSinks,
      workers: this.workers.inUse,
      heartbeats: this.clock.sleepers,
      snapshotsCounted: this.metrics.openSnapshots,
      partsQueued: this.metrics.queued,
    }).toEqual({ snapshots: 0, sinks: 0, workers: 0, heartbeats: 0, snapshotsCounted: 0, partsQueued: 0 });
  }
}

/** A backend's failure, as a test makes it. */
export function backendFailure(action: string, key: string): ExportError {
  return new ExportError('BACKEND_FAILED', ['filesystem', action, key, 'made to fail']);
}

/** Two classes, three row groups each. */
export function twoClasses(workers: KeptWorkers): World {
  const world = new World(workers, [arrayClass('Article', { s0: 3, s1: 3 }), arrayClass('Book', { s0: 6 })]);
  world.source.objectsPerRange = 2;
  return world;
}

/** What may remain of an export that did not succeed. */
export function expectOnlyMetadata(world: World, state: 'FAILED' | 'CANCELED', id = 'first'): void {
  expect(world.fileNames.filter((name) => name.startsWith(`${id}/`))).toEqual([`${id}/export_metadata.json`]);
  expect(world.metadata(id).status).toMatchObject({ status: state });
}

/** A server whose export `first` waits at its first write, and another one that shares the backend alone. */
export async function runningElsewhere(
  workers: KeptWorkers,
): Promise<{ owner: World; other: World; gate: Gate }> {
  const owner = new World(workers, [arrayClass('Article', { s0: 4 })]);
  const gate = new Gate();
  owner.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
  await owner.start('first');
  await gate.reached;
  const other = new World(workers, [], { backend: owner.backend, options: { owner: 'server-b' } });
  return { owner, other, gate };
}
