import { type ExportObject, sizeOf } from '@weaviate-export/entities-export';
import type { ObjectWriter, RestoredShard, WriterStep } from '../ports/restore-target.ts';

/** Objects of a batch and their bytes, whichever comes first: a millisecond or two of the thread that takes them. */
const OBJECTS_A_BATCH = 256;
const BYTES_A_BATCH = 1024 * 1024;

/** Packs objects for a target that has no writer of its own: arrays of ExportObject, with memory of their own. */
export const objectBatches: ObjectWriter & Disposable = {
  *write(_shard: RestoredShard, objects: Iterable<ExportObject>): Generator<WriterStep> {
    let batch: ExportObject[] = [];
    let bytes = 0;
    for (const object of objects) {
      batch.push(copyOf(object));
      bytes += sizeOf(object);
      if (batch.length < OBJECTS_A_BATCH && bytes < BYTES_A_BATCH) continue;
      yield { batch, transfer: [] };
      [batch, bytes] = [[], 0];
    }
    if (batch.length > 0) yield { batch, transfer: [] };
  },
  [Symbol.dispose]() {},
};

/** Views would take the columns along that they are of. */
function copyOf({ vector, namedVectors, properties, ...object }: ExportObject): ExportObject {
  return {
    ...object,
    vector: vector?.slice() ?? null,
    namedVectors:
      namedVectors &&
      Object.fromEntries(
        Object.entries(namedVectors).map(([name, value]) => [
          name,
          value instanceof Float32Array ? value.slice() : value.map((vector) => vector.slice()),
        ]),
      ),
    properties: typeof properties === 'string' ? properties : (properties?.slice() ?? null),
  };
}
