import type { Manifest } from '@weaviate-export/entities-export';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { arrayClass, keepWorkers, objectId, objects, tenantClass, World } from './export-world.fixture.ts';

const workers = keepWorkers();

/** The rows of a Parquet file, read by another implementation than the one that wrote it. */
async function rowsOf(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: bytes.buffer, compressors });
}
const idsOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<unknown[]> =>
  (await rowsOf(bytes)).map(({ id }) => id);
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => objectId(from + n));

describe('a class', () => {
  it('is one file, in order of id, with every value', async () => {
    const world = new World(workers(), [arrayClass('Article', { s0: 3 })]);
    expect((await world.run('first')).status).toBe('SUCCESS');
    const rows = await rowsOf(world.bytes('first/Article.parquet'));
    expect(rows).toEqual(
      objects(3).map(({ id, creationTime, updateTime, vector, properties }) => ({
        id,
        class_name: 'Article',
        creation_time: new Date(creationTime),
        update_time: new Date(updateTime),
        vector: [...vector!],
        // This reader's word for NULL in a list.
        named_vectors: undefined,
        properties,
      })),
    );
  });

  it('of several shards is one file, shard after shard, with each shard counted', async () => {
    const world = new World(workers(), [arrayClass('Article', { b: 2, a: 0, c: 3 })]);
    const { progress, shardStatus } = await world.run('first');
    expect(await idsOf(world.bytes('first/Article.parquet'))).toEqual(range(0, 5));
    expect(progress['Article']).toMatchObject({ status: 'SUCCESS', objectsExported: 5, objectsTotal: 5 });
    expect(shardStatus['Article']).toEqual({
      b: { status: 'SUCCESS', objectsExported: 2 },
      a: { status: 'SKIPPED', objectsExported: 0, skipReason: 'shard is empty' },
      c: { status: 'SUCCESS', objectsExported: 3 },
    });
  });

  it('of many row groups holds each object once', async () => {
    const world = new World(workers(), [arrayClass('Article', { s0: 7, s1: 4 })]);
    world.source.objectsPerRange = 2;
    await world.run('first');
    const bytes = world.bytes('first/Article.parquet');
    expect(await idsOf(bytes)).toEqual(range(0, 11));
    expect(parquetMetadata(bytes.buffer).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([
      2, 2, 2, 1, 2, 2,
    ]);
  });

  it('without objects is skipped with a reason, and has no file', async () => {
    const world = new World(workers(), [arrayClass('Article', { s0: 2 }), arrayClass('Empty', { s0: 0 })]);
    const { status, progress, shardStatus } = await world.run('first');
    expect(status).toBe('SUCCESS');
    expect(progress['Empty']).toEqual({
      status: 'SKIPPED',
      objectsExported: 0,
      objectsTotal: 0,
      fileSizeBytes: 0,
    });
    expect(shardStatus['Empty']!['s0']).toMatchObject({ status: 'SKIPPED', skipReason: 'shard is empty' });
    expect(world.fileNames).toEqual([
      'first/Article.parquet',
      'first/export_metadata.json',
      'first/manifest.json',
      'first/schema.json',
    ]);
  });

  it('without objects may be all that there is: the export succeeds, with a manifest', async () => {
    const world = new World(workers(), [arrayClass('A', { s0: 0 }), arrayClass('B', {})]);
    const { status, progress } = await world.run('first');
    expect(status).toBe('SUCCESS');
    expect([progress['A']!.status, progress['B']!.status]).toEqual(['SKIPPED', 'SKIPPED']);
    expect(world.fileNames).toEqual([
      'first/export_metadata.json',
      'first/manifest.json',
      'first/schema.json',
    ]);
    expect(world.json('first/manifest.json')).toMatchObject({ classes: ['A', 'B'], files: [] });
  });

  it.each(['zstd', 'snappy', 'lz4', 'gzip', 'none'])('is written with the codec %s', async (codec) => {
    const world = new World(workers(), [arrayClass('Article')]);
    await world.run('first', { config: { compression: { codec } } });
    const bytes = world.bytes('first/Article.parquet');
    const used = parquetMetadata(bytes.buffer).row_groups[0]!.columns[0]!.meta_data!.codec;
    expect(used).toBe({ lz4: 'LZ4_RAW', none: 'UNCOMPRESSED' }[codec] ?? codec.toUpperCase());
    expect(await idsOf(bytes)).toEqual(range(0, 3));
  });

  it.each([
    ['plain', undefined, ['PLAIN', 'RLE']],
    ['compact', undefined, ['DELTA_BINARY_PACKED', 'RLE']],
    [undefined, 'compact', ['DELTA_BINARY_PACKED', 'RLE']],
    [undefined, undefined, ['PLAIN', 'RLE']],
  ] as const)(
    'is written in the encoding that is asked for, %s, or else in the default one, %s',
    async (encoding, defaultEncoding, encodings) => {
      const options = defaultEncoding === undefined ? {} : { defaultEncoding };
      const world = new World(workers(), [arrayClass('Article')], { options });
      await world.run('first', encoding === undefined ? {} : { config: { encoding } });
      const bytes = world.bytes('first/Article.parquet');
      const [rowGroup] = parquetMetadata(bytes.buffer).row_groups;
      const time = rowGroup!.columns.find(
        ({ meta_data }) => meta_data!.path_in_schema[0] === 'creation_time',
      );
      expect(new Set(time!.meta_data!.encodings)).toEqual(new Set(encodings));
      const manifest = world.json('first/manifest.json') as Manifest;
      expect(manifest.encoding).toBe(encoding ?? defaultEncoding ?? 'plain');
      expect(await idsOf(bytes)).toEqual(range(0, 3));
    },
  );

  it('says in the manifest at which level it was compressed, where one was asked for', async () => {
    const world = new World(workers(), [arrayClass('Article')]);
    const compression = { codec: 'zstd', level: 19 };
    await world.run('first', { config: { compression } });
    expect(world.json('first/manifest.json')).toMatchObject({ compression });
    expect(await idsOf(world.bytes('first/Article.parquet'))).toEqual(range(0, 3));
  });

  it('gives the same bytes under another id, at another time and with other row groups in flight', async () => {
    const first = new World(workers(), [arrayClass('Article', { s0: 5 })]);
    await first.run('first');
    const second = new World(workers(), [arrayClass('Article', { s0: 5 })]);
    second.clock.advance(1_000_000);
    await second.run('other', { config: { path: 'elsewhere' } });
    expect(second.bytes('elsewhere/other/Article.parquet')).toEqual(first.bytes('first/Article.parquet'));
  });
});

describe('a multi-tenant class', () => {
  it('is a file a tenant; tenants that cannot be exported or are empty are skipped with the reason', async () => {
    const world = new World(workers(), [tenantClass('Doc', { acme: 2, frozen: 5, none: 0, zeta: 1 })]);
    world.source.skipped['Doc'] = { frozen: 'tenant status is FROZEN' };
    const { status, progress, shardStatus } = await world.run('first');
    expect(status).toBe('SUCCESS');
    expect(world.fileNames.filter((name) => name.endsWith('.parquet'))).toEqual([
      'first/Doc/tenant=acme.parquet',
      'first/Doc/tenant=zeta.parquet',
    ]);
    expect(await idsOf(world.bytes('first/Doc/tenant=acme.parquet'))).toEqual(range(0, 2));
    expect(await idsOf(world.bytes('first/Doc/tenant=zeta.parquet'))).toEqual(range(7, 8));
    expect(progress['Doc']).toMatchObject({ status: 'SUCCESS', objectsExported: 3, objectsTotal: 3 });
    expect(shardStatus['Doc']).toEqual({
      acme: { status: 'SUCCESS', objectsExported: 2 },
      frozen: { status: 'SKIPPED', objectsExported: 0, skipReason: 'tenant status is FROZEN' },
      none: { status: 'SKIPPED', objectsExported: 0, skipReason: 'shard is empty' },
      zeta: { status: 'SUCCESS', objectsExported: 1 },
    });
  });

  it('of which no tenant can be exported is skipped', async () => {
    const world = new World(workers(), [tenantClass('Doc', { one: 1 })]);
    world.source.skipped['Doc'] = { one: 'tenant status is FROZEN' };
    const { status, progress } = await world.run('first');
    expect([status, progress['Doc']!.status]).toEqual(['SUCCESS', 'SKIPPED']);
  });

  it('may have tenants with the oddest names, each in a file of its own and none outside the export', async () => {
    const names = [
      '..',
      '../up',
      'a/b',
      'a%2Fb',
      'a b',
      'é',
      '😀',
      '__proto__',
      'constructor',
      '%',
      '.',
      'a=b',
      '_',
    ];
    const tenants = Object.fromEntries(names.map((name) => [name, 1]));
    const world = new World(workers(), [tenantClass('Doc', tenants)]);
    const { status, shardStatus } = await world.run('first');
    expect(status).toBe('SUCCESS');
    const files = (world.json('first/manifest.json') as Manifest).files;
    expect(files.map(({ tenant }) => tenant).sort()).toEqual([...names].sort());
    expect(Object.keys(shardStatus['Doc']!).sort()).toEqual([...names].sort());
    for (const { name } of files) {
      expect(name).toMatch(/^Doc\/tenant=[\w%-]+\.parquet$/);
      expect(await idsOf(world.bytes(`first/${name}`))).toHaveLength(1);
    }
    expect(new Set(files.map(({ lowestId }) => lowestId)).size).toBe(names.length);
  });

  it('A with the tenant B_C and A_B with the tenant C do not share a file', async () => {
    const world = new World(workers(), [
      tenantClass('A', { B_C: 1 }),
      tenantClass('A_B', { C: 2 }),
      arrayClass('A_B_C'),
    ]);
    await world.run('first');
    expect(world.fileNames.filter((name) => name.endsWith('.parquet'))).toEqual([
      'first/A/tenant=B_C.parquet',
      'first/A_B/tenant=C.parquet',
      'first/A_B_C.parquet',
    ]);
  });
});

describe('manifest.json', () => {
  it('lists every file with what is needed to check it', async () => {
    const classes = [
      arrayClass('Article', { s0: 5, s1: 2 }),
      tenantClass('Doc', { acme: 3 }),
      arrayClass('Empty', { s0: 0 }),
    ];
    const world = new World(workers(), classes);
    world.source.objectsPerRange = 2;
    const status = await world.run('first');
    const manifest = world.json('first/manifest.json') as Manifest;
    expect(manifest).toEqual({
      formatVersion: 1,
      id: 'first',
      source: { consistency: 'snapshot' },
      classes: ['Article', 'Doc', 'Empty'],
      layout: 'standard',
      encoding: 'plain',
      compression: { codec: 'zstd' },
      startedAt: status.startedAt,
      completedAt: status.completedAt,
      files: [
        expect.objectContaining({ name: 'Article.parquet', class: 'Article', rows: 7, rowGroups: 4 }),
        expect.objectContaining({
          name: 'Doc/tenant=acme.parquet',
          class: 'Doc',
          tenant: 'acme',
          rows: 3,
          rowGroups: 2,
        }),
      ],
    });
    expect(manifest.files[0]).toMatchObject({ lowestId: objectId(0), highestId: objectId(6) });
    expect(manifest.files[0]).not.toHaveProperty('tenant');
    for (const { name, bytes, sha256, rows, rowGroups, schemaFingerprint } of manifest.files) {
      const written = world.bytes(`first/${name}`);
      const footer = parquetMetadata(written.buffer);
      expect(bytes).toBe(written.length);
      expect(sha256).toBe(createHash('sha256').update(written).digest('hex'));
      expect(rows).toBe(Number(footer.num_rows));
      expect(rowGroups).toBe(footer.row_groups.length);
      expect(schemaFingerprint).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(manifest.files[0]!.schemaFingerprint).toBe(manifest.files[1]!.schemaFingerprint);
  });

  it('names the lowest and highest id of a class whose shards do not follow one another', async () => {
    const held = {
      ...arrayClass('Article'),
      shards: { high: objects(2, 100), low: objects(2, 1), middle: objects(2, 50) },
    };
    const world = new World(workers(), [held]);
    await world.run('first');
    const [file] = (world.json('first/manifest.json') as Manifest).files;
    expect(file).toMatchObject({ rows: 6, lowestId: objectId(1), highestId: objectId(101) });
  });

  it('is the last file of the export that is written', async () => {
    const world = new World(workers(), [arrayClass('Article')]);
    let files: string[] = [];
    world.backend.before = (operation, key) => {
      if (operation === 'create' && key.endsWith('manifest.json')) files = world.fileNames;
    };
    await world.run('first');
    expect(files).toEqual(['first/Article.parquet', 'first/export_metadata.json', 'first/schema.json']);
  });
});

describe('schema.json', () => {
  it('holds the definitions of the classes whole, with settings that the server does not know', async () => {
    const definition = {
      class: 'Article',
      description: 'what was written',
      properties: [{ name: 'title', dataType: ['text'], tokenization: 'word' }],
      replicationConfig: { factor: 3 },
      moduleConfig: { 'text2vec-openai': { model: 'ada' } },
    };
    const world = new World(workers(), [
      { ...arrayClass('Article'), definition },
      arrayClass('Empty', { s0: 0 }),
    ]);
    await world.run('first');
    expect(world.json('first/schema.json')).toEqual({ classes: [definition, { class: 'Empty' }] });
  });

  it('lists the exported tenants by their status, the empty ones too, however many there are', async () => {
    const names = Array.from({ length: 1_001 }, (_, index) => `t${index}`);
    const many = tenantClass('Many', Object.fromEntries(names.map((name) => [name, 0])));
    const some = tenantClass('Some', { hot: 1, cold: 1, empty: 0, gone: 1 });
    const world = new World(workers(), [arrayClass('Article'), some, many]);
    world.source.skipped['Some'] = { gone: 'tenant status is FROZEN' };
    world.source.cold.push('cold', 'empty');
    await world.run('first');
    expect(world.json('first/schema.json')).toEqual({
      classes: [{ class: 'Article' }, some.definition, many.definition],
      tenants: { Some: { HOT: ['hot'], COLD: ['cold', 'empty'] }, Many: { HOT: names } },
    });
  });
});

describe('export_metadata.json', () => {
  it('holds the request, the owner and the result', async () => {
    const world = new World(workers(), [arrayClass('Article')]);
    const status = await world.run('first', { include: ['article'], config: { path: '/mine/' } });
    expect(world.json('mine/first/export_metadata.json')).toEqual({
      formatVersion: 1,
      id: 'first',
      place: { backend: 'filesystem', path: 'mine' },
      owner: 'server-a',
      heartbeatAt: new Date(world.clock.now()).toISOString(),
      files: ['Article.parquet', 'schema.json'],
      request: { id: 'first', include: ['article'], config: { path: '/mine/' } },
      status,
    });
  });

  it('tells of the export from before the answer to POST on', async () => {
    const world = new World(workers(), [arrayClass('Article')]);
    world.backend.before = (operation) => {
      if (operation === 'write') throw new Error('not before the answer');
    };
    const started = await world.start('first');
    expect(started.status).toBe('STARTED');
    expect(['STARTED', 'TRANSFERRING']).toContain(world.metadata('first').status.status);
    await world.ended('first');
  });
});
