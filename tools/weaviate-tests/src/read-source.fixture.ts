import { createWeaviateSource, type WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import type { ExportObject } from '@weaviate-export/entities-export';
import type {
  ExportableClass,
  OpenSnapshotReader,
  Snapshot,
  WorkerSource,
} from '@weaviate-export/usecases-export';

const LIMITS = { objects: 10_000, bytes: 64 * 1024 * 1024 };

/** An object as JSON has it, with vectors as arrays. */
export interface ReadObject {
  readonly id: string;
  readonly creationTime: number;
  readonly updateTime: number;
  readonly vector: readonly number[] | null;
  readonly vectors: Readonly<Record<string, unknown>>;
  /** JSON text. */
  readonly properties: string | null;
}

export interface ReadClass extends Omit<ExportableClass, 'shards'> {
  readonly consistency: string;
  readonly shards: Readonly<Record<string, readonly ReadObject[]>>;
  readonly skipped: Readonly<Record<string, string>>;
}

/** Reads a class as an export does: the snapshot on one reader, the objects on another, as a worker thread has it. */
export async function readClass(options: WeaviateOptions, name: string): Promise<ReadClass> {
  await using source = createWeaviateSource(options);
  let shared: WorkerSource | undefined;
  await using snapshot = await source.openSnapshot({
    classes: [name],
    signal: new AbortController().signal,
    prepare: async () => undefined,
    share: async (worker) => void (shared = worker),
  });
  const { openSnapshotReader } = (await import(shared!.moduleUrl)) as {
    openSnapshotReader: OpenSnapshotReader;
  };
  using reader = await openSnapshotReader(shared!.options);
  const [found] = snapshot.classes;
  if (found === undefined) throw new Error(`there is no class ${name}`);
  const shards: Record<string, ReadObject[]> = {};
  for (const { name: shard, skipReason } of found.shards)
    if (skipReason === undefined) shards[shard] = await readShard(snapshot, reader, { class: name, shard });
  const skipped = Object.fromEntries(
    found.shards.flatMap(({ name: shard, skipReason }) =>
      skipReason === undefined ? [] : [[shard, skipReason] as const],
    ),
  );
  return { ...found, consistency: snapshot.consistency, shards, skipped };
}

async function readShard(
  snapshot: Snapshot,
  reader: Pick<Snapshot, 'scan'>,
  address: { class: string; shard: string },
): Promise<ReadObject[]> {
  const objects: ReadObject[] = [];
  for await (const range of snapshot.cut(address, LIMITS))
    for await (const object of reader.scan(address, range)) objects.push(copyOf(object));
  return objects;
}

function copyOf({
  id,
  creationTime,
  updateTime,
  vector,
  namedVectors,
  properties,
}: ExportObject): ReadObject {
  const vectors = Object.entries(namedVectors ?? {}).map(([name, value]) => [
    name,
    value instanceof Float32Array ? [...value] : value.map((one) => [...one]),
  ]);
  return {
    id,
    creationTime,
    updateTime,
    vector: vector && [...vector],
    vectors: Object.fromEntries(vectors) as Record<string, unknown>,
    properties: properties === null ? null : Buffer.from(properties as Uint8Array).toString(),
  };
}
