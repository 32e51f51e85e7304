import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
  type ParquetParsers,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { isExportError } from '@weaviate-export/entities-export';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** An open Parquet file: its footer is read, its rows are not. */
export interface ParquetFile {
  /** As the caller typed it: what messages show. */
  readonly name: string;
  readonly buffer: AsyncBuffer;
  readonly footer: FileMetaData;
  /** The top-level columns that the caller asked for, in that order. */
  readonly columns: readonly SchemaTree[];
}

export type Row = Readonly<Record<string, unknown>>;

/** `PAR1`, four bytes of length and `PAR1` again: nothing shorter can be a Parquet file. */
const SMALLEST_FILE_BYTES = 12;

/**
 * Values as the file holds them: times as text with all their digits, where a Date would stop at milliseconds,
 * and byte strings as bytes, since those without a declared text type need not be text.
 */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => isoTime(millis, 3),
  timestampFromMicroseconds: (micros) => isoTime(micros, 6),
  timestampFromNanoseconds: (nanos) => isoTime(nanos, 9),
  dateFromDays: (days) => isoTime(BigInt(days) * 86_400n, 0).slice(0, -'T00:00:00Z'.length),
};

/**
 * Reads the footer.
 * @param chosen top-level columns, in their order; undefined means all
 * @throws Failure, also for a column that is not there
 */
export async function readFooter(
  name: string,
  buffer: AsyncBuffer,
  chosen: readonly string[] | undefined,
): Promise<ParquetFile> {
  if (buffer.byteLength < SMALLEST_FILE_BYTES) throw notParquet(name, `it has ${buffer.byteLength} bytes`);
  let footer: FileMetaData;
  try {
    footer = await parquetMetadataAsync(buffer, {
      geoparquet: false,
      // The bounds of a column that is not declared as text stay bytes.
      parsers: { ...PARSERS, stringFromBytes: (bytes: Uint8Array) => bytes },
    });
  } catch (cause) {
    // What the backend says of itself says nothing of the file.
    if (isExportError(cause)) throw cause;
    throw notParquet(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
  return { name, buffer, footer, columns: chosenColumns(parquetSchema(footer).children, chosen) };
}

/**
 * The first `count` rows, of the chosen columns alone. Only the row groups that hold them are read, and where the
 * file has an offset index, only their pages.
 * @throws Failure where the pages cannot be decoded
 */
export async function readHead(
  { name, buffer, footer, columns }: ParquetFile,
  count: number,
): Promise<Row[]> {
  try {
    return await parquetReadObjects({
      file: buffer,
      metadata: footer,
      columns: columns.map(({ element }) => element.name),
      rowStart: 0,
      rowEnd: Math.min(count, Number(footer.num_rows)),
      compressors,
      parsers: PARSERS,
      utf8: false,
      geoparquet: false,
      useOffsetIndex: true,
    });
  } catch (cause) {
    if (isExportError(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure(
      EXIT.failed,
      `the rows of '${name}' cannot be decoded (${reason}). The footer is sound, so the data before it is damaged: ` +
        `compare the file's sha256 with manifest.json beside it, and copy it again.`,
      { cause },
    );
  }
}

function notParquet(name: string, reason: string, cause?: unknown): Failure {
  return new Failure(
    EXIT.failed,
    `'${name}' is not a Parquet file, or not a whole one (${reason}). If it was copied, copy it again; ` +
      `if an export still writes it, wait until its status is SUCCESS.`,
    { cause },
  );
}

function chosenColumns(all: readonly SchemaTree[], names: readonly string[] | undefined): SchemaTree[] {
  if (names === undefined) return [...all];
  return names.map((name) => {
    const column = all.find(({ element }) => element.name === name);
    if (column) return column;
    throw new Failure(
      EXIT.wrongArguments,
      `no column '${name}'; the file has: ${all.map(({ element }) => element.name).join(', ')}`,
    );
  });
}

/** A count of 10^-digits seconds since 1970 as RFC 3339; beyond the years of a Date, the count itself. */
function isoTime(count: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const fraction = ((count % perSecond) + perSecond) % perSecond;
  const date = new Date(Number((count - fraction) / perSecond) * 1000);
  if (Number.isNaN(date.getTime())) return count.toString();
  const seconds = date.toISOString().slice(0, -'.000Z'.length);
  return digits === 0 ? `${seconds}Z` : `${seconds}.${fraction.toString().padStart(digits, '0')}Z`;
}
