import { ExportError } from '@weaviate-export/entities-export';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  readFooter,
  requiredInteger,
  requiredStruct,
  requiredText,
  RowGroup,
  SchemaElement,
  structs,
  texts,
} from './footer.ts';
import { readThriftStruct, type ThriftStruct } from './thrift-compact.ts';

/** Some columns of one row group as a Parquet file, with its metadata as structs: read once, and then changed as they are. */
export interface RowGroupFile {
  /** The file, or the memory in which its pages lie now. */
  readonly file: Uint8Array;
  readonly footer: ThriftStruct;
  readonly rowGroup: ThriftStruct;
  /** In its order. */
  readonly columns: readonly FileColumn[];
}

/** A column chunk of a file of one row group. */
export interface FileChunk {
  readonly metadata: ThriftStruct;
  /** What orders its values, where the footer says so. */
  readonly order: ThriftStruct | undefined;
  /** Where its pages begin in the file, and their bytes. */
  readonly start: number;
  readonly bytes: number;
  /** Lowest and highest value of each page, as Thrift bytes, where statistics were kept of them. */
  readonly columnIndex: Uint8Array | undefined;
  /** Where each page begins. */
  readonly offsetIndex: ThriftStruct | undefined;
}

/** A column of a file with all that is nested in it. */
export interface FileColumn {
  readonly name: string;
  /** Its schema elements, itself first, each before its children. */
  readonly elements: readonly ThriftStruct[];
  /** Its leaves, in the order of the elements. */
  readonly chunks: readonly FileChunk[];
}

/**
 * Reads the metadata of a file of one row group.
 * @param name of the file that it is a part of, for an error
 * @throws ExportError PARQUET_INVALID or ROWS_DIFFER
 */
export function readRowGroupFile(file: Uint8Array, name: string): RowGroupFile {
  const { footer } = readFooter(file);
  const [rowGroup, ...others] = structs(footer, FileMetaData.ROW_GROUPS);
  if (rowGroup === undefined || others.length > 0) {
    throw new ExportError('PARQUET_INVALID', [
      `a part has ${others.length + (rowGroup ? 1 : 0)} row groups instead of one`,
    ]);
  }
  const rows = requiredInteger(rowGroup, RowGroup.NUM_ROWS);
  if (rows !== requiredInteger(footer, FileMetaData.NUM_ROWS)) {
    throw new ExportError('ROWS_DIFFER', [
      name,
      `row group ${rows}, footer ${requiredInteger(footer, FileMetaData.NUM_ROWS)}`,
    ]);
  }
  return { file, footer, rowGroup, columns: fileColumns(file, footer, structs(rowGroup, RowGroup.COLUMNS)) };
}

/** @throws ExportError PARQUET_INVALID where schema and chunks do not fit one another */
function fileColumns(file: Uint8Array, footer: ThriftStruct, chunks: readonly ThriftStruct[]): FileColumn[] {
  const elements = structs(footer, FileMetaData.SCHEMA);
  const orders = structs(footer, FileMetaData.COLUMN_ORDERS);
  const columns: FileColumn[] = [];
  let [element, leaf] = [0, 0];

  const next = (): ThriftStruct => {
    const taken = elements[element++];
    if (taken === undefined) throw invalid('its schema ends too soon');
    return taken;
  };
  /** Takes an element with all below it, and their chunks. */
  const take = (path: readonly string[], own: ThriftStruct[], leaves: FileChunk[]): void => {
    const taken = next();
    const name = requiredText(taken, SchemaElement.NAME);
    own.push(taken);
    const children = integer(taken, SchemaElement.NUM_CHILDREN) ?? 0;
    for (let child = 0; child < children; child++) take([...path, name], own, leaves);
    if (children > 0) return;
    leaves.push(fileChunk(file, chunks[leaf], orders[leaf], [...path, name]));
    leaf += 1;
  };

  const children = requiredInteger(next(), SchemaElement.NUM_CHILDREN);
  for (let child = 0; child < children; child++) {
    const [own, leaves]: [ThriftStruct[], FileChunk[]] = [[], []];
    take([], own, leaves);
    columns.push({ name: requiredText(own[0]!, SchemaElement.NAME), elements: own, chunks: leaves });
  }
  if (element < elements.length || leaf < chunks.length)
    throw invalid('its schema has other columns than its row group');
  return columns;
}

function fileChunk(
  file: Uint8Array,
  chunk: ThriftStruct | undefined,
  order: ThriftStruct | undefined,
  path: readonly string[],
): FileChunk {
  if (chunk === undefined) throw invalid('its schema has other columns than its row group');
  const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
  const named = texts(metadata, ColumnMetaData.PATH);
  if (named.length !== path.length || named.some((name, index) => name !== path[index]))
    throw invalid(
      `its row group has the column ${JSON.stringify(named)} in place of ${JSON.stringify(path)}`,
    );
  const offsets = sliceOf(file, chunk, ColumnChunk.OFFSET_INDEX_OFFSET, ColumnChunk.OFFSET_INDEX_LENGTH);
  return {
    metadata: chunk,
    order,
    start: Math.min(
      requiredInteger(metadata, ColumnMetaData.DATA_PAGE),
      integer(metadata, ColumnMetaData.DICTIONARY_PAGE) ?? Infinity,
    ),
    bytes: requiredInteger(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES),
    columnIndex: sliceOf(file, chunk, ColumnChunk.COLUMN_INDEX_OFFSET, ColumnChunk.COLUMN_INDEX_LENGTH),
    offsetIndex: offsets && readThriftStruct(offsets).struct,
  };
}

/** The bytes of an index, as a copy; undefined where there is none. */
function sliceOf(file: Uint8Array, chunk: ThriftStruct, at: number, length: number): Uint8Array | undefined {
  const [offset, bytes] = [integer(chunk, at), integer(chunk, length)];
  return offset === undefined || bytes === undefined ? undefined : file.slice(offset, offset + bytes);
}

function invalid(problem: string): ExportError {
  return new ExportError('PARQUET_INVALID', [problem]);
}
