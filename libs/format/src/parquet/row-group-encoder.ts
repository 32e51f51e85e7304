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
import type { ColumnGroup, ColumnSettings, LayoutDescription } from '../layout/layout.ts';
import { layoutOf } from '../layout/layouts.ts';
import { toRecordBatch } from '../columns/record-batch.ts';
import { byteArrayLeaf } from './byte-array-pages.ts';
import { byteArraySample } from './byte-array-sample.ts';
import type { Codec } from './codec.ts';
import { compressFile } from './compressed-file.ts';
import { ipcStream } from './ipc-stream.ts';
import { writeLeafFile, type Leaf } from './leaf-file.ts';
import { OutputMemory } from './output-memory.ts';
import { isNative, type NativeCodec } from './page-codec.ts';
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
 * Encodes rows as Parquet files of one row group, one a column group of the layout, synchronously: the encoder's
 * streaming writer ends a file too soon, and says nothing, where its source fails. The memory of the columns is freed, a
 * group at a time.
 * @throws ExportError PARQUET_INVALID for no rows at all, which the encoder cannot write
 */
export function encodeRowGroup(
  description: LayoutDescription,
  { rows, columns }: RecordColumns,
  codec: Codec,
  memory = new OutputMemory(),
): Uint8Array[] {
  if (rows === 0) throw new ExportError('PARQUET_INVALID', ['a row group needs a row']);
  const layout = layoutOf(description.name);
  return layout.groups.map((group) => {
    const schema = arrowSchema(group.columns, description);
    const members = group.columns.map((column) => columns[layout.columns.indexOf(column)]!);
    if (!isNative(codec)) return encode(group, schema, { rows, columns: members }, codec);
    if (group.bulk === undefined) {
      const file = encode(group, schema, { rows, columns: members }, 'none');
      const compressed = compressFile(file, codec, (name) => isCompressed(group, name), memory);
      giveBackMemory(file);
      return compressed;
    }
    const { template, leaves } = bulk(group, schema, description, { rows, columns: members }, codec);
    return writeLeafFile(template, leaves, rows, memory);
  });
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

/** The leaves of a group that is written without the encoder, and what the encoder makes of a few rows. */
function bulk(
  group: ColumnGroup,
  schema: Schema,
  description: LayoutDescription,
  { rows, columns }: RecordColumns,
  codec: NativeCodec,
): { readonly template: Uint8Array; readonly leaves: readonly Leaf[] } {
  if (group.bulk === 'vectors') {
    const leaves = schema.fields.flatMap((field, index) => vectorLeaves(field, columns[index]!));
    return {
      template: encode(group, schema, emptyRow(group, description), codec),
      leaves: leaves.map((leaf) => vectorPages(leaf, rows, codec)),
    };
  }
  const samples = columns.map(byteArraySample);
  return {
    leaves: columns.map((column, index) => byteArrayLeaf(column, samples[index]!.isHighestCut, codec)),
    template: encode(group, schema, { rows: 2, columns: samples.map(({ column }) => column) }, codec),
  };
}

function isCompressed({ settings, columns }: ColumnGroup, name: string): boolean {
  return columns.find((column) => column.name === name)?.settings?.compressed ?? settings.compressed;
}

/** A row in which every column is NULL that can be. */
function emptyRow({ columns }: ColumnGroup, description: LayoutDescription): RecordColumns {
  return {
    rows: 1,
    columns: columns.map(({ builder }) => {
      const column = builder(description, { objects: 1, bytes: 0 });
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
