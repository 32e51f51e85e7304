import {
  parquetFileName,
  sizeOf,
  type ClassDefinition,
  type ExportObject,
  type VectorDefinition,
} from '@weaviate-export/entities-export';
import { Table, tableToIPC } from 'apache-arrow';
import {
  Compression,
  EnabledStatistics,
  Table as WasmTable,
  writeParquet,
  WriterPropertiesBuilder,
} from 'parquet-wasm';
import { toRecordBatch } from '../columns/record-batch.ts';
import { arrowSchema } from '../layout/arrow-schema.ts';
import { ColumnsBuilder } from '../layout/columns-builder.ts';
import { DEFAULT_LAYOUT, classLayout, type LayoutColumn, type LayoutName } from '../layout/layout.ts';
import { layoutOf } from '../layout/layouts.ts';
import { DEFAULT_ENCODING, type EncodingName } from '../layout/encoding.ts';
import { DEFAULT_CODEC, type Codec } from './codec.ts';
import { encodePart } from './encode-part.ts';
import type { EncodedRowGroup } from './encoded-row-group.ts';
import { FileAssembler, type AssembledFile, type ByteWriter, type FileContents } from './file-assembler.ts';
import { MAGIC } from './footer.ts';
import { JoinedRowGroups } from './joined-row-groups.ts';
import type { EncodedPart } from './part.ts';

/** A class with its objects, in order of id, as one shard. */
export interface FilledClass {
  readonly definition: ClassDefinition;
  readonly objects: readonly ExportObject[];
  readonly dimensions?: Readonly<Record<string, number>>;
  readonly encoding?: EncodingName;
  readonly codec?: Codec;
  readonly level?: number;
  readonly layout?: LayoutName;
  /** Objects a row group. */
  readonly rowGroup?: number;
  /** Parts tell the text of their schema. */
  readonly withSchema?: boolean;
}

/** Keeps the bytes that it is given. */
export class CollectingWriter implements ByteWriter {
  readonly pieces: Uint8Array[] = [];

  get file(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.pieces));
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.pieces.push(bytes.slice());
  }
}

export function contents({
  definition,
  dimensions = {},
  layout = DEFAULT_LAYOUT,
}: FilledClass): FileContents {
  return {
    name: parquetFileName(definition.class),
    className: definition.class,
    definition,
    dimensions,
    layout: classLayout(layout, definition),
  };
}

/** The row groups of a class, each encoded on this thread as a worker does it. */
export function encodedParts(filled: FilledClass): EncodedPart[] {
  const {
    objects,
    encoding = DEFAULT_ENCODING,
    codec = DEFAULT_CODEC,
    level,
    rowGroup = 10_000,
    withSchema = false,
  } = filled;
  const pages = { encoding, codec, ...(level !== undefined && { level }) };
  const { layout } = contents(filled);
  const parts: EncodedPart[] = [];
  for (let from = 0; from < objects.length; from += rowGroup) {
    const group = objects.slice(from, from + rowGroup);
    const bytes = group.reduce((sum, object) => sum + sizeOf(object), 0);
    const builder = new ColumnsBuilder(layout, { objects: group.length, bytes });
    for (const object of group) builder.add(object);
    const { rows, replacedCharacters, firstId, lastId, lengths } = builder;
    const seen = { scanned: rows, bytes, replacedCharacters, firstId, lastId, lengths };
    const scanned = { columns: builder.build(), ...seen, rest: [] };
    parts.push(encodePart(scanned, { layout, pages, withSchema }));
  }
  return parts;
}

/** A class as the Parquet file that an export makes of it. */
export async function encodedFile(
  filled: FilledClass,
): Promise<{ file: Uint8Array; assembled: AssembledFile; vectors: readonly VectorDefinition[] }> {
  const file = contents(filled);
  const writer = new CollectingWriter();
  const assembler = new FileAssembler(file, writer);
  for (const part of encodedParts(filled)) await assembler.append(part, part.scanned);
  const assembled = await assembler.finish(filled.objects.length);
  return { file: writer.file, assembled, vectors: file.layout.vectors };
}

/** The row groups of a class joined to a file, with the key-value pairs given. */
export function joinedFile(filled: FilledClass, keyValues?: ReadonlyMap<string, string>): Uint8Array {
  return fileOf(
    encodedParts(filled).map(({ rowGroup }) => rowGroup),
    keyValues,
  );
}

/** Row groups as a file. */
export function fileOf(
  rowGroups: readonly EncodedRowGroup[],
  keyValues: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const joining = new JoinedRowGroups();
  for (const rowGroup of rowGroups) joining.append(rowGroup, 'Doc.parquet');
  const pages = rowGroups.flatMap((rowGroup) => rowGroup.pages);
  return new Uint8Array(Buffer.concat([MAGIC, ...pages, ...joining.finish(keyValues)]));
}

/** Some columns of a class's objects as the encoder writes them whole, all with the same settings. */
export function writtenByEncoder(
  columns: readonly LayoutColumn[],
  { definition, objects, layout = DEFAULT_LAYOUT, rowGroup = 10_000 }: FilledClass,
  compression = Compression.ZSTD,
): Uint8Array {
  const ofClass = classLayout(layout, definition);
  const builder = new ColumnsBuilder(ofClass, { objects: objects.length, bytes: 0 });
  for (const object of objects) builder.add(object);
  const built = builder.build();
  const all = layoutOf(layout).columns;
  const members = columns.map((column) => built.columns[all.indexOf(column)]!);
  const schema = arrowSchema(columns, ofClass);
  const table = new Table(schema, [toRecordBatch(schema, { rows: built.rows, columns: members })]);
  const properties = new WriterPropertiesBuilder()
    .setCompression(compression)
    .setStatisticsEnabled(EnabledStatistics.Page)
    .setMaxRowGroupSize(rowGroup)
    .build();
  return writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream')), properties);
}
