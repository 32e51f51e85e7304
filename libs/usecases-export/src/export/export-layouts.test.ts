import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { ClassDefinition, ExportObject, Manifest, RangeLimits } from '@weaviate-export/entities-export';
import type { ArrayClass } from '../ports/array-source.fixture.ts';
import { expectOnlyMetadata, keepWorkers, objects, World } from './export-world.fixture.ts';
import { LAYOUT_NAMES, type LayoutName } from '@weaviate-export/format';
import { silentLogger } from '../ports/logger.ts';
import { DuckDb } from '@weaviate-export/parquet-readers';

const workers = keepWorkers();

const ARTICLE: ClassDefinition = { class: 'Article', properties: [{ name: 'n', dataType: ['int'] }] };
const held = (definition: ClassDefinition, given: readonly ExportObject[]): ArrayClass => ({
  definition,
  shards: { s0: given },
});

describe('config.layout', () => {
  it.each<[LayoutName | undefined, string[]]>([
    [
      undefined,
      ['class_name', 'creation_time', 'id', 'named_vectors', 'properties', 'update_time', 'vector'],
    ],
    [
      'standard',
      ['class_name', 'creation_time', 'id', 'named_vectors', 'properties', 'update_time', 'vector'],
    ],
    ['typed', ['class_name', 'creation_time', 'id', 'n', 'named_vectors', 'update_time', 'vector']],
    [
      'weaviate',
      ['creation_time', 'id', 'multi_vectors', 'named_vectors', 'properties', 'update_time', 'vector'],
    ],
  ])('%s gives every file of the export its columns', async (layout, columns) => {
    const world = new World(workers(), [
      held(ARTICLE, objects(5)),
      held({ ...ARTICLE, class: 'Book' }, objects(3)),
    ]);
    world.source.objectsPerRange = 2;
    const { status } = await world.run('first', { config: layout === undefined ? {} : { layout } });
    expect(status).toBe('SUCCESS');
    for (const name of ['Article', 'Book']) {
      const { row_groups } = parquetMetadata(world.bytes(`first/${name}.parquet`).buffer);
      const paths = row_groups[0]!.columns.map(({ meta_data }) => meta_data!.path_in_schema);
      const names = paths.map((path) => path.filter((step) => step !== 'list' && step !== 'element').at(-1));
      expect(names.sort()).toEqual(columns);
    }
  });

  it('typed fails where a value does not fit, says which one, and leaves no file', async () => {
    const given = objects(5);
    given[3] = { ...given[3]!, properties: '{"n":1.5}' };
    const world = new World(workers(), [held(ARTICLE, given)]);
    world.source.objectsPerRange = 2;
    const { status, error, progress } = await world.run('first', { config: { layout: 'typed' } });
    expect({ status, progress: progress['Article']!.status }).toEqual({
      status: 'FAILED',
      progress: 'FAILED',
    });
    expect(error).toContain(`class "Article", object "${given[3].id}": property "n" is 1.5`);
    expectOnlyMetadata(world, 'FAILED');
  });
});

describe('properties that no file can hold', () => {
  it.each<[string, ExportObject['properties']]>([
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['half of a surrogate pair', '{"a":"\ud800"}'],
  ])('%s fail an export at once, and it says of which object they are', async (_what, properties) => {
    const given = objects(5);
    given[3] = { ...given[3]!, properties };
    const world = new World(workers(), [held(ARTICLE, given)]);
    let scanned = 0;
    world.source.before = (step) => void (scanned += step === 'scan' ? 1 : 0);
    const { status, error } = await world.run('first');
    expect(status).toBe('FAILED');
    expect(error).toContain(
      `class "Article", object "${given[3].id}": has properties that cannot be written`,
    );
    expect(scanned).toBe(4);
    expectOnlyMetadata(world, 'FAILED');
  });
});

describe('halves of surrogate pairs, which older stores may hold as escapes', () => {
  const DOC: ClassDefinition = {
    class: 'Doc',
    description: 'c\ud83d',
    properties: [
      { name: 'text', dataType: ['text'] },
      { name: 'texts', dataType: ['text[]'] },
      { name: 'any', dataType: ['object'] },
    ],
  };
  const HALVES = '{"text":"a\\ud83d","texts":["\\ude00","\\ud83d\\ude00"],"any":{"\\ud800":"b\\udfff"}}';
  const warnings: object[] = [];
  const logger = { ...silentLogger, warn: (fields: object) => void warnings.push(fields) };

  /** Of each object as a text of JSON: what it says is a question of the layout. */
  const PROPERTIES: Record<LayoutName, string> = {
    standard: 'properties',
    typed: 'CAST(properties AS JSON)',
    weaviate: 'decode(properties)',
  };

  it.each(LAYOUT_NAMES)('are U+FFFD in %s, and counted in manifest and log', async (layout) => {
    const given = objects(4).map((object, index) => ({
      ...object,
      properties: [HALVES, Buffer.from(HALVES), '{"text":"\\u00fc"}', '{}'][index]!,
    }));
    const sound: ClassDefinition = { class: 'Sound', multiTenancyConfig: { enabled: true } };
    const world = new World(
      workers(),
      [held(DOC, given), { definition: sound, shards: { t: given.slice(3) } }],
      { ports: { logger } },
    );
    world.source.objectsPerRange = 1;
    warnings.length = 0;
    expect((await world.run('first', { config: { layout } })).status).toBe('SUCCESS');

    await using duckDb = await DuckDb.start();
    const texts = await duckDb.query(
      world.bytes('first/Doc.parquet'),
      `SELECT ${PROPERTIES[layout]} FROM FILE ORDER BY id`,
    );
    const read = texts.map(([text]) => JSON.parse(text as string) as Record<string, unknown>);
    for (const properties of read.slice(0, 2)) {
      expect(properties).toMatchObject({ text: 'a\ufffd', texts: ['\ufffd', '\u{1f600}'] });
      const any = properties['any'];
      expect(typeof any === 'string' ? JSON.parse(any) : any).toEqual({ '\ufffd': 'b\ufffd' });
    }
    expect(read[2]).toMatchObject({ text: 'ü' });
    const footer = parquetMetadata(world.bytes('first/Doc.parquet').buffer).key_value_metadata!;
    const definition = footer.find(({ key }) => key === 'class')!.value!;
    expect(JSON.parse(definition)).toEqual({ ...DOC, description: 'c\ufffd' });
    expect(world.json('first/schema.json')).toMatchObject({ classes: [{ description: 'c\ufffd' }, sound] });
    const manifest = world.json('first/manifest.json') as Manifest;
    expect(manifest.replacedCharacters).toBe(8);
    expect(manifest.files.map(({ replacedCharacters }) => replacedCharacters)).toEqual([8, undefined]);
    expect(warnings).toEqual([{ class: 'Doc', replacedCharacters: 8 }]);
  });
});

describe('a row group', () => {
  const named = { class: 'Named', vectorConfig: { a: {} } };
  const withNamed = objects(2).map(({ vector, ...object }): ExportObject => ({
    ...object,
    vector: null,
    namedVectors: { a: vector! },
  }));

  it.each<[LayoutName, ArrayClass, number]>([
    ['standard', held(named, withNamed), 64],
    ['typed', held({ ...named, properties: ARTICLE.properties! }, withNamed), 64],
    ['weaviate', held({ class: 'Doc' }, objects(2)), 64],
    ['weaviate', held(named, withNamed), 64 / 3],
  ])('of the layout %s has what makes about 64 MiB of columns', async (layout, given, mebibytes) => {
    const world = new World(workers(), [given]);
    const limits: RangeLimits[] = [];
    const open = world.source.openSnapshot.bind(world.source);
    world.source.openSnapshot = async (request) => {
      const snapshot = await open(request);
      return {
        ...snapshot,
        cut: (address, given) => {
          limits.push(given);
          return snapshot.cut(address, given);
        },
        [Symbol.asyncDispose]: () => snapshot[Symbol.asyncDispose](),
      };
    };
    await world.run('first', { config: { layout } });
    expect(limits).toEqual([{ objects: 10_000, bytes: Math.floor(mebibytes * 1024 * 1024) }]);
  });
});

describe('a class of 1,000 properties', () => {
  const COUNT = 1_000;
  const definition: ClassDefinition = {
    class: 'Wide',
    properties: Array.from({ length: COUNT }, (_, n) => ({ name: `p${n}`, dataType: ['int'] })),
  };

  it('is read back from row groups of a quarter of the objects in typed', async () => {
    const given = objects(3_000).map((object, row) => ({
      ...object,
      vector: null,
      properties: `{"p${row % COUNT}":${row}}`,
    }));
    const world = new World(workers(), [held(definition, given)]);
    expect((await world.run('first', { config: { layout: 'typed' } })).status).toBe('SUCCESS');
    const bytes = world.bytes('first/Wide.parquet');
    const groups = parquetMetadata(bytes.buffer).row_groups;
    expect(groups.map(({ num_rows }) => Number(num_rows))).toEqual([2_485, 515]);

    await using duckDb = await DuckDb.start();
    const found = await duckDb.query(
      bytes,
      `UNPIVOT (SELECT id, unnest(properties) FROM read_parquet(FILE)) ON COLUMNS(* EXCLUDE id) ORDER BY id`,
    );
    expect(found).toEqual(given.map(({ id }, row) => [id, `p${row % COUNT}`, BigInt(row)]));
  });
});

describe('the size that a sink is told', () => {
  const floats = new Float32Array(1_000).fill(-1.2345678e-6);
  const digits = JSON.stringify({ ns: new Array<number>(1_000).fill(1) });

  it.each<[LayoutName, ArrayClass]>([
    ['standard', held({ class: 'Doc' }, [])],
    ['typed', held({ class: 'Doc', properties: [{ name: 'ns', dataType: ['int[]'] }] }, [])],
    ['weaviate', held({ class: 'Doc', vectorConfig: { a: {} } }, [])],
  ])(
    'is not too small for any file of the layout %s, even uncompressed',
    { tags: 'long' },
    async (layout, { definition }) => {
      const isNamed = definition.vectorConfig !== undefined;
      const given = objects(2_000).map((object): ExportObject => ({
        ...object,
        vector: null,
        namedVectors: isNamed ? { a: floats } : null,
        properties: isNamed ? null : digits,
      }));
      const world = new World(workers(), [held(definition, given)]);
      let most = 0;
      const openSink = world.backend.openSink.bind(world.backend);
      world.backend.openSink = (
        location,
        options: { readonly signal: AbortSignal; readonly maxBytes?: number },
      ) => {
        most = Math.max(most, options.maxBytes ?? 0);
        return openSink(location, options);
      };
      const config = { layout, compression: { codec: 'none' } };
      expect((await world.run('first', { config })).status).toBe('SUCCESS');
      const bytes = world.bytes('first/Doc.parquet').length;
      expect(bytes).toBeGreaterThan(3_000_000);
      expect(most).toBeGreaterThan(bytes);
    },
  );
});
