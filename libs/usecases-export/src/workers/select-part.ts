import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import {
  type ClassLayout,
  ColumnsBuilder,
  IdEntriesBuilder,
  projected,
  type ScannedPart,
} from '@weaviate-export/format';
import type {
  EntriesJob,
  PackedObjects,
  RangeEntries,
  SelectedPart,
  SelectionJob,
} from '../ports/part-executor.ts';
import type { SnapshotReader, Wanted } from '../ports/db-adapter.ts';
import { filteredObject } from '../selection/filtered-object.ts';
import { parseWhere } from '../selection/where-filter.ts';
import { ObjectPacker, unpack } from './packed-objects.ts';
import { type Pause, scanRange } from './scan-range.ts';

const NEITHER: Wanted = { vectors: [], properties: [] };

/**
 * Scans a range and packs what a filter lets through, as far as the layout has it: the filter sees all of an object.
 * @param pause as in `scanPart`
 */
export async function selectPart(
  reader: SnapshotReader,
  { shard, range, layout, definition, where, tellsLeft = false }: SelectionJob,
  pause?: Pause,
): Promise<SelectedPart> {
  const matches = where === undefined ? undefined : parseWhere(where, definition, 'where').matches;
  const left = new IdEntriesBuilder();
  const project = projected(layout.projection);
  const packer = new ObjectPacker();
  const take = (object: ExportObject): void => {
    try {
      if (matches?.(filteredObject(object)) ?? true) packer.add(project(object));
      else if (tellsLeft) left.add(object.id, object.updateTime);
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new ExportError('OBJECT_INVALID', [shard.class, object.id, problem], { cause });
    }
  };
  const seen = await scanRange(reader, shard, range, layout, take, pause);
  return { ...seen, pieces: packer.finish(), left: left.build() };
}

/**
 * Scans a range for ids and update times.
 * @param pause as in `scanPart`
 */
export async function entriesOfPart(
  reader: SnapshotReader,
  { shard, range, layout }: EntriesJob,
  pause?: Pause,
): Promise<RangeEntries> {
  const entries = new IdEntriesBuilder();
  const take = ({ id, updateTime }: ExportObject): void => entries.add(id, updateTime);
  const { rest } = await scanRange(reader, shard, range, layout, take, pause, NEITHER);
  return { entries: entries.build(), rest };
}

/** Packed objects, of which nothing is left to leave out, as columns. */
export function columnsOf(
  pieces: readonly PackedObjects[],
  { projection: _, ...layout }: ClassLayout,
): ScannedPart {
  const sizes = pieces.flatMap((piece) => [...piece.sizes]);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const builder = new ColumnsBuilder(layout, { objects: sizes.length, bytes });
  for (const object of unpack(pieces)) builder.add(object);
  return { columns: builder.build(), ...builder.seen, scanned: builder.rows, bytes, rest: [] };
}
