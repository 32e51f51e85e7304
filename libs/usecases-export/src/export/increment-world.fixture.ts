import {
  type ClassDefinition,
  type ExportObject,
  type ExportStatus,
  type Manifest,
  type VerificationFinding,
} from '@weaviate-export/entities-export';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import { createExports, type Exports } from '../create-scheduler.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { MemoryTarget } from '../ports/memory-target.fixture.ts';
import type { RestoreRequest } from '../restore/restore-request.ts';
import { ExportSource } from '../stored/export-source.ts';
import { ChangingSource, type HeldState } from './changing-source.fixture.ts';
import type { ExportRequest } from './export-request.ts';
import { everyone, objectId } from './export-world.fixture.ts';

const WAIT_MS = 100_000;

/** A store that changes, its exports, and what becomes of them when they come back; the threads are kept from test to test. */
export class IncrementWorld {
  readonly backend = new MemoryBackend('s3', true);
  source = new ChangingSource();
  target = new MemoryTarget();
  readonly useCases: Exports;

  constructor() {
    this.useCases = createExports(
      {
        authorizer: everyone,
        db: {
          listClasses: () => this.source.listClasses(),
          openSnapshot: (request) => this.source.openSnapshot(request),
        },
        backends: this.backend,
        target: {
          ...{ keepsTimes: true, isAtomic: true },
          findClasses: (names) => this.target.findClasses(names),
          openRestore: (order) => this.target.openRestore(order),
          closeUnfinished: (restore) => this.target.closeUnfinished(restore),
        },
      },
      { parallelism: 1, owner: 'test', defaultBucket: 'b', allowedBuckets: ['b', 'other'] },
    );
  }

  reset(): void {
    this.backend.files.clear();
    this.backend.before = () => undefined;
    this.source = new ChangingSource();
    this.target = new MemoryTarget();
  }

  start(
    id: string,
    config: ExportRequest['config'] = {},
    request: Partial<ExportRequest> = {},
  ): Promise<ExportStatus> {
    return this.useCases.scheduler.export(null, 's3', { id, ...request, config });
  }

  async exported(
    id: string,
    config: ExportRequest['config'] = {},
    request: Partial<ExportRequest> = {},
  ): Promise<ExportStatus> {
    await this.start(id, config, request);
    const { bucket, path } = config;
    const place = { ...(bucket !== undefined && { bucket }), ...(path !== undefined && { path }) };
    const status = await this.useCases.scheduler.finished(
      null,
      's3',
      id,
      place,
      AbortSignal.timeout(WAIT_MS),
    );
    expect(status).toMatchObject({ status: 'SUCCESS' });
    expect(this.backend.openSinks).toBe(0);
    return status;
  }

  manifest(id: string): Manifest {
    return JSON.parse(
      Buffer.from(this.backend.files.get(`s3://b/${id}/manifest.json`)!).toString(),
    ) as Manifest;
  }

  /** What a new target holds once an export is restored, by class. */
  async restored(id: string, request: RestoreRequest = {}): Promise<Map<string, HeldState>> {
    this.target = new MemoryTarget();
    const { restorer } = this.useCases;
    await restorer.restore(null, 's3', id, request);
    const status = await restorer.finished(
      null,
      's3',
      id,
      request.config ?? {},
      AbortSignal.timeout(WAIT_MS),
    );
    expect({ ...status, progress: undefined }).toMatchObject({ status: 'SUCCESS' });
    for (const one of Object.values(status.progress)) expect(one.objectsRestored).toBe(one.objectsTotal);
    return this.held();
  }

  held(): Map<string, HeldState> {
    const sorted = [...this.target.classes].sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(
      sorted.map(([name, { tenants, objects }]) => {
        const own = [...objects].map(([key, object]) => [key, asPut(object)] as const);
        return [
          name,
          {
            tenants: new Map([...tenants].sort()),
            objects: new Map(own.sort(([a], [b]) => (a < b ? -1 : 1))),
          },
        ];
      }),
    );
  }

  sha256(key: string): string {
    return createHash('sha256')
      .update(this.backend.files.get(`s3://b/${key}`)!)
      .digest('hex');
  }

  /** The classes that an export is a source of. */
  converted(id: string): Promise<readonly string[]> {
    return new ExportSource({ backend: this.backend, home: { bucket: 'b', key: id } }).listClasses();
  }

  async verified(id: string): Promise<readonly VerificationFinding[]> {
    const { verifier } = this.useCases;
    await verifier.verify(null, 's3', id, {});
    return (await verifier.finished(null, 's3', id, {}, AbortSignal.timeout(WAIT_MS))).findings;
  }
}

function asPut(object: ExportObject): ExportObject {
  return { ...object, properties: Buffer.from(object.properties ?? '').toString() };
}

/** A world for the tests of a file, anew for each of them. */
export function incrementWorld(): () => IncrementWorld {
  let world: IncrementWorld | undefined;
  beforeAll(() => {
    world = new IncrementWorld();
  });
  afterAll(() => world!.useCases[Symbol.asyncDispose]());
  return () => {
    world!.reset();
    return world!;
  };
}

export const PLAIN: ClassDefinition = { class: 'Plain', properties: [{ name: 'n', dataType: ['int'] }] };
export const TENANTS: ClassDefinition = { ...PLAIN, class: 'Tenants', multiTenancyConfig: { enabled: true } };

/** A class of so many objects. */
export function fill(source: ChangingSource, count: number, name = 'Plain', shard = 'all'): void {
  for (let n = 0; n < count; n++) source.put(name, shard, objectId(n), `{"n":${n}}`);
}
