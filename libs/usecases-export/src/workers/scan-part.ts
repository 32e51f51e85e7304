import type { KeyRange, RangeLimits } from '@weaviate-export/entities-export';
import type { ShardAddress, SnapshotReader } from '../ports/db-adapter.ts';
import type { ScannedPart } from '@weaviate-export/format';
import { type ClassLayout, ColumnsBuilder } from '@weaviate-export/format';
import { type Pause, scanLimits, scanRange } from './scan-range.ts';

/**
 * Scans a range into columns. Of a range that is an estimate, as much as a row group may hold: what is left is cut anew.
 * @param pause called after every object; what it returns is awaited, so that a scan on the main thread lets others in
 */
export async function scanPart(
  reader: SnapshotReader,
  shard: ShardAddress,
  range: KeyRange,
  layout: ClassLayout,
  pause?: Pause,
): Promise<ScannedPart> {
  const builder = new ColumnsBuilder(layout, expectedOf(range, layout));
  const seen = await scanRange(reader, shard, range, layout, (object) => builder.add(object), pause);
  return { columns: builder.build(), ...builder.seen, ...seen };
}

/** An estimate may be of far more than a row group. Of vectors that are left out, nobody knows how large they are. */
function expectedOf(range: KeyRange, layout: ClassLayout): RangeLimits {
  const limits = scanLimits(range, layout) ?? range;
  return {
    objects: Math.min(range.objects, limits.objects),
    bytes: layout.projection?.vectors === undefined ? Math.min(range.bytes, limits.bytes) : 0,
  };
}
