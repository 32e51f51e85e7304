import { ExportError, UUID } from '@weaviate-export/entities-export';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  KeyValue,
  MAGIC,
  optionalStruct,
  requiredInteger,
  requiredStruct,
  requiredText,
  RowGroup,
  Statistics,
  structs,
  texts,
  TRAILER_BYTES,
} from './footer.ts';
import type { RandomAccess } from './random-access.ts';
import { readThriftStruct, type ThriftStruct, writeThriftStruct } from './thrift-compact.ts';

/** What is read at once from a file's end, in bytes: most footers are shorter. */
const TAIL_BYTES = 64 * 1024;
/** Longest footer that is read, in bytes: more is no metadata of ours, but an attack on memory. */
const MOST_FOOTER_BYTES = 256 * 1024 * 1024;

/** A Parquet file that lies somewhere, by its footer. */
export interface StoredFile {
  readonly source: RandomAccess;
  /** Its metadata without row groups. */
  readonly metadata: ThriftStruct;
  readonly keyValues: ReadonlyMap<string, string>;
  /** Its schema as a Thrift struct, of which the manifest's fingerprint is. */
  readonly schema: Uint8Array;
  readonly rows: number;
  readonly rowGroups: readonly StoredRowGroup[];
}

export interface StoredRowGroup {
  readonly rows: number;
  /** Of its pages, uncompressed. */
  readonly bytes: number;
  readonly chunks: readonly StoredChunk[];
  /** Lowest and highest id, where its statistics tell them whole. */
  readonly ids?: { readonly lowest: string; readonly highest: string };
}

/** The pages of a leaf column in a row group. */
export interface StoredChunk {
  readonly path: readonly string[];
  readonly start: number;
  readonly bytes: number;
  readonly uncompressedBytes: number;
  readonly metadata: ThriftStruct;
}

/**
 * Reads the footer of a file.
 * @throws ExportError PARQUET_INVALID, naming the file, or what reading it throws
 */
export async function openStoredFile(source: RandomAccess): Promise<StoredFile> {
  const fail = (problem: string): ExportError =>
    new ExportError('PARQUET_INVALID', [`${source.name}: ${problem}`]);
  if (source.bytes < MAGIC.length + TRAILER_BYTES) throw fail('it is too short');
  const tailStart = Math.max(0, source.bytes - TAIL_BYTES);
  const tail = await source.read(tailStart, source.bytes - tailStart);
  const isMagic = MAGIC.every((byte, index) => tail[tail.length - MAGIC.length + index] === byte);
  if (tail.length !== source.bytes - tailStart || !isMagic) throw fail('it does not end with PAR1');
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const length = view.getUint32(tail.length - TRAILER_BYTES, true);
  const start = source.bytes - TRAILER_BYTES - length;
  if (start < MAGIC.length) throw fail('its footer is longer than the file');
  if (length > MOST_FOOTER_BYTES)
    throw fail(`its footer has ${length} bytes: at most ${MOST_FOOTER_BYTES} are allowed`);
  const bytes =
    start >= tailStart ? tail.slice(start - tailStart, -TRAILER_BYTES) : await source.read(start, length);
  try {
    return storedFile(source, readThriftStruct(bytes).struct, start);
  } catch (cause) {
    throw new ExportError('PARQUET_INVALID', [`${source.name}: ${(cause as Error).message}`], { cause });
  }
}

function storedFile(source: RandomAccess, metadata: ThriftStruct, end: number): StoredFile {
  const rowGroups = structs(metadata, FileMetaData.ROW_GROUPS).map((rowGroup) =>
    storedRowGroup(rowGroup, end),
  );
  const rows = requiredInteger(metadata, FileMetaData.NUM_ROWS);
  const summed = rowGroups.reduce((sum, group) => sum + group.rows, 0);
  if (summed !== rows) throw new Error(`its footer counts ${rows} rows, its row groups ${summed}`);
  if (structs(metadata, FileMetaData.SCHEMA).length === 0) throw new Error('it has no schema');
  const keyValues = structs(metadata, FileMetaData.KEY_VALUES).map(
    (pair) =>
      [
        requiredText(pair, KeyValue.KEY),
        pair.has(KeyValue.VALUE) ? requiredText(pair, KeyValue.VALUE) : '',
      ] as const,
  );
  const schema: ThriftStruct = new Map();
  schema.set(FileMetaData.SCHEMA, metadata.get(FileMetaData.SCHEMA)!);
  return {
    source,
    metadata,
    keyValues: new Map(keyValues),
    schema: writeThriftStruct(schema),
    rows,
    rowGroups,
  };
}

function storedRowGroup(rowGroup: ThriftStruct, end: number): StoredRowGroup {
  const chunks = structs(rowGroup, RowGroup.COLUMNS).map((chunk) => storedChunk(chunk, end));
  const ids = chunks.find(({ path }) => path.length === 1 && path[0] === 'id');
  const bounds = ids && idsOf(requiredStruct(ids.metadata, ColumnChunk.META_DATA));
  return {
    rows: requiredInteger(rowGroup, RowGroup.NUM_ROWS),
    bytes: chunks.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0),
    chunks,
    ...(bounds && { ids: bounds }),
  };
}

function storedChunk(chunk: ThriftStruct, end: number): StoredChunk {
  const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
  const path = texts(metadata, ColumnMetaData.PATH);
  const dictionary = integer(metadata, ColumnMetaData.DICTIONARY_PAGE) || Infinity;
  const start = Math.min(requiredInteger(metadata, ColumnMetaData.DATA_PAGE), dictionary);
  const bytes = requiredInteger(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES);
  if (start < MAGIC.length || bytes < 0 || start + bytes > end)
    throw new Error(`its column ${path.join('.')} lies outside of the file`);
  const uncompressedBytes = requiredInteger(metadata, ColumnMetaData.TOTAL_BYTES);
  return { path, start, bytes, uncompressedBytes, metadata: chunk };
}

/** Statistics may be cut to a prefix: then there is no id in them. */
function idsOf(metadata: ThriftStruct): StoredRowGroup['ids'] {
  const statistics = optionalStruct(metadata, ColumnMetaData.STATISTICS);
  if (!statistics?.has(Statistics.MIN) || !statistics.has(Statistics.MAX)) return undefined;
  const [lowest, highest] = [
    requiredText(statistics, Statistics.MIN),
    requiredText(statistics, Statistics.MAX),
  ];
  return UUID.test(lowest) && UUID.test(highest) ? { lowest, highest } : undefined;
}
