import type { ClassDefinition, KeyRange, RangeLimits } from '@weaviate-export/entities-export';
import { ArrayReader, ArraySource, type ArrayClass } from '../ports/array-source.fixture.ts';
import type { OpenSnapshotReader, ShardAddress, Snapshot, SnapshotRequest } from '../ports/db-adapter.ts';
import { objects } from './export-world.fixture.ts';

const PROPERTIES = 1_500;
const OBJECTS = 300;
const OBJECTS_A_ROW_GROUP = 50;

/** A class of as many properties as are hard to export as columns. */
function wideClass(): ArrayClass {
  const types = ['text', 'int', 'number'];
  const properties = Array.from({ length: PROPERTIES }, (_, index) => ({
    name: `property${index}`,
    dataType: [types[index % types.length]!],
  }));
  const definition: ClassDefinition = { class: 'Wide', properties };
  const values = (row: number): object =>
    Object.fromEntries(
      properties.map(({ name, dataType: [type] }, index) => [
        name,
        type === 'text' ? `${row}, ${index}` : row + index,
      ]),
    );
  const own = objects(OBJECTS).map((object, row) => ({ ...object, properties: JSON.stringify(values(row)) }));
  return { definition, shards: { s0: own }, dimensions: { '': 2 } };
}

class WideReader extends ArrayReader {
  override cut(address: ShardAddress, limits: RangeLimits): Iterable<KeyRange> {
    return super.cut(address, { ...limits, objects: OBJECTS_A_ROW_GROUP });
  }
}

/** What a worker thread opens. */
export const openSnapshotReader: OpenSnapshotReader = () =>
  Object.assign(new WideReader([wideClass()]), { [Symbol.dispose]() {} });

/** A class `Wide` of thousands of columns in `typed`, which the workers of an export read for themselves. */
export class WideSource extends ArraySource {
  constructor() {
    super(wideClass());
  }

  override async openSnapshot(request: SnapshotRequest): Promise<Snapshot> {
    await request.share({ moduleUrl: import.meta.url, options: undefined });
    return super.openSnapshot(request);
  }
}
