import { type ExportObject, type RestoreStatus } from '@weaviate-export/entities-export';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createExports, type Exports } from '../create-scheduler.ts';
import { arrayClass, everyone, tenantClass } from '../export/export-world.fixture.ts';
import { StagedSource } from '../export/staged-source.fixture.ts';
import type { ArrayClass } from '../ports/array-source.fixture.ts';
import type { Authorizer } from '../ports/authorizer.ts';
import type { DBAdapter } from '../ports/db-adapter.ts';
import type { ExportRequest } from '../export/export-request.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { MemoryTarget, type HeldClass } from '../ports/memory-target.fixture.ts';
import type { RestoreTarget } from '../ports/restore-target.ts';
import { TallyMetrics } from '../ports/tally-metrics.fixture.ts';
import { MemoryRestoreRecords } from './memory-restore-records.ts';
import type { RestoreRequest } from './restore-request.ts';

const WAIT_MS = 100_000;

/** A server in memory whose exports come back into a target in memory, with a thread that is kept from test to test. */
export class RestoreWorld {
  readonly backend = new MemoryBackend('filesystem', false);
  readonly metrics = new TallyMetrics();
  readonly records = new MemoryRestoreRecords();
  source = new StagedSource();
  target = new MemoryTarget();
  authorizer: Authorizer = everyone;
  readonly useCases: Exports;

  constructor() {
    const source: DBAdapter = {
      listClasses: () => this.source.listClasses(),
      openSnapshot: (request) => this.source.openSnapshot(request),
    };
    const current = (): MemoryTarget => this.target;
    const target: RestoreTarget = {
      get keepsTimes() {
        return current().keepsTimes;
      },
      isAtomic: true,
      findClasses: (names) => this.target.findClasses(names),
      openRestore: (order) => this.target.openRestore(order),
      closeUnfinished: (restore) => this.target.closeUnfinished(restore),
    };
    const authorizer: Authorizer = {
      authorize: (...args) => this.authorizer.authorize(...args),
      filter: (...args) => this.authorizer.filter(...args),
    };
    this.useCases = createExports(
      {
        ...{ authorizer, db: source, backends: this.backend, target },
        ...{ restoreRecords: this.records, metrics: this.metrics },
      },
      { parallelism: 1, owner: 'test' },
    );
  }

  /** Everything anew but the threads. */
  reset(): void {
    this.backend.files.clear();
    this.backend.before = () => undefined;
    this.source = new StagedSource(...SOURCE);
    this.source.objectsPerRange = 40;
    this.source.cold.push('cold', 'empty');
    this.target = new MemoryTarget();
    this.authorizer = everyone;
  }

  async exported(id: string, request: Omit<ExportRequest, 'id'> = {}): Promise<void> {
    const { scheduler } = this.useCases;
    await scheduler.export(null, 'filesystem', { id, ...request });
    const signal = AbortSignal.timeout(WAIT_MS);
    const { status, error } = await scheduler.finished(null, 'filesystem', id, {}, signal);
    expect({ status, error }).toEqual({ status: 'SUCCESS', error: undefined });
  }

  start(id: string, request: RestoreRequest = {}): Promise<RestoreStatus> {
    return this.useCases.restorer.restore(null, 'filesystem', id, request);
  }

  ended(id: string): Promise<RestoreStatus> {
    const signal = AbortSignal.timeout(WAIT_MS);
    return this.useCases.restorer.finished(null, 'filesystem', id, {}, signal);
  }

  async restored(id: string, request: RestoreRequest = {}): Promise<RestoreStatus> {
    expect((await this.start(id, request)).status).toBe('STARTED');
    const status = await this.ended(id);
    expect(this.target.openSessions).toBe(0);
    return status;
  }

  /** The objects that the source has, as a target should hold them. */
  expected(className: string): Map<string, ExportObject> {
    const { shards, definition } = SOURCE.find((one) => one.definition.class === className)!;
    const hasTenants = definition.multiTenancyConfig?.enabled === true;
    return new Map(
      Object.entries(shards).flatMap(([shard, own]) =>
        own.map((object) => [`${hasTenants ? shard : ''}/${object.id}`, object] as const),
      ),
    );
  }

  /** The objects of a class in the target, with their properties as text. */
  held(className: string): Map<string, ExportObject> {
    const { objects } = this.target.classes.get(className) as HeldClass;
    return new Map(
      [...objects].map(([key, object]) => [
        key,
        { ...object, properties: Buffer.from(object.properties ?? '').toString() },
      ]),
    );
  }
}

/** Shards whose ids follow each other, tenants of either status, and a class without objects. */
export const SOURCE: readonly ArrayClass[] = [
  arrayClass('Article', { a: 90, b: 60 }),
  tenantClass('Doc', { hot: 50, cold: 7, empty: 0 }),
  arrayClass('Bare', { only: 0 }),
].map((held) => ({
  ...held,
  definition: { ...held.definition, properties: [{ name: 'n', dataType: ['int'] }] },
}));

/** A world for the tests of a file, anew for each of them. */
export function restoreWorld(): () => RestoreWorld {
  let world: RestoreWorld | undefined;
  beforeAll(() => {
    world = new RestoreWorld();
    world.reset();
  });
  afterEach(() => world!.reset());
  afterAll(() => world!.useCases[Symbol.asyncDispose]());
  return () => world!;
}
