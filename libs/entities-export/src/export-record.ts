import type { ExportStatus } from './export-status.ts';
import type { ScheduleMark } from './schedule.ts';
import { isFinished } from './status.ts';

/** Where an export lives on its backend. */
export interface ExportPlace {
  backend: string;
  /** Absent on backends without buckets. */
  bucket?: string;
  /** Below the backend's root, without slashes at its ends; empty for the root itself. */
  path: string;
}

/**
 * The durable state of one export: what the server keeps, and what export_metadata.json holds beside the files. It is
 * written at every heartbeat. Where the export has more than SHARDS_TOLD shards it is but the head: `files` is absent and
 * `status.shardStatus` empty, and a detail beside it, written at start and end, has a ShardRecord of each shard.
 */
export interface ExportRecord {
  formatVersion: number;
  id: string;
  place: ExportPlace;
  /** The server that runs the export. */
  owner: string;
  /** RFC 3339; renewed while the export runs. */
  heartbeatAt: string;
  /** Names of the files that the export plans to write, relative to its home: what a clean-up may delete. */
  files?: string[];
  request: Record<string, unknown>;
  /** The schedule that made the export; absent where a caller did. */
  schedule?: ScheduleMark;
  status: ExportStatus;
}

/** True for a record whose export can still change. */
export function isUnfinished({ status }: ExportRecord): boolean {
  return !isFinished(status.status);
}
