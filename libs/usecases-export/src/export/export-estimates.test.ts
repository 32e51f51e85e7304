import type { KeyRange, Manifest } from '@weaviate-export/entities-export';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { arrayClass, keepWorkers, objectId, tenantClass, World } from './export-world.fixture.ts';

const workers = keepWorkers();

const rowGroups = (bytes: Uint8Array<ArrayBuffer>): number[] =>
  parquetMetadata(bytes.buffer).row_groups.map(({ num_rows }) => Number(num_rows));
const rangeOf = (first: number, last: number, objects: number): KeyRange => ({
  first: objectId(first),
  last: objectId(last),
  objects,
  bytes: objects * 100,
});
const filesOf = (world: World): string[] =>
  (world.json('first/manifest.json') as Manifest).files.map(({ name }) => name);

describe('a source that can only estimate its ranges', () => {
  it('gives the same file as one that counts, where ranges hold far more than a row group', async () => {
    const classes = [arrayClass('Article', { s0: 21_000 })];
    const counted = new World(workers(), classes);
    await counted.run('first');
    const estimated = new World(workers(), classes);
    estimated.source.estimates = () => [rangeOf(0, 20_999, 5)];
    const { progress, shardStatus } = await estimated.run('first');
    const bytes = estimated.bytes('first/Article.parquet');
    expect(rowGroups(bytes)).toEqual([10_000, 10_000, 1_000]);
    expect(Buffer.from(bytes).equals(counted.bytes('first/Article.parquet'))).toBe(true);
    expect(progress['Article']).toMatchObject({
      status: 'SUCCESS',
      objectsExported: 21_000,
      objectsTotal: 21_000,
    });
    expect(shardStatus['Article']!['s0']).toEqual({ status: 'SUCCESS', objectsExported: 21_000 });
  });

  it('may find less than it thought, or nothing, in a range', async () => {
    const world = new World(workers(), [arrayClass('Article', { s0: 10 })]);
    world.source.estimates = () => [
      rangeOf(0, 3, 90),
      rangeOf(500, 600, 50),
      rangeOf(4, 9, 90),
      rangeOf(700, 800, 1),
    ];
    const { status, progress } = await world.run('first');
    expect(status).toBe('SUCCESS');
    expect(rowGroups(world.bytes('first/Article.parquet'))).toEqual([4, 6]);
    expect(progress['Article']).toMatchObject({ objectsExported: 10, objectsTotal: 10 });
  });

  it('has no file of a class or tenant in which nothing is found', async () => {
    const world = new World(workers(), [
      arrayClass('Article', { s0: 3 }),
      tenantClass('Note', { full: 2, gone: 2 }),
      tenantClass('Void', { gone: 1 }),
    ]);
    // What has higher ids in a class, and what is alone in it, was deleted after it was counted.
    world.source.estimates = (ranges) =>
      ranges.map((range) =>
        range.first === objectId(0) && range.objects > 1 ? range : rangeOf(900, 999, 2),
      );
    const { status, progress, shardStatus } = await world.run('first');
    expect(status).toBe('SUCCESS');
    expect(filesOf(world)).toEqual(['Article.parquet', 'Note/tenant=full.parquet']);
    expect(world.fileNames.filter((name) => name.endsWith('.parquet'))).toHaveLength(2);
    expect(progress['Note']).toMatchObject({ status: 'SUCCESS', objectsExported: 2, objectsTotal: 2 });
    expect(shardStatus['Note']!['gone']).toEqual({
      status: 'SKIPPED',
      objectsExported: 0,
      skipReason: 'shard is empty',
    });
    expect(progress['Void']).toMatchObject({ status: 'SKIPPED', objectsExported: 0, objectsTotal: 0 });
  });
});
