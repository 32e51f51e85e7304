import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import { tableFromIPC, type RecordBatch } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { readIds, readObjects, type ReadClass } from '../layout/object-reader.ts';
import { copyRowGroup } from './row-group-copy.ts';
import type { StoredFile } from './stored-file.ts';

/** Rows that come out of the decoder together; columns of more than 2 GiB of text it could not hold. */
const BATCH_ROWS = 8_192;

/**
 * The objects of a row group, whatever its layout, encoding and codec, in the order of the file, as often as they are
 * gone through.
 * @throws ExportError PARQUET_INVALID, naming file, row group and column, or what reading the file throws
 */
export async function readRowGroup(
  file: StoredFile,
  index: number,
  ofClass: ReadClass,
): Promise<Iterable<ExportObject>> {
  const batches = await decoded(file, index, () => true);
  return {
    *[Symbol.iterator]() {
      for (const batch of batches) yield* named(file, index, readObjects(batch, ofClass));
    },
  };
}

/**
 * The ids of a row group.
 * @throws ExportError as `readRowGroup`
 */
export async function readRowGroupIds(file: StoredFile, index: number): Promise<string[]> {
  const batches = await decoded(file, index, (column) => column === 'id');
  return batches.flatMap((batch) => [...named(file, index, readIds(batch))]);
}

async function decoded(
  file: StoredFile,
  index: number,
  isWanted: (column: string) => boolean,
): Promise<RecordBatch[]> {
  const group = file.rowGroups[index]!;
  try {
    return decode(await copyRowGroup(file, group, isWanted), group.rows);
  } catch (error) {
    throw invalid(file, index, error);
  }
}

function decode(file: Uint8Array, rows: number): RecordBatch[] {
  // Synchronous: the decoder's streams hang where a page is damaged.
  const stream = readParquet(file, { batchSize: BATCH_ROWS }).intoIPCStream();
  const { batches, numRows } = tableFromIPC(stream);
  if (numRows !== rows) throw new Error(`it has ${numRows} rows where the footer says ${rows}`);
  return batches;
}

/** What goes wrong on the way tells where. */
function* named<T>(file: StoredFile, index: number, values: Iterable<T>): Generator<T> {
  try {
    yield* values;
  } catch (error) {
    throw invalid(file, index, error);
  }
}

function invalid({ source }: StoredFile, index: number, cause: unknown): ExportError {
  const told = cause instanceof Error ? cause.message : String(cause);
  return new ExportError('PARQUET_INVALID', [`${source.name}, row group ${index}: ${told}`], { cause });
}
