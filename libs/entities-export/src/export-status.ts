import type { ClassState, ExportState, ShardState } from './status.ts';

/**
 * Shards of a class up to which an answer tells of each by itself. Of a class with more it tells of those that failed or
 * were skipped, unless all are asked for.
 */
export const SHARDS_TOLD = 1_000;

/** Progress of one class. */
export interface ClassProgress {
  status: ClassState;
  /** Objects appended to a file so far: never goes back, ends exact, and stays after FAILED and CANCELED. */
  objectsExported: number;
  /** Objects that an incremental export takes away from its base; absent in others. Ends exact. */
  objectsDeleted?: number;
  /** Objects that this export will write; null until counted. */
  objectsTotal: number | null;
  /** Bytes of the class's files written so far. */
  fileSizeBytes: number;
  error?: string;
  /** Why a SKIPPED class has nothing in the export, where nothing of it was selected. */
  skipReason?: string;
  /** How many of its shards stand how; of a class with more than SHARDS_TOLD of them alone. */
  shards?: Partial<Record<ShardState, number>>;
}

/** Progress of one shard of a class. */
export interface ShardProgress {
  status: ShardState;
  objectsExported: number;
  error?: string;
  /** Why a SKIPPED shard has nothing in the export. */
  skipReason?: string;
}

/** What is kept of a shard of an export with many. */
export interface ShardRecord extends ShardProgress {
  class: string;
  shard: string;
  /** The file that it is planned to be in, relative to the home of the export; absent where it is left out. */
  file?: string;
  /** The file of what went of it, where changes alone are exported. */
  deletes?: string;
}

/** What the API answers about an export. Times are RFC 3339 in UTC. */
export interface ExportStatus {
  id: string;
  backend: string;
  /** The full address of the export's home, e.g. `s3://bucket/path/id`. */
  path: string;
  status: ExportState;
  startedAt: string;
  completedAt?: string;
  /** Milliseconds from start to end. */
  tookInMs?: number;
  error?: string;
  classes: string[];
  /** Of an incremental export, that which it is laid over: its id, and the full address of its home. */
  base?: { id: string; path: string };
  progress: Record<string, ClassProgress>;
  shardStatus: Record<string, Record<string, ShardProgress>>;
}
