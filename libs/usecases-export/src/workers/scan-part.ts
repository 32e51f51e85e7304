import type { ExportObject, KeyRange } from '@weaviate-export/entities-export';
import type { ShardAddress, SnapshotReader } from '../ports/db-adapter.ts';
import type { ScannedPart } from '@weaviate-export/format';
import { type ClassLayout, ColumnsBuilder, rowGroupLimits } from '@weaviate-export/format';

/**
 * Scans a range into columns. Of a range that is an estimate, as much as a row group may hold: what is left is told.
 * @param pause called after every object; what it returns is awaited, so that a scan on the main thread lets others in
 */
export async function scanPart(
  reader: SnapshotReader,
  shard: ShardAddress,
  range: KeyRange,
  layout: ClassLayout,
  pause: () => Promise<void> | undefined = () => undefined,
): Promise<ScannedPart> {
  const builder = new ColumnsBuilder(layout, range);
  const limits = range.isEstimate === true ? rowGroupLimits(layout) : undefined;
  const isFull = (): boolean =>
    limits !== undefined && (builder.rows >= limits.objects || builder.bytes >= limits.bytes);
  const restFrom = ({ id }: ExportObject): KeyRange => ({
    ...range,
    first: id,
    objects: Math.max(1, range.objects - builder.rows),
    bytes: Math.max(1, range.bytes - builder.bytes),
  });
  const objects = reader.scan(shard, range);
  let rest: KeyRange | undefined;
  if (Symbol.iterator in objects) {
    for (const object of objects) {
      if (isFull()) {
        rest = restFrom(object);
        break;
      }
      builder.add(object);
      const paused = pause();
      if (paused !== undefined) await paused;
    }
  } else {
    for await (const object of objects) {
      if (isFull()) {
        rest = restFrom(object);
        break;
      }
      builder.add(object);
      await pause();
    }
  }
  const { rows, bytes, replacedCharacters, firstId, lastId, lengths } = builder;
  return {
    columns: builder.build(),
    scanned: rows,
    bytes,
    replacedCharacters,
    firstId,
    lastId,
    lengths,
    ...(rest !== undefined && { rest }),
  };
}
