import { afterAll, describe, expect, it } from 'vitest';
import { GeneratedSource } from '../workers/generated-source.fixture.ts';
import { WorkerPartExecutor } from '../workers/worker-part-executor.ts';
import { endsIn, expectAlone, exported, rowGroups, type Selected, where } from './export-where.fixture.ts';
import { keepWorkers, objectId, objects, tenantClass, World } from './export-world.fixture.ts';

const OPTIONS = { objects: 11_500, dimensions: 4, seed: 15 };
const workers = keepWorkers();
/** Workers that read a source for themselves. */
const readers = new WorkerPartExecutor(2);
afterAll(() => readers[Symbol.asyncDispose]());

describe('a filter', () => {
  it(
    'makes an export that has the bytes of one of nothing else, for any number of workers',
    { tags: 'long' },
    async () => {
      const executors = { readers: [readers], other: workers().executor() };
      const filter = { operator: 'Not', operands: [endsIn(3)] };
      const isSelected: Selected = ({ properties }) => !/"Object \d*3"/.test(properties as string);
      expect(await expectAlone(OPTIONS, filter, isSelected, executors)).toEqual([10_000, 350]);
    },
  );

  it('that lets nothing of a class through leaves no file, and says so', async () => {
    const { status, manifest } = await exported(
      new GeneratedSource(OPTIONS),
      readers,
      where('index', 'Equal', { valueInt: -1 }),
    );
    expect(manifest.files).toEqual([]);
    expect(status.progress['Generated']).toMatchObject({
      status: 'SKIPPED',
      objectsExported: 0,
      objectsTotal: 0,
    });
    expect(status.shardStatus['Generated']).toEqual({
      'shard-0': { status: 'SKIPPED', objectsExported: 0, skipReason: 'nothing selected' },
    });
  });

  it('begins a row group with each shard, and tells of each what it took', async () => {
    const world = new World(workers(), [
      {
        definition: { class: 'Article', properties: [{ name: 'n', dataType: ['int'] }] },
        shards: { a: objects(6), b: objects(4, 6), c: objects(3, 10) },
      },
    ]);
    world.source.objectsPerRange = 2;
    world.source.counts = true;
    const totals = new Set<number | null>();
    world.source.before = async (step) => {
      if (step === 'scan') totals.add((await world.status('first')).progress['Article']!.objectsTotal);
    };
    const { progress, shardStatus } = await world.run('first', {
      config: { where: { article: where('n', 'LessThan', { valueInt: 9 }) as never } },
    });
    expect(rowGroups(world.bytes('first/Article.parquet'))).toEqual([6, 3]);
    expect([...totals]).toEqual([null]);
    expect(progress['Article']).toMatchObject({ status: 'SUCCESS', objectsExported: 9, objectsTotal: 9 });
    expect(shardStatus['Article']).toEqual({
      a: { status: 'SUCCESS', objectsExported: 6 },
      b: { status: 'SUCCESS', objectsExported: 3 },
      c: { status: 'SKIPPED', objectsExported: 0, skipReason: 'nothing selected' },
    });
  });

  it('takes of each tenant what is selected; tenants of which that is nothing have no file', async () => {
    const held = tenantClass('Note', { a: 4, b: 4, empty: 0 });
    const definition = { ...held.definition, properties: [{ name: 'n', dataType: ['int'] }] };
    const world = new World(workers(), [{ ...held, definition }]);
    const { status, shardStatus } = await world.run('first', {
      config: { where: { Note: where('n', 'GreaterThan', { valueInt: 5 }) as never } },
    });
    expect(status).toBe('SUCCESS');
    expect(world.fileNames.filter((name) => name.endsWith('.parquet'))).toEqual([
      'first/Note/tenant=b.parquet',
    ]);
    expect(shardStatus['Note']).toEqual({
      a: { status: 'SKIPPED', objectsExported: 0, skipReason: 'nothing selected' },
      b: { status: 'SUCCESS', objectsExported: 2 },
      empty: { status: 'SKIPPED', objectsExported: 0, skipReason: 'shard is empty' },
    });
  });

  it('sees ranges that a source can only estimate as it sees others', async () => {
    const definition = { class: 'Article', properties: [{ name: 'n', dataType: ['int'] }] };
    const world = new World(workers(), [{ definition, shards: { s0: objects(21_000) } }]);
    world.source.estimates = () => [
      { first: objectId(0), last: objectId(20_999), objects: 5, bytes: 500 },
      { first: objectId(30_000), last: objectId(40_000), objects: 5, bytes: 500 },
    ];
    const { progress } = await world.run('first', {
      config: { where: { Article: where('n', 'GreaterThanEqual', { valueInt: 500 }) as never } },
    });
    expect(rowGroups(world.bytes('first/Article.parquet'))).toEqual([10_000, 10_000, 500]);
    expect(progress['Article']).toMatchObject({
      status: 'SUCCESS',
      objectsExported: 20_500,
      objectsTotal: 20_500,
    });
  });

  it('is compared exactly over 64 bits, and kept so in the manifest', async () => {
    const definition = { class: 'Article', properties: [{ name: 'n', dataType: ['int'] }] };
    const exact = objects(3).map((object, index) => ({
      ...object,
      properties: `{"n":900719925474099${index + 1}}`,
    }));
    const world = new World(workers(), [{ definition, shards: { s0: exact } }]);
    const filter = where('n', 'Equal', { valueInt: 9007199254740993n });
    const { progress } = await world.run('first', { config: { where: { Article: filter as never } } });
    expect(progress['Article']!.objectsExported).toBe(1);
    expect(Buffer.from(world.bytes('first/manifest.json')).toString()).toContain(
      '"valueInt": 9007199254740993\n',
    );
    expect(world.metadata('first').request).toMatchObject({
      config: { where: { Article: { operator: 'Equal' } } },
    });
  });

  it('fails on properties that are no JSON, and names the object', async () => {
    const definition = { class: 'Article', properties: [{ name: 'n', dataType: ['int'] }] };
    const broken = objects(2).map((object) => ({ ...object, properties: '{"n":' }));
    const world = new World(workers(), [{ definition, shards: { s0: broken } }]);
    const { status, error } = await world.run('first', {
      config: { where: { Article: where('n', 'Equal', { valueInt: 1 }) as never } },
    });
    expect({ status, error }).toEqual({
      status: 'FAILED',
      error: expect.stringContaining(`class "Article", object "${objectId(0)}": `) as string,
    });
  });
});
