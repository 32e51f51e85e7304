import {
  bytesBound,
  cutRest,
  type ExportObject,
  type KeyRange,
  type RangeLimits,
  sizeOf,
} from '@weaviate-export/entities-export';
import { type ClassLayout, rowGroupLimits } from '@weaviate-export/format';
import type { ShardAddress, SnapshotReader, Wanted } from '../ports/db-adapter.ts';

/** What a scan has seen. */
export interface SeenRange {
  readonly scanned: number;
  /** Sum of `exportObjectBytes`. */
  readonly bytes: number;
  /** What is left of a range that was an estimate, and held more than a row group may, in ranges again. */
  readonly rest: readonly KeyRange[];
}

export type Pause = () => Promise<void> | undefined;

/**
 * Scans a range; of one that is an estimate, as much as a row group may hold: what is left is cut anew.
 * @param take called with each object, whose arrays are good until it returns
 * @param pause called after every object; what it returns is awaited, so that a scan on the main thread lets others in
 */
export async function scanRange(
  reader: SnapshotReader,
  shard: ShardAddress,
  range: KeyRange,
  layout: ClassLayout,
  take: (object: ExportObject) => void,
  pause: Pause = () => undefined,
  wanted: Wanted = vectorsWanted(layout),
): Promise<SeenRange> {
  const limits = scanLimits(range, layout);
  const ids = range.ids && new Set(range.ids);
  let [scanned, bytes, firstId] = [0, 0, ''];
  let rest: readonly KeyRange[] = [];
  /** False where the range ends before the object. */
  const add = (object: ExportObject): boolean => {
    if (ids?.has(object.id) === false) return true;
    const size = sizeOf(object);
    if (limits !== undefined && scanned > 0 && (scanned >= limits.objects || bytes + size > limits.bytes)) {
      rest = range.ids
        ? [restOfIds(range, range.ids, object.id)]
        : cutRest(range, { objects: scanned, bytes, firstId }, object.id);
      return false;
    }
    take(object);
    if (scanned === 0) firstId = object.id;
    scanned += 1;
    bytes += size;
    return true;
  };
  const objects = reader.scan(shard, range, wanted);
  if (Symbol.iterator in objects) {
    for (const object of objects) {
      if (!add(object)) break;
      const paused = pause();
      if (paused !== undefined) await paused;
    }
  } else {
    for await (const object of objects) {
      if (!add(object)) break;
      await pause();
    }
  }
  return { scanned, bytes, rest };
}

/** Filters and layouts see all properties of an object. */
function vectorsWanted({ projection }: ClassLayout): Wanted {
  return projection?.vectors === undefined ? {} : { vectors: projection.vectors };
}

function restOfIds(range: KeyRange, ids: readonly string[], first: string): KeyRange {
  const left = ids.slice(ids.findIndex((id) => id >= first));
  const bytes = Math.ceil((range.bytes * left.length) / ids.length);
  return { ...range, first, objects: left.length, bytes, ids: left };
}

/** Where the scan of an estimate stops: the room that it has is by what was estimated. */
export function scanLimits(range: KeyRange, layout: ClassLayout): RangeLimits | undefined {
  if (range.isEstimate !== true) return undefined;
  const { objects, bytes } = rowGroupLimits(layout);
  return { objects, bytes: Math.min(bytes, bytesBound(range)) };
}
