import { Table, tableToIPC } from 'apache-arrow';
import { parquetMetadata, parquetQuery } from 'hyparquet';
import {
  Compression,
  EnabledStatistics,
  Encoding,
  Table as WasmTable,
  writeParquet,
  WriterPropertiesBuilder,
} from 'parquet-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PropertyDefinition, ExportObject } from '@weaviate-export/entities-export';
import { generatedObjects } from '@weaviate-export/generated-objects';
import { arrowSchema } from '../layout/arrow-schema.ts';
import { ColumnsBuilder } from '../layout/columns-builder.ts';
import { toRecordBatch } from '../columns/record-batch.ts';
import { STANDARD } from '../layout/standard-layout.ts';
import { TYPED } from '../layout/typed-layout.ts';
import { contents, fileOf, joinedFile, writtenByEncoder, type FilledClass } from './encoded-file.fixture.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  OffsetIndex,
  PageEncodingStats,
  PageLocation,
  readFooter,
  requiredInteger,
  requiredStruct,
  RowGroup,
  structs,
  texts,
} from './footer.ts';
import { ENCODING_NAMES } from '../layout/encoding.ts';
import type { EncodedRowGroup } from './encoded-row-group.ts';
import { joinColumnGroups } from './join-column-groups.ts';
import { sayPlain } from './null-chunk.ts';
import { readRowGroupFile } from './row-group-file.ts';
import { asyncBuffer, DuckDb, HYPARQUET } from '@weaviate-export/parquet-readers';
import { readThriftStruct, type ThriftStruct } from './thrift-compact.ts';

const INDEX_PLACES: number[] = [
  ColumnChunk.OFFSET_INDEX_OFFSET,
  ColumnChunk.OFFSET_INDEX_LENGTH,
  ColumnChunk.COLUMN_INDEX_OFFSET,
  ColumnChunk.COLUMN_INDEX_LENGTH,
];

const multi = { vectorIndexConfig: { multivector: { enabled: true } } };
/** Row groups of several pages a column: 20,000 rows are one, and 1 MB of vectors. */
const LARGE: FilledClass = {
  definition: { class: 'Doc', vectorConfig: { 'a.b': {}, many: multi } },
  objects: generatedObjects({ objects: 60_000, dimensions: 12, seed: 3 }).map(
    ({ vector, ...object }, index): ExportObject => ({
      ...object,
      vector: null,
      namedVectors: index % 7 === 0 ? null : { 'a.b': vector!, ...(index % 3 === 0 && { many: [vector!] }) },
    }),
  ),
  rowGroup: 25_000,
};

/** The same rows, written whole by the encoder with the settings that an export promises. */
function whole(filled: FilledClass): Uint8Array {
  const { layout } = contents(filled);
  const builder = new ColumnsBuilder(layout, { objects: filled.objects.length, bytes: 0 });
  for (const object of filled.objects) builder.add(object);
  const schema = arrowSchema(STANDARD.columns, layout);
  const table = new Table(schema, [toRecordBatch(schema, builder.build())]);
  const isCompact = filled.encoding === 'compact';
  const codec = filled.codec === 'snappy' ? Compression.SNAPPY : Compression.ZSTD;
  const timeEncoding = isCompact ? Encoding.DELTA_BINARY_PACKED : Encoding.PLAIN;
  const timeCodec = isCompact ? Compression.UNCOMPRESSED : codec;
  const properties = new WriterPropertiesBuilder()
    .setCompression(codec)
    .setEncoding(isCompact ? Encoding.BYTE_STREAM_SPLIT : Encoding.PLAIN)
    .setDictionaryEnabled(false)
    .setStatisticsEnabled(EnabledStatistics.None)
    .setMaxRowGroupSize(filled.rowGroup!)
    .setColumnEncoding('id', Encoding.PLAIN)
    .setColumnStatisticsEnabled('id', EnabledStatistics.Page)
    .setColumnEncoding('class_name', Encoding.PLAIN)
    .setColumnCompression('class_name', Compression.UNCOMPRESSED)
    .setColumnCompression('creation_time', timeCodec)
    .setColumnCompression('update_time', timeCodec)
    .setColumnDictionaryEnabled('class_name', true)
    .setColumnStatisticsEnabled('class_name', EnabledStatistics.Chunk)
    .setColumnEncoding('creation_time', timeEncoding)
    .setColumnStatisticsEnabled('creation_time', EnabledStatistics.Page)
    .setColumnEncoding('update_time', timeEncoding)
    .setColumnStatisticsEnabled('update_time', EnabledStatistics.Page)
    .setColumnEncoding('properties', Encoding.PLAIN)
    .setColumnStatisticsEnabled('properties', EnabledStatistics.Chunk)
    .build();
  const file = writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream')), properties);
  for (const chunk of chunksOf(readFooter(file).footer)) {
    const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
    if (!isNullThroughout(metadata)) continue;
    const start = requiredInteger(metadata, ColumnMetaData.DATA_PAGE);
    const bytes = requiredInteger(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES);
    // The one thing that the encoder has no setting for, since settings by name do not reach what is nested.
    sayPlain(file, { metadata: chunk, start, bytes });
  }
  return file;
}

const isNullThroughout = (metadata: ThriftStruct): boolean =>
  texts(metadata, ColumnMetaData.PATH)[0] === 'vector';

const chunksOf = (footer: ThriftStruct): ThriftStruct[] =>
  structs(footer, FileMetaData.ROW_GROUPS).flatMap((rowGroup) => structs(rowGroup, RowGroup.COLUMNS));

/**
 * A footer without what may differ: its key-value pairs, its author, where its indexes lie, and the encodings of what is
 * NULL throughout.
 */
function comparable(file: Uint8Array): ThriftStruct {
  const { footer } = readFooter(file);
  footer.delete(FileMetaData.KEY_VALUES);
  footer.delete(FileMetaData.CREATED_BY);
  for (const chunk of chunksOf(footer)) {
    for (const field of INDEX_PLACES) chunk.delete(field);
    const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
    if (!isNullThroughout(metadata)) continue;
    for (const field of [ColumnMetaData.ENCODINGS, ColumnMetaData.ENCODING_STATS]) metadata.delete(field);
  }
  return footer;
}

/** The same without places and sizes, which follow from how vectors are cut into pages. */
function withoutSizes(file: Uint8Array): ThriftStruct {
  const footer = comparable(file);
  for (const rowGroup of structs(footer, FileMetaData.ROW_GROUPS))
    for (const field of [RowGroup.TOTAL_BYTES, RowGroup.TOTAL_COMPRESSED_BYTES, RowGroup.FILE_OFFSET])
      rowGroup.delete(field);
  for (const chunk of chunksOf(footer)) {
    const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
    const { TOTAL_BYTES, TOTAL_COMPRESSED_BYTES, DATA_PAGE, DICTIONARY_PAGE } = ColumnMetaData;
    for (const field of [TOTAL_BYTES, TOTAL_COMPRESSED_BYTES, DATA_PAGE, DICTIONARY_PAGE])
      metadata.delete(field);
    for (const stats of structs(metadata, ColumnMetaData.ENCODING_STATS))
      stats.delete(PageEncodingStats.COUNT);
  }
  return footer;
}

/** The bytes of an index of a column chunk. */
function indexOf(
  file: Uint8Array,
  chunk: ThriftStruct,
  offset: number,
  length: number,
): Uint8Array | undefined {
  const from = integer(chunk, offset);
  return from === undefined ? undefined : file.slice(from, from + requiredInteger(chunk, length));
}
const offsetIndexOf = (file: Uint8Array, chunk: ThriftStruct): Uint8Array =>
  indexOf(file, chunk, ColumnChunk.OFFSET_INDEX_OFFSET, ColumnChunk.OFFSET_INDEX_LENGTH)!;
const columnIndexOf = (file: Uint8Array, chunk: ThriftStruct): Uint8Array | undefined =>
  indexOf(file, chunk, ColumnChunk.COLUMN_INDEX_OFFSET, ColumnChunk.COLUMN_INDEX_LENGTH);

// With snappy the encoder writes the vectors as well; with zstd they are written without it.
const FORMATS = ENCODING_NAMES.flatMap((encoding) =>
  (['snappy', 'zstd'] as const).map((codec) => ({ encoding, codec })),
);
describe.each(FORMATS)('a file joined of many parts, $encoding and compressed as $codec,', (format) => {
  const { codec } = format;
  const filled = { ...LARGE, ...format };
  let [file, reference]: Uint8Array[] = [];
  let duckDb: DuckDb;
  beforeAll(async () => {
    duckDb = await DuckDb.start();
    file = joinedFile(
      filled,
      new Map([
        ['b', '2'],
        ['a', 'ü'],
      ]),
    );
    reference = whole(filled);
  });
  afterAll(() => duckDb[Symbol.asyncDispose]());

  it('has the rows of the file that the encoder writes whole', async () => {
    const sums = 'SELECT count(*), bit_xor(hash(t)), min(id), max(id) FROM read_parquet(FILE) t';
    const rows = await duckDb.query(file!, sums);
    expect(rows[0]![0]).toBe(60_000n);
    expect(rows).toEqual(await duckDb.query(reference!, sums));
  });

  it('has its footer, field by field: schema, row groups, statistics, encodings, orders and places', () => {
    const compared = codec === 'snappy' ? comparable : withoutSizes;
    expect(compared(file!)).toEqual(compared(reference!));
    expect([...readFooter(file!).footer.keys()]).toEqual([...Object.values(FileMetaData)]);
    expect(structs(readFooter(file!).footer, FileMetaData.ROW_GROUPS)).toHaveLength(3);
  });

  it.runIf(codec === 'snappy')('has its pages byte for byte, and its indexes', () => {
    const [chunks, references] = [file!, reference!].map((bytes) => chunksOf(readFooter(bytes).footer));
    const pagesEnd = Math.min(
      ...references!.flatMap((chunk) =>
        INDEX_PLACES.filter((_, at) => at % 2 === 0).map((at) => integer(chunk, at) ?? Infinity),
      ),
    );
    expect(Buffer.compare(file!.subarray(0, pagesEnd), reference!.subarray(0, pagesEnd))).toBe(0);
    chunks!.forEach((chunk, index) => {
      expect(offsetIndexOf(file!, chunk)).toEqual(offsetIndexOf(reference!, references![index]!));
      expect(columnIndexOf(file!, chunk)).toEqual(columnIndexOf(reference!, references![index]!));
    });
  });

  it('says of every page where it begins, how long it is, and which row is its first', () => {
    for (const rowGroup of structs(readFooter(file!).footer, FileMetaData.ROW_GROUPS)) {
      for (const chunk of structs(rowGroup, RowGroup.COLUMNS)) {
        const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
        const locations = structs(
          readThriftStruct(offsetIndexOf(file!, chunk)).struct,
          OffsetIndex.PAGE_LOCATIONS,
        );
        expect(requiredInteger(locations[0]!, PageLocation.OFFSET)).toBe(
          requiredInteger(metadata, ColumnMetaData.DATA_PAGE),
        );
        let next = requiredInteger(metadata, ColumnMetaData.DATA_PAGE);
        for (const location of locations) {
          const at = requiredInteger(location, PageLocation.OFFSET);
          expect(at).toBe(next);
          const header = readThriftStruct(file!, at);
          const [type, compressedBytes] = [
            requiredInteger(header.struct, 1),
            requiredInteger(header.struct, 3),
          ];
          expect(type).toBe(0);
          next = header.end + compressedBytes;
          expect(next - at).toBe(requiredInteger(location, 2));
        }
        const dictionary = integer(metadata, ColumnMetaData.DICTIONARY_PAGE);
        if (dictionary !== undefined)
          expect(requiredInteger(readThriftStruct(file!, dictionary).struct, 1)).toBe(2);
      }
    }
  });

  it('holds the key-value pairs in order of key, so that the same pairs give the same bytes', async () => {
    const pairs = parquetMetadata(await asyncBuffer(file!).slice(0), HYPARQUET).key_value_metadata;
    expect(pairs).toEqual([
      { key: 'a', value: 'ü' },
      { key: 'b', value: '2' },
    ]);
  });

  it('has all column indexes in one range, and all offset indexes in the next', () => {
    const ends = [ColumnChunk.COLUMN_INDEX_OFFSET, ColumnChunk.OFFSET_INDEX_OFFSET].map((at) => {
      const places = chunksOf(readFooter(file!).footer)
        .filter((chunk) => chunk.has(at))
        .map((chunk) => [requiredInteger(chunk, at), requiredInteger(chunk, at + 1)] as const);
      for (const [index, [offset]] of places.entries())
        if (index > 0) expect(offset).toBe(places[index - 1]![0] + places[index - 1]![1]);
      return { start: places[0]![0], end: places.at(-1)![0] + places.at(-1)![1] };
    });
    expect(ends[0]!.end).toBe(ends[1]!.start);
    expect(ends[1]!.end).toBe(readFooter(file!).start);
  });

  it('lets a reader find one id by reading a small part of it', async () => {
    const { id } = LARGE.objects[41_234]!;
    const source = asyncBuffer(file!);
    const rows = await parquetQuery({
      file: source,
      columns: ['id', 'update_time'],
      filter: { id: { $eq: id } },
      usePageIndex: true,
      ...HYPARQUET,
    });
    expect(rows).toMatchObject([{ id }]);
    expect(source.bytesRead).toBeLessThan(file!.length / 5);
    expect(await duckDb.query(file!, `SELECT id FROM read_parquet(FILE) WHERE id = '${id}'`)).toEqual([[id]]);
  });
});

describe('a file joined of nested columns, of which two files a row group hold some', () => {
  const property = (
    name: string,
    type: string,
    nestedProperties?: PropertyDefinition[],
  ): PropertyDefinition => ({
    name,
    dataType: [type],
    ...(nestedProperties !== undefined && { nestedProperties }),
  });
  const definition = {
    class: 'Doc',
    vectorConfig: { 'a.b': {}, many: multi },
    properties: [
      property('title', 'text'),
      property('place', 'object', [property('geo', 'geoCoordinates'), property('tags', 'text[]')]),
      property('rooms', 'object[]', [property('size', 'number'), property('doors', 'int[]')]),
    ],
  };
  const objects = generatedObjects({ objects: 90, dimensions: 4, seed: 4 }).map(
    ({ vector, ...object }, index): ExportObject => ({
      ...object,
      vector: null,
      namedVectors: index % 7 === 0 ? null : { 'a.b': vector!, many: [vector!, vector!] },
      properties: JSON.stringify({
        title: `Object ${index}`,
        ...(index % 3 === 0 && { place: { geo: { latitude: index }, tags: ['x', 'y'] } }),
        ...(index % 4 === 0 && { rooms: [{ size: index / 2, doors: [1, index] }, {}] }),
      }),
    }),
  );
  const rowGroup = 40;

  it('is, field by field and page by page, the file that the encoder writes whole', () => {
    const filled: FilledClass = { definition, objects, layout: 'typed', rowGroup };
    const rowGroups: EncodedRowGroup[] = [];
    for (let from = 0; from < objects.length; from += rowGroup) {
      const some = { ...filled, objects: objects.slice(from, from + rowGroup) };
      const files = TYPED.groups.map(({ columns }) =>
        readRowGroupFile(writtenByEncoder(columns, some), 'Doc'),
      );
      rowGroups.push(joinColumnGroups(TYPED.columns, files, 'Doc'));
    }
    const file = fileOf(rowGroups);
    const reference = writtenByEncoder(TYPED.columns, filled);
    expect(comparable(file)).toEqual(comparable(reference));
    const [chunks, references] = [file, reference].map((bytes) => chunksOf(readFooter(bytes).footer));
    expect(chunks!.length).toBe(3 * 13);
    const pagesEnd = integer(references![0]!, ColumnChunk.COLUMN_INDEX_OFFSET)!;
    expect(Buffer.compare(file.subarray(0, pagesEnd), reference.subarray(0, pagesEnd))).toBe(0);
    chunks!.forEach((chunk, index) => {
      expect(offsetIndexOf(file, chunk)).toEqual(offsetIndexOf(reference, references![index]!));
      expect(columnIndexOf(file, chunk)).toEqual(columnIndexOf(reference, references![index]!));
    });
  });
});
