import { type ColumnMetaData, type SchemaElement } from 'hyparquet';
import { logicalType } from './schema-text.ts';
import { type ParquetFile } from './parquet-file.ts';

const TEXT = new Set(['STRING', 'JSON', 'ENUM']);

/** What a footer says about one column chunk. Sizes in bytes, page headers included. */
export interface ChunkFacts {
  /** Names from the root down, joined by dots. */
  readonly path: string;
  readonly type: string;
  readonly codec: string;
  readonly encodings: readonly string[];
  /** Values of the leaf, NULLs counted. */
  readonly values: bigint;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  /** The statistics, each undefined where the writer left it out. */
  readonly nulls: bigint | undefined;
  readonly min: unknown;
  readonly max: unknown;
  /** False where the bound was cut short and only encloses the values. */
  readonly minExact: boolean;
  readonly maxExact: boolean;
}

export interface RowGroupFacts {
  readonly rows: bigint;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  readonly columns: readonly ChunkFacts[];
}

export interface FileFacts {
  readonly sizeBytes: number;
  readonly rows: bigint;
  readonly createdBy: string | undefined;
  readonly formatVersion: number;
  readonly footerBytes: number;
  readonly keyValueMetadata: Readonly<Record<string, string>>;
  /** Row groups with the chosen columns alone; their totals are of these. */
  readonly rowGroups: readonly RowGroupFacts[];
}

/** All that `meta` shows, read from the footer alone. */
export function fileFacts({ buffer, footer, columns }: ParquetFile): FileFacts {
  const chosen = new Set(columns.map(({ element }) => element.name));
  // Column chunks come in the order of the schema's leaves.
  const leaves = footer.schema.filter(({ type }) => type !== undefined);
  return {
    sizeBytes: buffer.byteLength,
    rows: footer.num_rows,
    createdBy: footer.created_by,
    formatVersion: footer.version,
    footerBytes: footer.metadata_length,
    keyValueMetadata: Object.fromEntries(
      (footer.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']),
    ),
    rowGroups: footer.row_groups.map((group) => {
      const chunks = group.columns.flatMap(({ meta_data: chunk }, at) =>
        chunk && chosen.has(chunk.path_in_schema[0] ?? '') ? [chunkFacts(chunk, leaves[at])] : [],
      );
      return {
        rows: group.num_rows,
        compressedBytes: total(chunks.map((chunk) => chunk.compressedBytes)),
        uncompressedBytes: total(chunks.map((chunk) => chunk.uncompressedBytes)),
        columns: chunks,
      };
    }),
  };
}

function chunkFacts(chunk: ColumnMetaData, leaf: SchemaElement | undefined): ChunkFacts {
  const statistics = chunk.statistics ?? {};
  return {
    path: chunk.path_in_schema.join('.'),
    type: chunk.type,
    codec: chunk.codec,
    encodings: chunk.encodings,
    values: chunk.num_values,
    compressedBytes: Number(chunk.total_compressed_size),
    uncompressedBytes: Number(chunk.total_uncompressed_size),
    nulls: statistics.null_count,
    // The two older fields have no defined order for text; they are a last resort, as in Apache's own tools.
    min: bound(statistics.min_value ?? statistics.min, leaf),
    max: bound(statistics.max_value ?? statistics.max, leaf),
    minExact: statistics.is_min_value_exact !== false,
    maxExact: statistics.is_max_value_exact !== false,
  };
}

/** Text where the column is declared to hold text, though the writer may have cut it within a character. */
function bound(value: unknown, leaf: SchemaElement | undefined): unknown {
  const isText = value instanceof Uint8Array && leaf && TEXT.has(logicalType(leaf) ?? '');
  return isText ? new TextDecoder().decode(value) : value;
}

function total(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}
