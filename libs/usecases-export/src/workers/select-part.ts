import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import { type ClassLayout, ColumnsBuilder, projected, type ScannedPart } from '@weaviate-export/format';
import type { PackedObjects, SelectedPart, SelectionJob } from '../ports/part-executor.ts';
import type { SnapshotReader } from '../ports/db-adapter.ts';
import { filteredObject } from '../selection/filtered-object.ts';
import { parseWhere } from '../selection/where-filter.ts';
import { ObjectPacker, unpack } from './packed-objects.ts';
import { type Pause, scanRange } from './scan-range.ts';

/**
 * Scans a range and packs what a filter lets through, as far as the layout has it: the filter sees all of an object.
 * @param pause as in `scanPart`
 */
export async function selectPart(
  reader: SnapshotReader,
  { shard, range, layout, definition, where }: SelectionJob,
  pause?: Pause,
): Promise<SelectedPart> {
  const { matches } = parseWhere(where, definition, 'where');
  const project = projected(layout.projection);
  const packer = new ObjectPacker();
  const take = (object: ExportObject): void => {
    try {
      if (matches(filteredObject(object))) packer.add(project(object));
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new ExportError('OBJECT_INVALID', [shard.class, object.id, problem], { cause });
    }
  };
  const seen = await scanRange(reader, shard, range, layout, take, pause);
  return { ...seen, pieces: packer.finish() };
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
