import {
  type ClassProgress,
  type ExportState,
  type ExportStatus,
  isFinished,
  METADATA_FILE,
  type ShardProgress,
} from '@weaviate-export/entities-export';
import type { ReadHome } from './read-home.ts';

/** What of the metadata of Weaviate's own exports is told (1.37 and later). Times that have not come are of the year 1. */
export interface WeaviateMetadata {
  readonly id: string;
  readonly backend: string;
  readonly startedAt: string;
  readonly completedAt?: string;
  readonly status: ExportState;
  readonly classes: readonly string[] | null;
  readonly error?: string;
  readonly shardStatus?: ExportStatus['shardStatus'];
  /** Which shards each node exports; the nodes tell of them in files of their own while the export runs. */
  readonly nodeAssignments?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

interface NodeStatus {
  readonly shardProgress?: Readonly<Record<string, Readonly<Record<string, ShardProgress>>>>;
}

/**
 * How an export of Weaviate's own stands, by what lies there; undefined where none of its metadata does. What it does not
 * tell is put together: the classes' progress of their shards, their bytes of the files that lie there.
 */
export async function weaviateStatus(home: ReadHome): Promise<ExportStatus | undefined> {
  const metadata = (await home.json(METADATA_FILE)) as Partial<WeaviateMetadata> | null | undefined;
  if (typeof metadata?.status !== 'string' || typeof metadata.startedAt !== 'string') return undefined;
  const { id = '', backend = '', status, startedAt, classes, error } = metadata;
  const completed = Date.parse(metadata.completedAt ?? '');
  const shardStatus = metadata.shardStatus ?? (await nodesShards(home, metadata.nodeAssignments ?? {}));
  const isOver = isFinished(status) && completed > 0;
  return {
    ...{ id, backend, path: home.describe(), status },
    startedAt: new Date(startedAt).toISOString(),
    ...(isOver && {
      completedAt: new Date(completed).toISOString(),
      tookInMs: Math.max(0, completed - Date.parse(startedAt)),
    }),
    ...(error && { error }),
    classes: [...(classes ?? [])],
    progress: progressOf(status, classes ?? [], shardStatus, await bytesByClass(home, shardStatus)),
    shardStatus,
  };
}

/** The progress of classes that their shards make together, of an export that tells of shards alone. */
export function progressOf(
  state: ExportState,
  classes: readonly string[],
  shardStatus: ExportStatus['shardStatus'],
  bytes: ReadonlyMap<string, number> = new Map(),
): Record<string, ClassProgress> {
  const entries = classes.map((name): [string, ClassProgress] => {
    const shards = Object.values(shardStatus[name] ?? {});
    const objects = shards.reduce((sum, { objectsExported = 0 }) => sum + objectsExported, 0);
    const isSkipped = shards.length > 0 && shards.every(({ status }) => status === 'SKIPPED');
    const failed = shards.find(({ status }) => status === 'FAILED');
    const isDone = shards.length > 0 && shards.every(({ status }) => status !== 'TRANSFERRING');
    const running = isDone ? 'SUCCESS' : objects > 0 ? 'TRANSFERRING' : 'STARTED';
    const status = isSkipped ? 'SKIPPED' : failed ? 'FAILED' : isFinished(state) ? state : running;
    return [
      name,
      {
        status,
        objectsExported: objects,
        objectsTotal: status === 'SUCCESS' || status === 'SKIPPED' ? objects : null,
        fileSizeBytes: bytes.get(name) ?? 0,
        ...(failed?.error && { error: failed.error }),
      },
    ];
  });
  return Object.fromEntries(entries);
}

async function nodesShards(
  home: ReadHome,
  assignments: NonNullable<WeaviateMetadata['nodeAssignments']>,
): Promise<ExportStatus['shardStatus']> {
  const told: ExportStatus['shardStatus'] = {};
  for (const [node, classes] of Object.entries(assignments)) {
    const { shardProgress = {} } = ((await home.json(`node_${node}_status.json`)) ?? {}) as NodeStatus;
    for (const [className, shards] of Object.entries(classes))
      for (const shard of shards) {
        const waiting: ShardProgress = { status: 'TRANSFERRING', objectsExported: 0 };
        (told[className] ??= {})[shard] = shardProgress[className]?.[shard] ?? waiting;
      }
  }
  return told;
}

/** Files are `{Class}_{shard}_{0000}.parquet`, of names that may hold `_` themselves: class and shard tell them apart. */
async function bytesByClass(
  home: ReadHome,
  shardStatus: ExportStatus['shardStatus'],
): Promise<Map<string, number>> {
  const owners = new Map<string, string>();
  for (const [className, shards] of Object.entries(shardStatus))
    for (const shard of Object.keys(shards)) owners.set(`${className}_${shard}`, className);
  const bytes = new Map<string, number>();
  for await (const file of home.list()) {
    const owner = owners.get(file.name.replace(/_\d+\.parquet$/, ''));
    if (owner !== undefined) bytes.set(owner, (bytes.get(owner) ?? 0) + file.bytes);
  }
  return bytes;
}
