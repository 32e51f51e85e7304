import { createWeaviateSource, type WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import type { ExportObject } from '@weaviate-export/entities-export';
import type {
  ExportableClass,
  OpenSnapshotReader,
  Reading,
  Snapshot,
  WorkerSource,
} from '@weaviate-export/usecases-export';

/** Objects after which others get a turn. */
const PAUSE_OBJECTS = 1_000;

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
  /** As the server counts them. */
  readonly counts: Readonly<Record<string, number | undefined>>;
}

/**
 * Reads a class as an export does: the snapshot on one reader, the objects on another, as a worker thread has it.
 * @param meanwhile awaited once ranges are cut, and again after every thousandth object
 */
export async function readClass(
  options: WeaviateOptions,
  name: string,
  meanwhile: () => Promise<void> = async () => undefined,
  reading: Reading & { readonly tenants?: readonly string[] } = {},
): Promise<ReadClass> {
  await using source = createWeaviateSource(options);
  let shared: WorkerSource | undefined;
  await using snapshot = await source.openSnapshot({
    ...reading,
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
    if (skipReason === undefined)
      shards[shard] = await readShard(snapshot, reader, { class: name, shard }, meanwhile);
  const skipped = Object.fromEntries(
    found.shards.flatMap(({ name: shard, skipReason }) =>
      skipReason === undefined ? [] : [[shard, skipReason] as const],
    ),
  );
  const counts = Object.fromEntries(found.shards.map(({ name: shard, objects }) => [shard, objects]));
  return { ...found, consistency: snapshot.consistency, shards, skipped, counts };
}

async function readShard(
  snapshot: Snapshot,
  reader: Pick<Snapshot, 'scan'>,
  address: { class: string; shard: string },
  meanwhile: () => Promise<void>,
): Promise<ReadObject[]> {
  const objects: ReadObject[] = [];
  const ranges = await Array.fromAsync(snapshot.cut(address, LIMITS));
  await meanwhile();
  for (const range of ranges) {
    for await (const object of reader.scan(address, range)) {
      objects.push(copyOf(object));
      if (objects.length % PAUSE_OBJECTS === 0) await meanwhile();
    }
  }
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
