import { ExportError } from '@weaviate-export/entities-export';
import {
  Compression,
  EnabledStatistics,
  Encoding,
  Table as WasmTable,
  writeParquet,
  WriterPropertiesBuilder,
  type WriterProperties,
} from 'parquet-wasm';
import { giveBackMemory } from '../columns/column-memory.ts';
import type { Column, RecordColumns } from '../columns/columns.ts';
import { writtenSettings } from '../layout/column-settings.ts';
import type { EncodingName } from '../layout/encoding.ts';
import type { ColumnGroup, ColumnSettings, ClassLayout, WrittenSettings } from '../layout/layout.ts';
import { layoutOf } from '../layout/layouts.ts';
import { toRecordBatch } from '../columns/record-batch.ts';
import { byteArrayLeaf } from './byte-array-pages.ts';
import { byteArraySample, SHOWN_BYTES } from './byte-array-sample.ts';
import { classGroups, type ClassGroup } from './class-groups.ts';
import type { Codec } from './codec.ts';
import { compressFile } from './compressed-file.ts';
import type { EncodedRowGroup } from './encoded-row-group.ts';
import { OffsetIndex } from './footer.ts';
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

/** Texts and bytes of a part that are encoded with its other columns, in bytes: one call takes less time than two. */
const SMALL_BYTES = 64 * 1024;

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
  const { all, small } = classGroups(layout, pages);
  const isSmallPart = isNative(pages) && small.every((one) => isSmall(one, membersOf(one, columns)));
  return encodeGroups(isSmallPart ? small : all, { rows, columns }, pages, memory);
}

/** The same by groups that hold all columns of the class: which ones makes no difference to the bytes. */
export function encodeGroups(
  groups: readonly ClassGroup[],
  { rows, columns }: RecordColumns,
  pages: PageFormat,
  memory = new OutputMemory(),
): EncodedRowGroup {
  const { layout } = groups[0]!;
  const files = groups.map((ofClass) => {
    const members = { rows, columns: membersOf(ofClass, columns) };
    const { bulk } = ofClass.group;
    return bulk === 'vectors'
      ? vectorGroup(ofClass, members, pages, memory)
      : bulk === 'byte arrays' && isNative(pages)
        ? byteArrayGroup(ofClass, members, pages, memory)
        : encodeGroup(ofClass, members, pages, memory);
  });
  return joinColumnGroups(layoutOf(layout.name).columns, files, layout.className);
}

/** The columns of a group, of all those of the layout in its order. */
function membersOf({ group, layout }: ClassGroup, columns: readonly Column[]): Column[] {
  const order = layoutOf(layout.name).columns.map(({ name }) => name);
  return group.columns.map(({ name }) => columns[order.indexOf(name)]!);
}

/**
 * True for a group that may be encoded as those of small parts are, to the same bytes: its texts and bytes are few, none is
 * so long that the encoder would see more of it than a sample holds, and NULL are all or none, since the encoder has
 * levels that come and go as bits where they are runs here.
 */
function isSmall({ joined }: ClassGroup, columns: readonly Column[]): boolean {
  if (joined === undefined) return true;
  const bytes = columns.reduce((sum, { values }) => sum + (values?.byteLength ?? 0), 0);
  return (
    bytes <= SMALL_BYTES &&
    columns.every(
      (column) => (column.nulls === 0 || column.nulls === column.length) && longest(column) <= SHOWN_BYTES,
    )
  );
}

function longest({ offsets, length }: Column): number {
  let most = 0;
  if (offsets !== undefined)
    for (let row = 0; row < length; row++) most = Math.max(most, offsets[row + 1]! - offsets[row]!);
  return most;
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
  // As where they are written without the encoder, for which pages' bytes are no use.
  for (const { name, chunks } of compressed.columns)
    if (ofClass.joined?.has(name) === true)
      for (const { offsetIndex } of chunks) offsetIndex?.delete(OffsetIndex.BYTE_ARRAY_BYTES);
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
        ofNulls(ofClass, pages),
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

/** What the encoder makes of a row of NULLs: the same for all parts of a class. */
function ofNulls(ofClass: ClassGroup, pages: PageFormat): RowGroupFile {
  ofClass.ofNulls ??= encodeFile(ofClass, emptyRow(ofClass), pages);
  return readRowGroupFile(ofClass.ofNulls, ofClass.layout.className);
}

function encode(ofClass: ClassGroup, columns: RecordColumns, pages: PageFormat): RowGroupFile {
  return readRowGroupFile(encodeFile(ofClass, columns, pages), ofClass.layout.className);
}

function encodeFile({ group, schema }: ClassGroup, columns: RecordColumns, pages: PageFormat): Uint8Array {
  const stream = ipcStream(schema, toRecordBatch(schema, columns));
  giveBackMemory(columns);
  const table = WasmTable.fromIPCStream(stream);
  giveBackMemory(stream);
  // Both the table and the properties are consumed by the call, whether it throws or not.
  return writeParquet(table, writerProperties(group, columns.rows, pages));
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
