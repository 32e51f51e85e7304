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
import type { ColumnGroup, ColumnSettings, ClassLayout } from '../layout/layout.ts';
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
import { isNative, type NativeCodec } from './page-codec.ts';
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
  codec: Codec,
  memory = new OutputMemory(),
): EncodedRowGroup {
  if (rows === 0) throw new ExportError('PARQUET_INVALID', ['a row group needs a row']);
  const { columns: order, groups } = layoutOf(layout.name);
  const files = groups.map((group) => {
    const schema = arrowSchema(group.columns, layout);
    const members = {
      rows,
      columns: group.columns.map((column) => columns[order.indexOf(column)]!),
    };
    return group.bulk !== undefined && isNative(codec)
      ? writeGroup({ group, schema, layout }, members, codec, memory)
      : encodeGroup({ group, schema, layout }, members, codec, memory);
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
  { group, schema, layout }: ClassGroup,
  columns: RecordColumns,
  codec: Codec,
  memory: OutputMemory,
): RowGroupFile {
  const file = encode(group, schema, columns, isNative(codec) ? 'none' : codec);
  const encoded = readRowGroupFile(file, layout.className);
  if (!isNative(codec)) return encoded;
  const compressed = compressFile(encoded, codec, (name) => isCompressed(group, name), memory);
  giveBackMemory(file);
  return compressed;
}

/** A group whose pages are written without the encoder, by what it makes of a few rows. */
function writeGroup(
  { group, schema, layout }: ClassGroup,
  { rows, columns }: RecordColumns,
  codec: NativeCodec,
  memory: OutputMemory,
): RowGroupFile {
  const template = (few: RecordColumns): RowGroupFile =>
    readRowGroupFile(encode(group, schema, few, codec), layout.className);
  if (group.bulk === 'vectors') {
    const leaves = schema.fields.flatMap((field, index) => vectorLeaves(field, columns[index]!));
    return writeLeaves(
      template(emptyRow(group, layout)),
      leaves.map((leaf) => vectorPages(leaf, rows, codec)),
      rows,
      memory,
    );
  }
  const samples = columns.map(byteArraySample);
  return writeLeaves(
    template({ rows: 2, columns: samples.map(({ column }) => column) }),
    columns.map((column, index) => byteArrayLeaf(column, samples[index]!.isHighestCut, codec)),
    rows,
    memory,
  );
}

function encode(
  group: ColumnGroup,
  schema: Schema,
  columns: RecordColumns,
  codec: Codec,
): Uint8Array<ArrayBuffer> {
  const stream = ipcStream(toRecordBatch(schema, columns));
  giveBackMemory(columns);
  const table = WasmTable.fromIPCStream(stream);
  giveBackMemory(stream);
  // Both the table and the properties are consumed by the call, whether it throws or not.
  return writeParquet(table, writerProperties(group, columns.rows, codec)) as Uint8Array<ArrayBuffer>;
}

function isCompressed({ settings, columns }: ColumnGroup, name: string): boolean {
  return columns.find((column) => column.name === name)?.settings?.compressed ?? settings.compressed;
}

/** A row in which every column is NULL that can be. */
function emptyRow({ columns }: ColumnGroup, layout: ClassLayout): RecordColumns {
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
function writerProperties({ settings, columns }: ColumnGroup, rows: number, codec: Codec): WriterProperties {
  let properties = new WriterPropertiesBuilder()
    .setMaxRowGroupSize(rows)
    .setEncoding(Encoding[settings.encoding])
    .setDictionaryEnabled(settings.dictionary)
    .setStatisticsEnabled(STATISTICS[settings.statistics])
    .setCompression(compression(settings, codec));
  for (const { name, settings: own } of columns) {
    if (own === undefined) continue;
    const flat = { ...settings, ...own };
    properties = properties
      .setColumnEncoding(name, Encoding[flat.encoding])
      .setColumnDictionaryEnabled(name, flat.dictionary)
      .setColumnStatisticsEnabled(name, STATISTICS[flat.statistics])
      .setColumnCompression(name, compression(flat, codec));
  }
  return properties.build();
}

function compression({ compressed }: ColumnSettings, codec: Codec): Compression {
  return compressed ? COMPRESSION[codec] : Compression.UNCOMPRESSED;
}
