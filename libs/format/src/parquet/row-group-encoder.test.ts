import { tableFromIPC, type Float32, type List, type Vector } from 'apache-arrow';
import { parquetMetadata, type ColumnMetaData } from 'hyparquet';
import { readParquet, wasmMemory } from 'parquet-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GENERATED, generatedObjects, idOf } from '@weaviate-export/generated-objects';
import type { Column } from '../columns/columns.ts';
import { ColumnsBuilder } from '../layout/columns-builder.ts';
import { ENCODING_NAMES } from '../layout/encoding.ts';
import { classLayout, LAYOUT_NAMES, type LayoutName } from '../layout/layout.ts';
import type { ExportObject } from '@weaviate-export/entities-export';
import { CODECS, type Codec } from './codec.ts';
import type { EncodedRowGroup } from './encoded-row-group.ts';
import { encodedFile, encodedParts, fileOf } from './encoded-file.fixture.ts';
import { asyncBuffer, DuckDb, HYPARQUET, readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';
import type { PageFormat } from './page-format.ts';
import { classGroups } from './class-groups.ts';
import { encodeGroups, encodeRowGroup } from './row-group-encoder.ts';

const DEFINITION = {
  class: 'Doc',
  vectorConfig: { one: {}, many: { vectorIndexConfig: { multivector: { enabled: true } } } },
  properties: [
    { name: 'title', dataType: ['text'] },
    { name: 'body', dataType: ['text'] },
    { name: 'index', dataType: ['int'] },
  ],
};
const LAYOUT = classLayout('standard', DEFINITION);
const PAGES: PageFormat = { encoding: 'compact', codec: 'zstd' };
const PLAIN = classLayout('standard', { class: 'Doc' });

function objects(count: number): ExportObject[] {
  return generatedObjects({ objects: count, dimensions: 8, seed: 7 }).map(({ vector, ...object }) => ({
    ...object,
    vector: null,
    namedVectors: { one: vector!, many: [vector!, vector!] },
  }));
}

async function metadataOf(file: Uint8Array): Promise<ReturnType<typeof parquetMetadata>> {
  return parquetMetadata(await asyncBuffer(file).slice(0), HYPARQUET);
}

async function columnsOf(file: Uint8Array): Promise<Map<string, ColumnMetaData>> {
  const { row_groups } = await metadataOf(file);
  return new Map(
    row_groups[0]!.columns.map((chunk) => [chunk.meta_data!.path_in_schema.join('/'), chunk.meta_data!]),
  );
}

let duckDb: DuckDb;
beforeAll(async () => {
  duckDb = await DuckDb.start();
});
afterAll(() => duckDb[Symbol.asyncDispose]());

const CODEC_IN_FOOTER: Record<Codec, string> = {
  zstd: 'ZSTD',
  snappy: 'SNAPPY',
  lz4: 'LZ4_RAW',
  gzip: 'GZIP',
  none: 'UNCOMPRESSED',
};

describe('encodeRowGroup', () => {
  const layouts = ENCODING_NAMES.flatMap((encoding) => LAYOUT_NAMES.map((layout) => ({ layout, encoding })));
  describe.each(layouts)('the layout $layout in the encoding $encoding', ({ layout, encoding }) => {
    it.each(CODECS)(
      'has the codec %s in all columns but those that no codec makes smaller',
      async (codec) => {
        const filled = { definition: DEFINITION, objects: objects(300), layout, encoding };
        const { file, vectors } = await encodedFile({ ...filled, codec });
        const columns = await columnsOf(file);
        const plain = [...columns].filter(([, column]) => column.codec !== CODEC_IN_FOOTER[codec]);
        if (codec !== 'none') {
          expect(plain.map(([path, column]) => `${path} ${column.codec}`)).toEqual(
            ['class_name', ...(encoding === 'compact' ? ['creation_time', 'update_time'] : [])]
              .filter((path) => columns.has(path))
              .map((path) => `${path} UNCOMPRESSED`),
          );
        }
        const rows = 'SELECT t FROM read_parquet(FILE) t';
        const uncompressed = await encodedFile({ ...filled, codec: 'none' });
        expect(await duckDb.query(file, rows)).toEqual(await duckDb.query(uncompressed.file, rows));
        if (layout !== 'standard') return;
        const expected = rowsOf(filled.objects, 'Doc', vectors);
        expect(await duckDb.read(file, vectors)).toEqual(expected);
        expect(await readWithHyparquet(file, vectors)).toEqual(expected);
      },
    );
  });

  it('keeps its settings from file to file: properties of the writer are never used twice', async () => {
    const parts = encodedParts({ definition: DEFINITION, objects: objects(30), rowGroup: 10 });
    const settings = await Promise.all(
      parts.map(async ({ rowGroup }) =>
        [...(await columnsOf(fileOf([rowGroup])))].map(([path, { codec, encodings }]) => [
          path,
          codec,
          encodings,
        ]),
      ),
    );
    expect(settings).toHaveLength(3);
    expect(settings[1]).toEqual(settings[0]);
    expect(settings[2]).toEqual(settings[0]);
    expect(settings[2]!.map(([path, codec]) => `${String(path)} ${String(codec)}`)).toContain('id ZSTD');
  });

  it.each<[LayoutName, Record<string, string>]>([
    [
      'standard',
      {
        id: 'PLAIN page',
        class_name: 'PLAIN,RLE_DICTIONARY chunk',
        creation_time: 'DELTA_BINARY_PACKED page',
        update_time: 'DELTA_BINARY_PACKED page',
        // NULL throughout.
        'vector/list/element': 'PLAIN none',
        'named_vectors/one/list/element': 'BYTE_STREAM_SPLIT none',
        'named_vectors/many/list/element/list/element': 'BYTE_STREAM_SPLIT none',
        properties: 'PLAIN chunk',
      },
    ],
    [
      'typed',
      {
        id: 'PLAIN page',
        class_name: 'PLAIN,RLE_DICTIONARY chunk',
        creation_time: 'DELTA_BINARY_PACKED page',
        update_time: 'DELTA_BINARY_PACKED page',
        // NULL throughout.
        'vector/list/element': 'PLAIN none',
        'named_vectors/one/list/element': 'BYTE_STREAM_SPLIT none',
        'named_vectors/many/list/element/list/element': 'BYTE_STREAM_SPLIT none',
        'properties/title': 'PLAIN chunk',
        'properties/body': 'PLAIN chunk',
        'properties/index': 'PLAIN chunk',
      },
    ],
    [
      'weaviate',
      {
        id: 'PLAIN page',
        creation_time: 'DELTA_BINARY_PACKED page',
        update_time: 'DELTA_BINARY_PACKED page',
        vector: 'PLAIN none',
        named_vectors: 'PLAIN none',
        multi_vectors: 'PLAIN none',
        properties: 'PLAIN chunk',
      },
    ],
  ])(
    'gives each column of the layout %s the encoding and the statistics that are meant',
    async (layout, meant) => {
      const filled = { definition: DEFINITION, objects: objects(50), layout };
      const { file } = await encodedFile({ ...filled, encoding: 'compact' });
      const { row_groups } = await metadataOf(file);
      const found = row_groups[0]!.columns.map(({ meta_data, column_index_offset }) => {
        const encodings = meta_data!.encodings.filter((encoding) => encoding !== 'RLE').join();
        const inPages = column_index_offset === undefined ? 'chunk' : 'page';
        return [
          meta_data!.path_in_schema.join('/'),
          `${encodings} ${meta_data!.statistics === undefined ? 'none' : inPages}`,
        ];
      });
      expect(Object.fromEntries(found)).toEqual(meant);
    },
  );

  it.each(LAYOUT_NAMES.flatMap((layout) => CODECS.map((codec) => ({ layout, codec }))))(
    'has what every reader has alone in the encoding plain: $layout, $codec',
    async ({ layout, codec }) => {
      const filled = { definition: DEFINITION, objects: objects(50), layout, codec };
      const { file } = await encodedFile({ ...filled, encoding: 'plain' });
      const encodings = [...(await columnsOf(file)).values()].flatMap((column) => column.encodings);
      expect(new Set(encodings)).toEqual(
        new Set(['PLAIN', 'RLE', ...(layout === 'weaviate' ? [] : ['RLE_DICTIONARY'])]),
      );
    },
  );

  it.each(LAYOUT_NAMES.flatMap((layout) => CODECS.map((codec) => ({ layout, codec }))))(
    'gives a column that is NULL throughout no encoding that a reader could lack: $layout, $codec',
    async ({ layout, codec }) => {
      const nothing = objects(50).map((object) => ({ ...object, namedVectors: null }));
      const filled = { definition: DEFINITION, objects: nothing, layout, codec };
      const { file, vectors } = await encodedFile({ ...filled, encoding: 'compact' });
      const columns = [...(await columnsOf(file))].filter(([path]) => path.includes('vector'));
      expect(columns.length).toBeGreaterThanOrEqual(3);
      for (const [path, { encodings, encoding_stats: stats = [] }] of columns) {
        expect([path, new Set(encodings)]).toEqual([path, new Set(['PLAIN', 'RLE'])]);
        expect([path, stats.map(({ encoding }) => encoding)]).toEqual([path, ['PLAIN']]);
      }
      if (layout !== 'standard') return;
      expect(await duckDb.read(file, vectors)).toEqual(rowsOf(nothing, 'Doc', vectors));
    },
  );

  it('gives ids and times exact lowest and highest values for readers that skip row groups', async () => {
    const { file } = await encodedFile({
      definition: GENERATED,
      objects: objects(50).map((object) => ({ ...object, namedVectors: null })),
    });
    const columns = await columnsOf(file);
    expect(columns.get('id')!.statistics).toMatchObject({
      min_value: idOf(0),
      max_value: idOf(49),
      is_min_value_exact: true,
      is_max_value_exact: true,
      null_count: 0n,
    });
    const times = objects(50)
      .map(({ creationTime }) => BigInt(creationTime))
      .sort();
    expect(columns.get('creation_time')!.statistics).toMatchObject({
      min_value: times.at(0),
      max_value: times.at(-1),
    });
  });

  it(
    'makes one row group of a part, however many rows it has: the default of the encoder is a million',
    { tags: 'long' },
    async () => {
      const rows = 1024 * 1024 + 1;
      const empty = () => ({ length: rows, nulls: 0, offsets: new Int32Array(rows + 1) });
      const text = (): Column => ({ ...empty(), values: new Uint8Array() });
      const time = (): Column => ({ length: rows, nulls: 0, values: new BigInt64Array(rows) });
      const vector = (): Column => ({
        ...empty(),
        children: [{ length: 0, nulls: 0, values: new Float32Array() }],
      });
      const columns = [text(), text(), time(), time(), vector(), vector(), text()];
      const { row_groups } = await metadataOf(fileOf([encodeRowGroup(PLAIN, { rows, columns }, PAGES)]));
      expect(row_groups.map((rowGroup) => Number(rowGroup.num_rows))).toEqual([rows]);
    },
  );

  it('makes a row group of each part of a file', async () => {
    const { file } = await encodedFile({ definition: DEFINITION, objects: objects(100), rowGroup: 30 });
    const { row_groups } = await metadataOf(file);
    expect(row_groups.map((rowGroup) => Number(rowGroup.num_rows))).toEqual([30, 30, 30, 10]);
  });

  it('refuses a row group of no rows, which the encoder cannot write', () => {
    const columns = new ColumnsBuilder(PLAIN, { objects: 0, bytes: 0 }).build();
    expect(() => encodeRowGroup(PLAIN, columns, PAGES)).toThrow(
      expect.objectContaining({ code: 'PARQUET_INVALID' }),
    );
  });

  it('throws for text that is not UTF-8, and encodes the next part', () => {
    const build = (firstByte: number): EncodedRowGroup => {
      const builder = new ColumnsBuilder(PLAIN, { objects: 1, bytes: 100 });
      builder.add({ ...objects(1)[0]!, namedVectors: null });
      const built = builder.build();
      built.columns[0]!.values![0] = firstByte;
      return encodeRowGroup(PLAIN, built, PAGES);
    };
    expect(() => build(0xff)).toThrow(/UTF8/);
    expect(build(0x7b).rows).toBe(1);
  });

  it('throws for columns that do not fit the schema or one another, and encodes the next part', () => {
    const filled = (): ColumnsBuilder => {
      const builder = new ColumnsBuilder(LAYOUT, { objects: 2, bytes: 1_000 });
      for (const object of objects(2)) builder.add(object);
      return builder;
    };
    const tooFewOffsets = filled().build();
    const [id] = tooFewOffsets.columns;
    id!.offsets![1] = 1_000;
    expect(() => encodeRowGroup(LAYOUT, tooFewOffsets, PAGES)).toThrow();
    const otherVectors = LAYOUT.vectors.map((vector) => ({ ...vector, multi: !vector.multi }));
    const otherLayout = { ...LAYOUT, vectors: otherVectors };
    expect(() => encodeRowGroup(otherLayout, filled().build(), PAGES)).toThrow();
    expect(encodeRowGroup(LAYOUT, filled().build(), PAGES).rows).toBe(2);
  });

  it('keeps signaling NaNs, which no number of JavaScript can hold', async () => {
    const patterns = Uint32Array.of(0x7f800001, 0xff800001, 0x7fa00000);
    const object = { ...objects(1)[0]!, namedVectors: null, vector: new Float32Array(patterns.buffer) };
    const { file } = await encodedFile({ definition: { class: 'Doc' }, objects: [object] });
    const table = tableFromIPC(readParquet(file).intoIPCStream());
    const column = table.getChild('vector') as Vector<List<Float32>>;
    const { buffer, byteOffset } = column.data[0]!.children[0]!.values as Float32Array;
    expect(new Uint32Array(buffer, byteOffset, patterns.length)).toEqual(patterns);
  });

  it('holds its memory flat over many row groups: tables and properties are given back', () => {
    const encode = (): void => {
      const builder = new ColumnsBuilder(LAYOUT, { objects: 500, bytes: 200_000 });
      for (const object of objects(500)) builder.add(object);
      encodeRowGroup(LAYOUT, builder.build(), PAGES);
    };
    const memoryBytes = (): number => (wasmMemory() as { buffer: ArrayBuffer }).buffer.byteLength;
    for (let rowGroup = 0; rowGroup < 5; rowGroup++) encode();
    const before = memoryBytes();
    for (let rowGroup = 0; rowGroup < 40; rowGroup++) encode();
    // One row group that is not given back would be 250 KB.
    expect(memoryBytes() - before).toBeLessThan(1_000_000);
  });
});

describe('a small part', () => {
  const rows = (count: number, change: (object: ExportObject, index: number) => Partial<ExportObject>) =>
    objects(count).map((object, index) => ({ ...object, ...change(object, index) }));
  it.each<[string, ExportObject[]]>([
    ['one object', objects(1)],
    ['a few objects', objects(7)],
    ['objects without properties', rows(3, () => ({ properties: null }))],
    ['objects some of which have properties', rows(5, (_, index) => (index % 2 ? { properties: null } : {}))],
    [
      'a text of which a sample is not all',
      rows(3, () => ({ properties: JSON.stringify('\u{10ffff}'.repeat(300)) })),
    ],
  ])('of %s has the bytes that it has where its column groups are encoded apart', (_what, given) => {
    for (const name of LAYOUT_NAMES.filter((name) => name !== 'typed'))
      for (const encoding of ENCODING_NAMES)
        for (const codec of ['zstd', 'gzip', 'none'] as const) {
          const layout = classLayout(name, DEFINITION);
          const pages = { encoding, codec };
          const built = () => {
            const builder = new ColumnsBuilder(layout, { objects: given.length, bytes: 1_000 });
            for (const object of given) builder.add(object);
            return builder.build();
          };
          const apart = encodeGroups(classGroups(layout, pages).all, built(), pages);
          expect(Buffer.compare(fileOf([encodeRowGroup(layout, built(), pages)]), fileOf([apart]))).toBe(0);
        }
  });
});
