import {
  bytesBound,
  cutRest,
  type ExportObject,
  type KeyRange,
  type RangeLimits,
  sizeOf,
} from '@weaviate-export/entities-export';
import type { ShardAddress, SnapshotReader } from '../ports/db-adapter.ts';
import type { ScannedPart } from '@weaviate-export/format';
import { type ClassLayout, ColumnsBuilder, rowGroupLimits } from '@weaviate-export/format';

/**
 * Scans a range into columns. Of a range that is an estimate, as much as a row group may hold: what is left is cut anew.
 * @param pause called after every object; what it returns is awaited, so that a scan on the main thread lets others in
 */
export async function scanPart(
  reader: SnapshotReader,
  shard: ShardAddress,
  range: KeyRange,
  layout: ClassLayout,
  pause: () => Promise<void> | undefined = () => undefined,
): Promise<ScannedPart> {
  const limits = range.isEstimate === true ? scanLimits(range, layout) : undefined;
  const builder = new ColumnsBuilder(layout, expectedOf(range, limits));
  const isFull = (object: ExportObject): boolean =>
    limits !== undefined &&
    builder.rows > 0 &&
    (builder.rows >= limits.objects || builder.bytes + sizeOf(object) > limits.bytes);
  const restFrom = ({ id }: ExportObject): readonly KeyRange[] =>
    cutRest(range, { objects: builder.rows, bytes: builder.bytes, firstId: builder.firstId }, id);
  const objects = reader.scan(shard, range);
  let rest: readonly KeyRange[] = [];
  if (Symbol.iterator in objects) {
    for (const object of objects) {
      if (isFull(object)) {
        rest = restFrom(object);
        break;
      }
      builder.add(object);
      const paused = pause();
      if (paused !== undefined) await paused;
    }
  } else {
    for await (const object of objects) {
      if (isFull(object)) {
        rest = restFrom(object);
        break;
      }
      builder.add(object);
      await pause();
    }
  }
  const { rows, bytes, replacedCharacters, firstId, lastId, lengths } = builder;
  const seen = { scanned: rows, bytes, replacedCharacters, firstId, lastId, lengths };
  return { columns: builder.build(), ...seen, rest };
}

/** Where the scan of an estimate stops: the room that it has is by what was estimated. */
function scanLimits(range: KeyRange, layout: ClassLayout): RangeLimits {
  const { objects, bytes } = rowGroupLimits(layout);
  return { objects, bytes: Math.min(bytes, bytesBound(range)) };
}

/** An estimate may be of far more than a row group. */
function expectedOf({ objects, bytes }: KeyRange, limits: RangeLimits | undefined): RangeLimits {
  return limits === undefined
    ? { objects, bytes }
    : { objects: Math.min(objects, limits.objects), bytes: Math.min(bytes, limits.bytes) };
}
