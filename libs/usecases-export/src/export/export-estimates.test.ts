import { type KeyRange, type Manifest, uuidOf } from '@weaviate-export/entities-export';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, it } from 'vitest';
import { arrayClass, keepWorkers, objectId, objects, tenantClass, World } from './export-world.fixture.ts';

const workers = keepWorkers();

const rowGroups = (bytes: Uint8Array<ArrayBuffer>): number[] =>
  parquetMetadata(bytes.buffer).row_groups.map(({ num_rows }) => Number(num_rows));
const rangeOf = (first: number, last: number, objects: number): KeyRange => ({
  first: objectId(first),
  last: objectId(last),
  objects,
  bytes: objects * 100,
});
const idsIn = async (bytes: Uint8Array<ArrayBuffer>): Promise<unknown[]> => {
  const rows: Record<string, unknown>[] = await parquetReadObjects({
    file: bytes.buffer,
    columns: ['id'],
    compressors,
  });
  return rows.map((row) => row['id']);
};
const filesOf = (world: World): string[] =>
  (world.json('first/manifest.json') as Manifest).files.map(({ name }) => name);

describe('a source that can only estimate its ranges', () => {
  it('gives all objects in order, where ranges hold far more than a row group', async () => {
    const classes = [arrayClass('Article', { s0: 21_000 })];
    const estimated = new World(workers(), classes);
    estimated.source.estimates = () => [rangeOf(0, 20_999, 5)];
    const { progress, shardStatus } = await estimated.run('first');
    const bytes = estimated.bytes('first/Article.parquet');
    expect(rowGroups(bytes)[0]).toBe(10_000);
    expect(rowGroups(bytes).length).toBeLessThan(6);
    expect(await idsIn(bytes)).toEqual(objects(21_000).map(({ id }) => id));
    expect(progress['Article']).toMatchObject({
      status: 'SUCCESS',
      objectsExported: 21_000,
      objectsTotal: 21_000,
    });
    expect(shardStatus['Article']!['s0']).toEqual({ status: 'SUCCESS', objectsExported: 21_000 });
  });

  it('gives the same bytes with any number of workers, and full row groups, where all ids are in one place', async () => {
    const [from, count] = [0xabcdefabcdefn << 80n, 60_000];
    const held = objects(count).map((object, index) => ({
      ...object,
      id: uuidOf(index === count - 1 ? 2n ** 128n - 2n : from + BigInt(index) * 1_000n),
    }));
    const range = { first: uuidOf(0n), last: uuidOf(2n ** 128n - 1n), objects: 9_000, bytes: 2_000_000 };
    const files: Uint8Array<ArrayBuffer>[] = [];
    for (const parallelism of [1, 3]) {
      const article = { ...arrayClass('Article'), shards: { s0: held } };
      const world = new World(workers(), [article], { options: { parallelism } });
      world.source.estimates = () => [range];
      expect((await world.run('first')).status).toBe('SUCCESS');
      files.push(world.bytes('first/Article.parquet'));
    }
    const [one, other] = files;
    expect(Buffer.from(one!).equals(other!)).toBe(true);
    expect(await idsIn(one!)).toEqual(held.map(({ id }) => id));
    // The last object is alone in the rest of the space.
    expect(rowGroups(one!)).toEqual([10_000, 9_500, 9_500, 9_500, 9_500, 10_000, 1_999, 1]);
  });

  it.each([
    [true, 21],
    [false, null],
  ])(
    'tells as total what the source has counted, not what it estimates: counted %s',
    async (counts, total) => {
      const world = new World(workers(), [arrayClass('Article', { s0: 21 })]);
      world.source.counts = counts;
      world.source.estimates = () => [rangeOf(0, 9, 500), rangeOf(10, 99, 500), rangeOf(100, 999, 500)];
      const totals = new Set<number | null>();
      world.source.before = async (step) => {
        if (step !== 'scan') return;
        const { progress } = await world.status('first');
        totals.add(progress['Article']!.objectsTotal);
      };
      const { status, progress } = await world.run('first');
      expect(status).toBe('SUCCESS');
      expect([...totals]).toEqual([total]);
      expect(progress['Article']).toMatchObject({ objectsExported: 21, objectsTotal: 21 });
    },
  );

  it('is read again where it fails in the middle, while objects come and go', async () => {
    const held = objects(60);
    const article = { ...arrayClass('Article'), shards: { s0: held } };
    const world = new World(workers(), [article]);
    world.source.estimates = () => [rangeOf(0, 29, 10), rangeOf(30, 99, 10)];
    let failures = 0;
    world.source.before = (step, id) => {
      if (step !== 'scan' || id !== objectId(40) || failures > 0) return;
      failures += 1;
      // One that was not read, one that was, and one that was not there.
      held.splice(50, 1);
      held.splice(35, 1);
      held.push(...objects(1, 70));
      throw new Error('connection reset');
    };
    expect((await world.run('first')).status).toBe('SUCCESS');
    expect(failures).toBe(1);
    const ids = await idsIn(world.bytes('first/Article.parquet'));
    expect(ids).toEqual(held.map(({ id }) => id));
    expect(ids).toHaveLength(59);
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
