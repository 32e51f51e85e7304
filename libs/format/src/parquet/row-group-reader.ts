import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import { tableFromIPC, type RecordBatch } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { type DecodedRows, rowsOfBatch } from '../layout/decoded-rows.ts';
import { type IdEntries, IdEntriesBuilder } from '../layout/id-entries.ts';
import { readIds, readObjects, readTimes, type ReadClass } from '../layout/object-reader.ts';
import { type FetchedRowGroup, fetchRowGroup } from './fetched-row-group.ts';
import type { RowWindow } from './row-window.ts';
import type { StoredFile } from './stored-file.ts';
import { UnpackedRowGroup } from './unpacked-row-group.ts';

/** Rows that come out of the decoder together; columns of more than 2 GiB of text it could not hold. */
const BATCH_ROWS = 8_192;

/** The part of a fetched row group that tells where it is from. */
type Place = Pick<FetchedRowGroup, 'name' | 'index'>;

/**
 * The objects of a row group, whatever its layout, encoding and codec, in the order of the file, as often as they are
 * gone through.
 * @throws ExportError PARQUET_INVALID, naming file, row group and column, or what reading the file throws
 */
export async function readRowGroup(
  file: StoredFile,
  index: number,
  ofClass: ReadClass,
  window?: RowWindow,
): Promise<Iterable<ExportObject>> {
  return decodeRowGroup(await fetchRowGroup(file, index, { window }), ofClass);
}

/**
 * The objects of a row group that was fetched, by this thread or another.
 * @throws ExportError PARQUET_INVALID, naming file, row group and column
 */
export function decodeRowGroup(fetched: FetchedRowGroup, ofClass: ReadClass): Iterable<ExportObject> {
  const batches = decoded(fetched);
  return {
    *[Symbol.iterator]() {
      for (const batch of batches) yield* named(fetched, readObjects(batch, ofClass));
    },
  };
}

/**
 * The ids of a row group.
 * @throws ExportError as `readRowGroup`
 */
export async function readRowGroupIds(
  file: StoredFile,
  index: number,
  window?: RowWindow,
): Promise<string[]> {
  const fetched = await fetchRowGroup(file, index, { isWanted: (column) => column === 'id', window });
  return decoded(fetched).flatMap((batch) => [...named(fetched, readIds(batch))]);
}

/**
 * The ids of a row group that was fetched, with update times, or of a file of deletes with delete times.
 * @throws ExportError as `decodeRowGroup`, also where ids do not rise
 */
export function decodeIdEntries(fetched: FetchedRowGroup): IdEntries {
  const builder = new IdEntriesBuilder();
  let before = '';
  for (const batch of decoded(fetched))
    for (const [id, time] of named(fetched, readTimes(batch))) {
      if (id <= before) throw invalid(fetched, new Error(`its ids do not rise at ${id}`));
      builder.add(id, time);
      before = id;
    }
  return builder.build();
}

function decoded(fetched: FetchedRowGroup): DecodedRows[] {
  try {
    const group = new UnpackedRowGroup(fetched);
    if (group.isWindow) return [decodeWindow(group)];
    const file = group.file((column) => group.columns.has(column));
    return decodeFile(file, fetched.rows).map(rowsOfBatch);
  } catch (error) {
    throw invalid(fetched, error);
  }
}

/** Each column by itself, since the pages of each begin and end at rows of their own. */
function decodeWindow(group: UnpackedRowGroup): DecodedRows {
  const columns = group.chunks.map(({ leaf, rows, lead }) => {
    const name = leaf.path[0]!;
    const [batch] = decodeFile(
      group.file((column) => column === name),
      rows,
      rows,
    );
    return [name, { data: batch!.data.children[0]!, lead }] as const;
  });
  return { rows: group.rows, columns: new Map(columns) };
}

/**
 * The rows of a file of one row group.
 * @param together rows of a batch
 * @throws Error or what the decoder throws
 */
export function decodeFile(file: Uint8Array, rows: number, together = BATCH_ROWS): RecordBatch[] {
  // Synchronous: the decoder's streams hang where a page is damaged.
  const stream = readParquet(file, { batchSize: together }).intoIPCStream();
  const { batches, numRows } = tableFromIPC(stream);
  if (numRows !== rows) throw new Error(`it has ${numRows} rows where the footer says ${rows}`);
  return batches;
}

/** What goes wrong on the way tells where. */
function* named<T>(place: Place, values: Iterable<T>): Generator<T> {
  try {
    yield* values;
  } catch (error) {
    throw invalid(place, error);
  }
}

function invalid({ name, index }: Place, cause: unknown): ExportError {
  const told = cause instanceof Error ? cause.message : String(cause);
  return new ExportError('PARQUET_INVALID', [`${name}, row group ${index}: ${told}`], { cause });
}
