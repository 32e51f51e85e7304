import {
  compareIdsAt,
  ENTRY_BYTES,
  idAt,
  IdEntriesBuilder,
  timeAt,
  countOf,
  type IdEntries,
  UNKNOWN_TIME,
} from '@weaviate-export/format';
import { TimeSlice } from '@weaviate-export/waiting';
import type { ChainLayer } from '../stored/export-chain.ts';
import type { StoredIds } from '../stored/stored-ids.ts';

/** Where a stretch of ids begins, and where it ends: before an id, or with the last of all. */
export interface IdSpan {
  readonly from: string;
  readonly end?: string;
}

/** What became of the objects of a stretch of ids since a base was made. */
export interface ComparedSpan {
  /** Ids of those that are new or have another update time. */
  readonly changed: readonly string[];
  /** Those of the changed that the base has. */
  readonly known: ReadonlySet<string>;
  /** Those that the base has and are not there any more; nobody knows when they went. */
  readonly gone: IdEntries;
}

/**
 * Compares the objects of a stretch with what the base, and those that it is laid over, have of it.
 * @param found the objects that are there, in order
 */
export async function compareSpan(
  ids: StoredIds,
  layers: readonly ChainLayer[],
  { from, end }: IdSpan,
  found: IdEntries,
): Promise<ComparedSpan> {
  const cursors: Cursor[] = [];
  for (const [age, { home, objects, deletes }] of layers.entries()) {
    const take = async (files: typeof objects, isDelete: boolean): Promise<void> => {
      for (const file of files)
        for (const entries of await ids.between({ home, file, isChecked: isDelete }, from, end))
          cursors.push({ entries, index: 0, age, isDelete });
    };
    await take(objects, false);
    await take(deletes, true);
  }
  const changed: string[] = [];
  const known = new Set<string>();
  const gone = new IdEntriesBuilder();
  const slice = new TimeSlice();
  const tell = (entries: Uint8Array, index: number, isKnown: boolean): void => {
    const id = idAt(entries, index);
    changed.push(id);
    if (isKnown) known.add(id);
  };
  let place = 0;
  for (let lowest; (lowest = lowestOf(cursors)) !== undefined;) {
    const pause = slice.pause();
    if (pause !== undefined) await pause;
    for (; place < countOf(found) && compareIdsAt(found, place, lowest.entries, lowest.index) < 0; place++)
      tell(found, place, false);
    const isFound = place < countOf(found) && compareIdsAt(found, place, lowest.entries, lowest.index) === 0;
    if (isFound) {
      const isSame = !lowest.isDelete && timeAt(found, place) === timeAt(lowest.entries, lowest.index);
      if (!isSame) tell(found, place, !lowest.isDelete);
      place += 1;
    } else if (!lowest.isDelete) gone.add(idAt(lowest.entries, lowest.index), UNKNOWN_TIME);
    leave(cursors, lowest);
  }
  for (; place < countOf(found); place++) tell(found, place, false);
  return { changed, known, gone: gone.build() };
}

/** Entries of one row group, and how far they have been gone through. */
interface Cursor {
  readonly entries: Uint8Array;
  index: number;
  /** Of the export that has them: 0 of the newest. */
  readonly age: number;
  readonly isDelete: boolean;
}

/** The entry of the lowest id, and of the newest export that has it; of one export an object stands above a delete. */
function lowestOf(cursors: readonly Cursor[]): Cursor | undefined {
  let lowest: Cursor | undefined;
  for (const cursor of cursors) {
    const order =
      lowest === undefined ? -1 : compareIdsAt(cursor.entries, cursor.index, lowest.entries, lowest.index);
    const isNewer =
      order === 0 && (cursor.age < lowest!.age || (cursor.age === lowest!.age && lowest!.isDelete));
    if (order < 0 || isNewer) lowest = cursor;
  }
  return lowest;
}

/** Leaves the id of an entry, in whichever exports it is. */
function leave(cursors: Cursor[], { entries, index }: Cursor): void {
  const one = entries.subarray(index * ENTRY_BYTES, (index + 1) * ENTRY_BYTES);
  for (let at = cursors.length - 1; at >= 0; at--) {
    const cursor = cursors[at]!;
    if (compareIdsAt(cursor.entries, cursor.index, one, 0) !== 0) continue;
    cursor.index += 1;
    if (cursor.index === countOf(cursor.entries)) cursors.splice(at, 1);
  }
}
