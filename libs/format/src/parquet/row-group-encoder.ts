import { ExportError } from '@weaviate-export/entities-export';
import type { Schema } from 'apache-arrow';
import {
  Compression,
  EnabledStatistics,
  Encoding,
  Table as WasmTable,
  writeParquet,
  WriterPropertiesBuilder,
  type WriterProperties,
} from 'parquet-wasm';
import { arrowSchema } from '../layout/arrow-schema.ts';
import { giveBackMemory } from '../columns/column-memory.ts';
import type { RecordColumns } from '../columns/columns.ts';
import { writtenSettings } from '../layout/column-settings.ts';
import type { EncodingName } from '../layout/encoding.ts';
import type { ColumnGroup, ColumnSettings, ClassLayout, WrittenSettings } from '../layout/layout.ts';
import { layoutOf } from '../layout/layouts.ts';
import { toRecordBatch } from '../columns/record-batch.ts';
import { byteArrayLeaf } from './byte-array-pages.ts';
import { byteArraySample } from './byte-array-sample.ts';
import type { Codec } from './codec.ts';
import { compressFile } from './compressed-file.ts';
import type { EncodedRowGroup } from './encoded-row-group.ts';
import { ipcStream } from './ipc-stream.ts';
import { joinColumnGroups } from './join-column-groups.ts';
import { writeLeaves } from './leaf-file.ts';
import { OutputMemory } from './output-memory.ts';
import { sayPlain } from './null-chunk.ts';
import { isNative, type PageCodec } from './page-codec.ts';
import type { PageFormat } from './page-format.ts';
import { readRowGroupFile, type RowGroupFile } from './row-group-file.ts';
import { vectorLeaves } from './vector-leaf.ts';
import { vectorPages } from './vector-pages.ts';

const COMPRESSION: Record<Codec, Compression> = {
  zstd: Compression.ZSTD,
  snappy: Compression.SNAPPY,
  lz4: Compression.LZ4_RAW,
  gzip: Compression.GZIP,
  none: Compression.UNCOMPRESSED,
};

const STATISTICS: Record<ColumnSettings['statistics'], EnabledStatistics> = {
  none: EnabledStatistics.None,
  chunk: EnabledStatistics.Chunk,
  page: EnabledStatistics.Page,
};

/**
 * Encodes rows as one row group, a column group of the layout after the other, synchronously: the encoder's streaming
 * writer ends a file too soon, and says nothing, where its source fails. The memory of the columns is freed, a group at a
 * time.
 * @throws ExportError PARQUET_INVALID for no rows at all, which the encoder cannot write
 */
export function encodeRowGroup(
  layout: ClassLayout,
  { rows, columns }: RecordColumns,
  pages: PageFormat,
  memory = new OutputMemory(),
): EncodedRowGroup {
  if (rows === 0) throw new ExportError('PARQUET_INVALID', ['a row group needs a row']);
  const { columns: order, groups } = layoutOf(layout.name);
  const files = groups.map((group) => {
    const ofClass = { group, schema: arrowSchema(group.columns, layout), layout };
    const members = {
      rows,
      columns: group.columns.map((column) => columns[order.indexOf(column)]!),
    };
    return group.bulk === 'vectors'
      ? vectorGroup(ofClass, members, pages, memory)
      : group.bulk === 'byte arrays' && isNative(pages)
        ? byteArrayGroup(ofClass, members, pages, memory)
        : encodeGroup(ofClass, members, pages, memory);
  });
  return joinColumnGroups(order, files, layout.className);
}

/** A column group of a class. */
interface ClassGroup {
  readonly group: ColumnGroup;
  readonly schema: Schema;
  readonly layout: ClassLayout;
}

/** A group as the encoder makes it; where Node has the codec, Node compresses its pages. */
function encodeGroup(
  ofClass: ClassGroup,
  columns: RecordColumns,
  pages: PageFormat,
  memory: OutputMemory,
): RowGroupFile {
  if (!isNative(pages)) return encode(ofClass, columns, pages);
  const encoded = encode(ofClass, columns, { ...pages, codec: 'none' });
  const settings = columnSettings(ofClass.group, pages.encoding);
  const compressed = compressFile(encoded, pages, (name) => settings(name).compressed, memory);
  giveBackMemory(encoded.file);
  return compressed;
}

/** Vectors; where Node has the codec, their pages are written without the encoder. */
function vectorGroup(
  ofClass: ClassGroup,
  { rows, columns }: RecordColumns,
  pages: PageFormat,
  memory: OutputMemory,
): RowGroupFile {
  const leaves = ofClass.schema.fields.flatMap((field, index) => vectorLeaves(field, columns[index]!));
  const hasValues = leaves.map(({ values }) => values.length > 0);
  const isSplit = columnSettings(ofClass.group, pages.encoding)().encoding === 'BYTE_STREAM_SPLIT';
  const file = isNative(pages)
    ? writeLeaves(
        encode(ofClass, emptyRow(ofClass), pages),
        leaves.map((leaf) => vectorPages(leaf, rows, isSplit, pages)),
        rows,
        memory,
      )
    : encode(ofClass, { rows, columns }, pages);
  const chunks = file.columns.flatMap((column) => column.chunks);
  for (const [index, chunk] of chunks.entries()) if (isSplit && !hasValues[index]) sayPlain(file.file, chunk);
  return file;
}

/** Texts and bytes, whose pages are written without the encoder, by what it makes of a few values. */
function byteArrayGroup(
  ofClass: ClassGroup,
  { rows, columns }: RecordColumns,
  pages: PageFormat & PageCodec,
  memory: OutputMemory,
): RowGroupFile {
  const samples = columns.map(byteArraySample);
  return writeLeaves(
    encode(ofClass, { rows: 2, columns: samples.map(({ column }) => column) }, pages),
    columns.map((column, index) => byteArrayLeaf(column, samples[index]!.isHighestCut, pages)),
    rows,
    memory,
  );
}

function encode(
  { group, schema, layout }: ClassGroup,
  columns: RecordColumns,
  pages: PageFormat,
): RowGroupFile {
  const stream = ipcStream(toRecordBatch(schema, columns));
  giveBackMemory(columns);
  const table = WasmTable.fromIPCStream(stream);
  giveBackMemory(stream);
  // Both the table and the properties are consumed by the call, whether it throws or not.
  const file = writeParquet(table, writerProperties(group, columns.rows, pages));
  return readRowGroupFile(file, layout.className);
}

/** A row in which every column is NULL that can be. */
function emptyRow({ group: { columns }, layout }: ClassGroup): RecordColumns {
  return {
    rows: 1,
    columns: columns.map(({ builder }) => {
      const column = builder(layout, { objects: 1, bytes: 0 });
      column.add({
        id: '',
        creationTime: 0,
        updateTime: 0,
        vector: null,
        namedVectors: null,
        properties: null,
      });
      return column.build();
    }),
  };
}

/**
 * The settings of a group are the global ones, since settings by name do not reach nested columns. Made anew for every
 * file: used twice, they silently turn into the defaults.
 */
function writerProperties(
  group: ColumnGroup,
  rows: number,
  { encoding, codec }: PageFormat,
): WriterProperties {
  const settings = columnSettings(group, encoding);
  const all = settings();
  let properties = new WriterPropertiesBuilder()
    .setMaxRowGroupSize(rows)
    .setEncoding(Encoding[all.encoding])
    .setDictionaryEnabled(all.dictionary)
    .setStatisticsEnabled(STATISTICS[all.statistics])
    .setCompression(compression(all, codec));
  for (const { name, settings: own } of group.columns) {
    if (own === undefined) continue;
    const flat = settings(name);
    properties = properties
      .setColumnEncoding(name, Encoding[flat.encoding])
      .setColumnDictionaryEnabled(name, flat.dictionary)
      .setColumnStatisticsEnabled(name, STATISTICS[flat.statistics])
      .setColumnCompression(name, compression(flat, codec));
  }
  return properties.build();
}

/** The settings of a group's columns by name, and of those that have none of their own without one. */
function columnSettings(
  { settings, columns }: ColumnGroup,
  encoding: EncodingName,
): (name?: string) => WrittenSettings {
  return (name) => {
    const own = columns.find((column) => column.name === name)?.settings;
    return writtenSettings({ ...settings, ...own }, encoding);
  };
}

function compression({ compressed }: WrittenSettings, codec: Codec): Compression {
  return compressed ? COMPRESSION[codec] : Compression.UNCOMPRESSED;
}
