import {
  isFinished,
  SHARDS_TOLD,
  type ExportState,
  type ExportStatus,
  type FinalState,
  type ShardProgress,
  type ShardState,
} from '@weaviate-export/entities-export';
import { TimeSlice } from '@weaviate-export/waiting';

/** A shard, by its class and name, and how it stands. */
export type ShardEntry = readonly [className: string, shard: string, progress: ShardProgress];

/**
 * The status with its shards, as it is answered with: of a class with more than SHARDS_TOLD those that failed or were
 * skipped, unless all are asked for. Lets the thread do other work meanwhile.
 */
export async function withShards(
  status: ExportStatus,
  shards: Iterable<ShardEntry> | AsyncIterable<ShardEntry>,
  { all }: { readonly all: boolean },
): Promise<ExportStatus> {
  const told: ExportStatus = { ...status, shardStatus: byName() };
  for (const className of Object.keys(status.progress)) told.shardStatus[className] = byName();
  const slice = new TimeSlice();
  for await (const [className, shard, progress] of shards) {
    const isTold = all || status.progress[className]?.shards === undefined || isException(progress);
    if (isTold) (told.shardStatus[className] ??= byName())[shard] = progress;
    const pause = slice.pause();
    if (pause !== undefined) await pause;
  }
  return told;
}

/** True for a shard that is told of however many there are. */
export function isException({ status }: ShardProgress): boolean {
  return status === 'FAILED' || status === 'SKIPPED';
}

/** The status with the number of shards by how they stand, for each class that has more than are told of. */
export function withCounts(status: ExportStatus): ExportStatus {
  const progress = Object.entries(status.progress).map(([className, one]) => {
    const shards = Object.values(status.shardStatus[className] ?? {});
    return [className, shards.length > SHARDS_TOLD ? { ...one, shards: countOf(shards) } : one] as const;
  });
  return { ...status, progress: Object.fromEntries(progress) };
}

/** How a shard stands in an export that stands so: at its end, all but the skipped ones end as it does. */
export function shardIn(state: ExportState, shard: ShardProgress): ShardProgress {
  if (!isFinished(state) || shard.status === 'SKIPPED') return { ...shard };
  return { ...shard, status: endOf(state) };
}

/**
 * The status of an export that ended so, whatever its shards were doing. An export that was no SUCCESS takes its files
 * with it: all classes but the skipped ones end the same way.
 */
export function endedStatus(
  status: ExportStatus,
  state: FinalState,
  at: number,
  error?: string,
): ExportStatus {
  const { error: _before, ...rest } = status;
  return {
    ...rest,
    status: state,
    completedAt: new Date(at).toISOString(),
    tookInMs: Math.max(0, at - Date.parse(status.startedAt)),
    ...(error !== undefined && { error }),
    progress: mapped(status.progress, (one) => ({
      ...one,
      ...(one.status !== 'SKIPPED' && { status: state }),
      ...(one.shards !== undefined && { shards: endedCounts(one.shards, state) }),
    })),
    shardStatus: mapped(status.shardStatus, (shards) => mapped(shards, (shard) => shardIn(state, shard))),
  };
}

function endedCounts({ SKIPPED: skipped = 0, ...others }: Counts, state: FinalState): Counts {
  const ended = Object.values(others).reduce((sum, count) => sum + count, 0);
  return { ...(skipped > 0 && { SKIPPED: skipped }), ...(ended > 0 && { [endOf(state)]: ended }) };
}

type Counts = Partial<Record<ShardState, number>>;

function endOf(state: FinalState): ShardState {
  return state === 'SUCCESS' ? 'SUCCESS' : 'FAILED';
}

function countOf(shards: readonly ShardProgress[]): Counts {
  const counts: Counts = {};
  for (const { status } of shards) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function mapped<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  const changed = byName<T>();
  for (const [name, value] of Object.entries(record)) changed[name] = change(value);
  return changed;
}

/** A record without inherited names: a tenant may be called `__proto__`. */
export function byName<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
