import {
  type ClassDefinition,
  cutRanges,
  sizeOf,
  type ExportObject,
  type KeyRange,
  type RangeLimits,
} from '@weaviate-export/entities-export';
import type {
  DBAdapter,
  ExportableClass,
  ShardAddress,
  Snapshot,
  SnapshotReader,
  SnapshotRequest,
} from './db-adapter.ts';

/** A class held in arrays: the objects of each shard, in order of id. */
export interface ArrayClass {
  readonly definition: ClassDefinition;
  readonly shards: Readonly<Record<string, readonly ExportObject[]>>;
  readonly dimensions?: Readonly<Record<string, number>>;
}

/** Reads classes held in arrays. */
export class ArrayReader implements SnapshotReader {
  protected readonly held: readonly ArrayClass[];

  constructor(classes: readonly ArrayClass[]) {
    this.held = classes;
  }

  cut(address: ShardAddress, limits: RangeLimits): Iterable<KeyRange> {
    return cutRanges(
      this.#objects(address).map((object) => ({ id: object.id, bytes: sizeOf(object) })),
      limits,
    );
  }

  scan(address: ShardAddress, { first, last }: KeyRange): Iterable<ExportObject> {
    return this.#objects(address).filter(({ id }) => id >= first && id <= last);
  }

  #objects({ class: name, shard }: ShardAddress): readonly ExportObject[] {
    return this.held.find(({ definition }) => definition.class === name)!.shards[shard]!;
  }
}

/** A source over arrays, scanned on the main thread, that counts the snapshots that are open. */
export class ArraySource implements DBAdapter {
  classes: ArrayClass[];
  openSnapshots = 0;

  constructor(...classes: ArrayClass[]) {
    this.classes = classes;
  }

  async listClasses(): Promise<string[]> {
    return this.classes.map(({ definition }) => definition.class);
  }

  async openSnapshot({ classes }: SnapshotRequest): Promise<Snapshot> {
    const held = this.classes.filter(({ definition }) => classes.includes(definition.class));
    const described = held.map(({ definition, shards, dimensions = {} }): ExportableClass => ({
      name: definition.class,
      definition,
      dimensions,
      shards: Object.keys(shards).map((name) => ({ name })),
    }));
    this.openSnapshots += 1;
    return Object.assign(new ArrayReader(held), {
      consistency: 'snapshot' as const,
      classes: described,
      [Symbol.asyncDispose]: async () => {
        this.openSnapshots -= 1;
      },
    });
  }
}
