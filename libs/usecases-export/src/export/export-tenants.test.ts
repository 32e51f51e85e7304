import { describe, expect, it } from 'vitest';
import type { Manifest } from '@weaviate-export/entities-export';
import {
  backendFailure,
  expectOnlyMetadata,
  keepWorkers,
  tenantClass,
  until,
  World,
} from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';
import { CopyingExecutor } from '../workers/copying-executor.fixture.ts';

const workers = keepWorkers();

/** So many tenants, of 1 to 3 objects each. */
const tenants = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tenant-${index}`, 1 + (index % 3)]));

describe('the files of many tenants', () => {
  it('are written side by side, but no more than a few at a time', async () => {
    const world = new World(workers(), [tenantClass('Doc', tenants(60))]);
    const gate = new Gate();
    let most = 0;
    world.backend.before = async (operation) => {
      most = Math.max(most, world.backend.openSinks);
      if (operation === 'close') await gate.pass();
    };
    await world.start('first');
    // None of them can end; the next one, which waits for room, has no bytes yet.
    await until(() => expect(world.backend.openSinks).toBe(16));
    gate.open();
    const { status, progress, shardStatus } = await world.ended('first');
    expect(status).toBe('SUCCESS');
    expect(progress['Doc']).toMatchObject({ status: 'SUCCESS', objectsExported: 120, objectsTotal: 120 });
    expect(Object.values(shardStatus['Doc']!).every((shard) => shard.status === 'SUCCESS')).toBe(true);
    expect(most).toBe(16);
    // The manifest lists them in the order of the shards, whichever was written first.
    const { files } = world.json('first/manifest.json') as Manifest;
    expect(files.map(({ tenant, rows }) => [tenant, rows])).toEqual(Object.entries(tenants(60)));
  });

  it('leave nothing where one of them fails, however many are open', async () => {
    const world = new World(workers(), [tenantClass('Doc', tenants(60))]);
    const key = 'first/Doc/tenant=tenant-30.parquet';
    world.backend.before = (operation, at) => {
      if (operation === 'close' && at === key) throw backendFailure('publish', key);
    };
    const { status, error } = await world.run('first');
    expect(status).toBe('FAILED');
    expect(error).toContain('tenant=tenant-30.parquet');
    expectOnlyMetadata(world, 'FAILED');
  });

  it('are planned, cut and told of in one go where there are thousands', async () => {
    const executor = new CopyingExecutor(workers().executor());
    const world = new World(workers(), [tenantClass('Doc', tenants(600))], { ports: { executor } });
    const { status, progress } = await world.run('first');
    expect(status).toBe('SUCCESS');
    expect(progress['Doc']!.objectsExported).toBe(1_200);
    expect(world.fileNames.filter((name) => name.endsWith('.parquet'))).toHaveLength(600);
  });
});

describe('the totals of an export', () => {
  it('are told by the answer to its start where the source keeps count', async () => {
    const world = new World(workers(), [tenantClass('Doc', { a: 2, b: 0, c: 3 })]);
    world.source.counts = true;
    world.source.skipped['Doc'] = { c: 'tenant status is FROZEN' };
    expect((await world.start('first')).progress['Doc']).toMatchObject({
      objectsExported: 0,
      objectsTotal: 2,
    });
    expect((await world.ended('first')).progress['Doc']).toMatchObject({
      objectsExported: 2,
      objectsTotal: 2,
    });
  });
});
