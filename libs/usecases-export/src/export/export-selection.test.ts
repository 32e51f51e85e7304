import type { ClassDefinition, ExportObject, Selection } from '@weaviate-export/entities-export';
import { LAYOUT_NAMES } from '@weaviate-export/format';
import { DuckDb } from '@weaviate-export/parquet-readers';
import { describe, expect, it } from 'vitest';
import type { ArrayClass } from '../ports/array-source.fixture.ts';
import { arrayClass, keepWorkers, objects, tenantClass, World } from './export-world.fixture.ts';

const workers = keepWorkers();

const ARTICLE: ClassDefinition = {
  class: 'Article',
  properties: [
    { name: 'n', dataType: ['int'] },
    { name: 'title', dataType: ['text'] },
    { name: 'tags', dataType: ['text[]'] },
  ],
};
/** Integers that are no double, and blanks that no JSON needs. */
const given = objects(3).map((object) => ({
  ...object,
  properties: `{ "tags":["a", "b"], "n" : 9007199254740993,"title":"x"}`,
}));
const held = (definition: ClassDefinition, shard: readonly ExportObject[]): ArrayClass => ({
  definition,
  shards: { s0: shard },
});

describe('config.properties', () => {
  it.each([
    ['standard', '{"tags":["a", "b"],"n" : 9007199254740993}'],
    ['weaviate', '{"n":9007199254740993,"tags":["a","b"]}'],
  ] as const)('leaves out the others in the layout %s', async (layout, expected) => {
    const world = new World(workers(), [held(ARTICLE, given), held({ ...ARTICLE, class: 'Book' }, given)]);
    const { status } = await world.run('first', {
      config: { layout, properties: { article: ['n', 'tags'] } },
    });
    expect(status).toBe('SUCCESS');
    await using duckDb = await DuckDb.start();
    const column = layout === 'weaviate' ? 'decode(properties)' : 'properties';
    const read = async (name: string): Promise<unknown[]> =>
      (
        await duckDb.query(world.bytes(`first/${name}.parquet`), `SELECT DISTINCT ${column} FROM FILE`)
      ).flat();
    expect(await read('Article')).toEqual([expected]);
    expect(await read('Book')).toHaveLength(1);
    expect(await read('Book')).not.toEqual([expected]);
  });

  it('drops fields of a typed struct, and leaves schema.json whole', async () => {
    const world = new World(workers(), [held(ARTICLE, given)]);
    const config = { layout: 'typed', properties: { Article: ['title'] } };
    expect((await world.run('first', { config })).status).toBe('SUCCESS');
    await using duckDb = await DuckDb.start();
    const sql = 'SELECT DISTINCT typeof(properties), properties.title FROM FILE';
    expect(await duckDb.query(world.bytes('first/Article.parquet'), sql)).toEqual([
      ['STRUCT(title VARCHAR)', 'x'],
    ]);
    expect(world.json('first/schema.json')).toEqual({ classes: [ARTICLE] });
    expect(world.json('first/manifest.json')).toMatchObject({
      selection: { properties: { Article: ['title'] } },
    });
  });

  it.each(LAYOUT_NAMES)('may name none, in the layout %s', async (layout) => {
    const world = new World(workers(), [held(ARTICLE, given)]);
    const { status, progress } = await world.run('first', {
      config: { layout, properties: { Article: [] } },
    });
    expect(status).toBe('SUCCESS');
    expect(progress['Article']!.objectsExported).toBe(3);
  });

  it('leaves out what a filter has looked at', async () => {
    const world = new World(workers(), [held(ARTICLE, given)]);
    const where = { Article: { operator: 'Equal', path: ['title'], valueText: 'x' } };
    const config = { layout: 'typed', properties: { Article: ['n'] }, where };
    const { progress } = await world.run('first', { config });
    expect(progress['Article']).toMatchObject({ status: 'SUCCESS', objectsExported: 3 });
  });
});

describe('config.vectors', () => {
  const named: ClassDefinition = {
    class: 'Named',
    vectorConfig: { a: {}, b: {}, m: { vectorIndexConfig: { multivector: { enabled: true } } } },
  };
  const withNames = objects(3).map((object) => ({
    ...object,
    vector: null,
    namedVectors: {
      a: Float32Array.of(1),
      b: Float32Array.of(2, 3),
      m: [Float32Array.of(4), Float32Array.of(5)],
    },
  }));
  const world = (): World => new World(workers(), [arrayClass('Article'), held(named, withNames)]);

  it.each<[Selection['vectors'], object, object]>([
    [true, { vector: [0, 0.5] }, { a: [1], b: [2, 3], m: [[4], [5]] }],
    [false, { vector: null }, { a: null, b: null, m: null }],
    [[], { vector: null }, { a: null, b: null, m: null }],
    [['b', ''], { vector: [0, 0.5] }, { a: null, b: [2, 3], m: null }],
    [['m'], { vector: null }, { a: null, b: null, m: [[4], [5]] }],
  ])('%j leaves the columns of the others NULL throughout', async (vectors, article, expected) => {
    const all = world();
    expect((await all.run('first', { config: { vectors: vectors! } })).status).toBe('SUCCESS');
    await using duckDb = await DuckDb.start();
    const first = async (name: string, value: string): Promise<unknown> => {
      const sql = `SELECT to_json(${value})::VARCHAR FROM FILE ORDER BY id LIMIT 1`;
      return JSON.parse((await duckDb.query(all.bytes(`first/${name}.parquet`), sql))[0]![0] as string);
    };
    expect(await first('Article', '{vector: vector}')).toEqual(article);
    const fields = ['a', 'b', 'm'].map((name) => `${name}: named_vectors.${name}`);
    expect(await first('Named', `{${fields.join(', ')}}`)).toEqual(expected);
  });

  it('leaves vectors out of the columns of Weaviate too', async () => {
    const all = world();
    const config = { layout: 'weaviate', vectors: ['a'] };
    expect((await all.run('first', { config })).status).toBe('SUCCESS');
    await using duckDb = await DuckDb.start();
    const sql = 'SELECT DISTINCT decode(named_vectors), multi_vectors, vector FROM FILE';
    expect(await duckDb.query(all.bytes('first/Named.parquet'), sql)).toEqual([['{"a":[1]}', null, null]]);
  });
});

describe('config.tenants', () => {
  it('exports those alone, of every class that has them, and classes without tenants whole', async () => {
    const world = new World(workers(), [
      tenantClass('Note', { a: 2, b: 1, cold: 1 }),
      tenantClass('Memo', { b: 1 }),
      arrayClass('Article'),
    ]);
    world.source.skipped['Note'] = { cold: 'tenant status is FROZEN' };
    const { status, progress, shardStatus } = await world.run('first', {
      config: { tenants: ['a', 'cold'] },
    });
    expect(status).toBe('SUCCESS');
    expect(world.fileNames.filter((name) => name.endsWith('.parquet'))).toEqual([
      'first/Article.parquet',
      'first/Note/tenant=a.parquet',
    ]);
    expect(shardStatus['Note']).toEqual({
      a: { status: 'SUCCESS', objectsExported: 2 },
      cold: { status: 'SKIPPED', objectsExported: 0, skipReason: 'tenant status is FROZEN' },
    });
    expect(progress['Memo']).toEqual({
      status: 'SKIPPED',
      objectsExported: 0,
      objectsTotal: 0,
      fileSizeBytes: 0,
      skipReason: 'nothing selected',
    });
  });
});

describe('a selection', () => {
  const filter = { operator: 'Equal', path: ['n'], valueInt: 1 };
  const deep = (levels: number): object =>
    Array.from({ length: levels }).reduce<object>(
      (inner) => ({ operator: 'Not', operands: [inner] }),
      filter,
    );

  it.each<[object, string]>([
    [{ properties: { Nope: [] } }, 'invalid config.properties "Nope": the export has no class of this name'],
    [{ properties: { Note: [] } }, 'invalid config.properties "Note": the export has no class of this name'],
    [
      { properties: { Article: ['n', 'nope'] } },
      'invalid config.properties.Article "nope": class Article has no property of this name',
    ],
    [{ vectors: 'none' }, 'invalid config.vectors "none": allowed are true, false and an array of names'],
    [{ vectors: [1] }, 'invalid config.vectors [1]: allowed are true, false and an array of names'],
    [{ vectors: ['x'] }, 'invalid config.vectors "x": no class of the export has a vector of this name'],
    [{ tenants: [] }, 'invalid config.tenants []: it must name one tenant or more'],
    [{ tenants: ['a', 'z'] }, 'invalid config.tenants "z": no class of the export has a tenant of this name'],
    [{ tenants: ['s0'] }, 'invalid config.tenants "s0": no class of the export has a tenant of this name'],
    [{ where: { Nope: filter } }, 'invalid config.where "Nope": the export has no class of this name'],
    [{ where: { Article: 5 } }, 'invalid config.where.Article 5: it must be {"operator"'],
    [
      { where: { Article: { operator: 'And', operands: [filter, { ...filter, path: ['nope'] }] } } },
      'invalid config.where.Article.operands[1].path ["nope"]: class Article has nothing of this name to filter by',
    ],
    [
      { where: { article: { ...filter, valueInt: 'x' } } },
      'invalid config.where.Article.valueInt "x": it must be an integer of 64 bits',
    ],
    [{ where: { Article: deep(60) } }, 'at most 50 filters may lie in each other'],
    [
      { where: { Article: deep(50_000) } },
      'invalid config.where "…": its filters lie too deep in each other',
    ],
  ])('that the data does not have is refused, and leaves nothing: %.80j', async (config, message) => {
    const world = new World(workers(), [
      held(ARTICLE, given),
      tenantClass('Tenants', { a: 1 }),
      arrayClass('Note'),
    ]);
    const start = world.start('first', { include: ['Article', 'Tenants'], config });
    await expect(start).rejects.toMatchObject({
      httpStatus: 422,
      message: expect.stringContaining(message) as string,
    });
    expect(world.fileNames).toEqual([]);
    world.expectReleased();
  });
});
