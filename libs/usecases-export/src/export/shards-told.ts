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

/** How an export stands, and its shards apart: there may be very many, which no one needs at once. */
export interface StatusAndShards {
  /** Every class has its place in `shardStatus`, without a shard. */
  readonly status: ExportStatus;
  /** To be gone through once; class by class. */
  readonly shards: Iterable<ShardEntry> | AsyncIterable<ShardEntry>;
}

/** A status that holds its shards, with all of them apart. */
export function shardsApart(status: ExportStatus): StatusAndShards {
  const places = mapped(status.shardStatus, () => byName<ShardProgress>());
  return { status: { ...status, shardStatus: places }, shards: entriesOf(status.shardStatus) };
}

/** The shards that a status holds. */
export function* entriesOf(shardStatus: ExportStatus['shardStatus']): Generator<ShardEntry> {
  for (const [className, shards] of Object.entries(shardStatus))
    for (const [shard, progress] of Object.entries(shards)) yield [className, shard, progress];
}

/**
 * The status and the shards that are told of: of a class with more than SHARDS_TOLD those that failed or were skipped,
 * unless all are asked for. To go through them lets the thread do other work meanwhile.
 */
export function toldShards(
  status: ExportStatus,
  shards: Iterable<ShardEntry> | AsyncIterable<ShardEntry>,
  { all }: { readonly all: boolean },
): StatusAndShards {
  const isTold = ([className, , progress]: ShardEntry): boolean =>
    all || status.progress[className]?.shards === undefined || isException(progress);
  const places = byName<ExportStatus['shardStatus'][string]>();
  for (const className of Object.keys(status.progress)) places[className] = byName();
  return { status: { ...status, shardStatus: places }, shards: slicedOf(shards, isTold) };
}

async function* slicedOf(
  shards: Iterable<ShardEntry> | AsyncIterable<ShardEntry>,
  isTold: (entry: ShardEntry) => boolean,
): AsyncGenerator<ShardEntry> {
  const slice = new TimeSlice();
  for await (const entry of shards) {
    if (isTold(entry)) yield entry;
    const pause = slice.pause();
    if (pause !== undefined) await pause;
  }
}

/** The status with its shards in it. */
export async function withShards({ status, shards }: StatusAndShards): Promise<ExportStatus> {
  for await (const [className, shard, progress] of shards)
    (status.shardStatus[className] ??= byName())[shard] = progress;
  return status;
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
