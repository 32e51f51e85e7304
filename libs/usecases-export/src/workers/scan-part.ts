import type { KeyRange } from '@weaviate-export/entities-export';
import type { ShardAddress, SnapshotReader } from '../ports/db-adapter.ts';
import type { ScannedPart } from '@weaviate-export/format';
import { type ClassLayout, ColumnsBuilder } from '@weaviate-export/format';

/**
 * Scans a range into columns.
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
  const objects = reader.scan(shard, range);
  if (Symbol.iterator in objects) {
    for (const object of objects) {
      builder.add(object);
      const paused = pause();
      if (paused !== undefined) await paused;
    }
  } else {
    for await (const object of objects) {
      builder.add(object);
      await pause();
    }
  }
  const { rows, bytes, firstId, lastId, lengths } = builder;
  return { columns: builder.build(), scanned: rows, bytes, firstId, lastId, lengths };
}
