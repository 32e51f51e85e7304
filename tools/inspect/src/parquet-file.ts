import { stat } from 'node:fs/promises';
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
  type ParquetParsers,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type Call } from './call.ts';
import { FileError, UsageError } from './failures.ts';

/** An open Parquet file: its footer is read, its rows are not. */
export interface ParquetFile {
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

/** Reads the footer. Throws FileError or, for a column that is not there, UsageError. */
export async function openParquet({ file, path, columns }: Call): Promise<ParquetFile> {
  const size = await sizeOf(file, path);
  if (size < SMALLEST_FILE_BYTES) throw notParquet(file, `it has ${size} bytes`);
  const buffer = await asyncBufferFromFile(path);
  let footer: FileMetaData;
  try {
    footer = await parquetMetadataAsync(buffer, {
      geoparquet: false,
      // The bounds of a column that is not declared as text stay bytes.
      parsers: { ...PARSERS, stringFromBytes: (bytes: Uint8Array) => bytes },
    });
  } catch (cause) {
    throw notParquet(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
  return { buffer, footer, columns: chosenColumns(parquetSchema(footer).children, columns) };
}

/**
 * The first `count` rows, of the chosen columns alone. Only the row groups that hold them are read, and where the
 * file has an offset index, only their pages.
 * @throws FileError where the pages cannot be decoded
 */
export async function readHead(
  { buffer, footer, columns }: ParquetFile,
  { file, rows }: Call,
): Promise<Row[]> {
  try {
    return await parquetReadObjects({
      file: buffer,
      metadata: footer,
      columns: columns.map(({ element }) => element.name),
      rowStart: 0,
      rowEnd: Math.min(rows, Number(footer.num_rows)),
      compressors,
      parsers: PARSERS,
      utf8: false,
      geoparquet: false,
      useOffsetIndex: true,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FileError(
      `the rows of '${file}' cannot be decoded (${reason}). The footer is sound, so the data before it is damaged: ` +
        `compare the file's sha256 with manifest.json beside it, and copy it again.`,
      { cause },
    );
  }
}

async function sizeOf(file: string, path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new FileError(`'${file}' is a folder; name one of the .parquet files in it.`);
    }
    return found.size;
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw new FileError(`'${file}' cannot be opened: ${code}.`, { cause });
    throw new FileError(
      `there is no file '${file}' (looked at ${path}). An export's files lie at {path}/{id}/{Class}.parquet; ` +
        `they appear when its status is SUCCESS.`,
      { cause },
    );
  }
}

function notParquet(file: string, reason: string, cause?: unknown): FileError {
  return new FileError(
    `'${file}' is not a Parquet file, or not a whole one (${reason}). If it was copied, copy it again; ` +
      `if an export still writes it, wait until its status is SUCCESS.`,
    { cause },
  );
}

function chosenColumns(all: readonly SchemaTree[], names: readonly string[] | undefined): SchemaTree[] {
  if (names === undefined) return [...all];
  return names.map((name) => {
    const column = all.find(({ element }) => element.name === name);
    if (column) return column;
    throw new UsageError(
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
