import { ExportError } from '@weaviate-export/entities-export';
import { Table, tableToIPC, type Schema } from 'apache-arrow';
import {
  Compression,
  EnabledStatistics,
  Encoding,
  Table as WasmTable,
  writeParquet,
  WriterPropertiesBuilder,
  type WriterProperties,
} from 'parquet-wasm';
import type { RecordColumns } from '../layout/columns.ts';
import { toRecordBatch } from '../layout/record-batch.ts';
import type { Codec } from './codec.ts';

const COMPRESSION: Record<Codec, Compression> = {
  zstd: Compression.ZSTD,
  snappy: Compression.SNAPPY,
  lz4: Compression.LZ4_RAW,
  gzip: Compression.GZIP,
  none: Compression.UNCOMPRESSED,
};

/**
 * Encodes rows as a Parquet file of one row group, synchronously: the encoder's streaming writer ends a file too soon,
 * and says nothing, where its source fails.
 * @throws ExportError PARQUET_INVALID for no rows at all, which the encoder cannot write
 */
export function encodeRowGroup(
  schema: Schema,
  columns: RecordColumns,
  codec: Codec,
): Uint8Array<ArrayBuffer> {
  if (columns.rows === 0) throw new ExportError('PARQUET_INVALID', ['a row group needs a row']);
  const stream = tableToIPC(new Table(schema, [toRecordBatch(schema, columns)]), 'stream');
  // Both the table and the properties are consumed by the call, whether it throws or not.
  return writeParquet(
    WasmTable.fromIPCStream(stream),
    writerProperties(columns.rows, codec),
  ) as Uint8Array<ArrayBuffer>;
}

/**
 * The settings of the vectors are the global ones, since settings by name do not reach nested columns; the flat columns
 * are set by name. Made anew for every file: used twice, they silently turn into the defaults.
 */
function writerProperties(rows: number, codec: Codec): WriterProperties {
  return new WriterPropertiesBuilder()
    .setCompression(COMPRESSION[codec])
    .setEncoding(Encoding.BYTE_STREAM_SPLIT)
    .setDictionaryEnabled(false)
    .setStatisticsEnabled(EnabledStatistics.None)
    .setMaxRowGroupSize(rows)
    .setColumnEncoding('id', Encoding.PLAIN)
    .setColumnStatisticsEnabled('id', EnabledStatistics.Page)
    .setColumnEncoding('class_name', Encoding.PLAIN)
    .setColumnDictionaryEnabled('class_name', true)
    .setColumnStatisticsEnabled('class_name', EnabledStatistics.Chunk)
    .setColumnEncoding('creation_time', Encoding.DELTA_BINARY_PACKED)
    .setColumnStatisticsEnabled('creation_time', EnabledStatistics.Page)
    .setColumnEncoding('update_time', Encoding.DELTA_BINARY_PACKED)
    .setColumnStatisticsEnabled('update_time', EnabledStatistics.Page)
    .setColumnEncoding('properties', Encoding.PLAIN)
    .setColumnStatisticsEnabled('properties', EnabledStatistics.Chunk)
    .build();
}
