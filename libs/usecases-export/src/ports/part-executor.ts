import type { ClassDefinition, Json, KeyRange, RangeLimits } from '@weaviate-export/entities-export';
import type {
  ClassLayout,
  EncodedPart,
  FetchedRowGroup,
  IdEntries,
  PartEncoding,
  ScannedPart,
} from '@weaviate-export/format';
import type { ServiceIdentifier } from 'inversify';
import type { ShardAddress, WorkerSource } from './db-adapter.ts';

/** One row group to be made. Plain JSON and idempotent: done again, it gives the same bytes. */
export interface PartJob extends PartEncoding {
  readonly shard: ShardAddress;
  readonly range: KeyRange;
}

/** A range of which a filter lets some objects through, or all. Plain JSON, but for integers beyond 2^53. */
export interface SelectionJob {
  readonly shard: ShardAddress;
  readonly range: KeyRange;
  readonly layout: ClassLayout;
  readonly definition: ClassDefinition;
  /** As `parseWhere` takes it; absent, all are let through. */
  readonly where?: Json<bigint>;
  /** What it does not let through is told of. */
  readonly tellsLeft?: boolean;
}

/** A range of which ids and update times are asked for. Plain JSON. */
export type EntriesJob = Pick<SelectionJob, 'shard' | 'range' | 'layout'>;

/** The ids and update times of a range, as far as a row group may hold. */
export interface RangeEntries extends Pick<ScannedPart, 'rest'> {
  readonly entries: IdEntries;
}

/** Objects one behind the other in memory of their own, which can go to another thread. */
export interface PackedObjects {
  /** `exportObjectBytes` of each. */
  readonly sizes: Float64Array;
  /** Where each ends in `bytes`. */
  readonly ends: Uint32Array;
  readonly bytes: Uint8Array;
}

/** What a filter lets through of a range, in order of id, as far as the layout has it. */
export interface SelectedPart extends Pick<ScannedPart, 'scanned' | 'bytes' | 'rest'> {
  /** About a megabyte each; none without an object. */
  readonly pieces: readonly PackedObjects[];
  /** What it does not let through, with update times, where that is to be told. */
  readonly left: IdEntries;
}

/** An encoded row group in memory that is used again: to be disposed of once it is written, and not to be read then. */
export type LentPart = EncodedPart & Disposable;

/**
 * Workers of one export, given back by disposal. A worker that dies fails what it was doing with WORKER_DIED, and another
 * takes its place for what is asked from then on. That one cannot open the point in time any more: what it works on is
 * read by `here`, on this thread.
 */
export interface PartWorkers extends AsyncDisposable {
  /** Parts that are worked on at a time. */
  readonly size: number;
  /** Loads the module of a source in every worker. */
  prepare(moduleUrl: string): Promise<void>;
  /** Opens a source in every worker that lives, so that they read it for themselves; one that dies of it is replaced. */
  share(source: WorkerSource): Promise<void>;
  /**
   * Cuts a shard.
   * @param here cuts it on this thread, where no worker has the source open
   */
  cut(shard: ShardAddress, limits: RangeLimits, here: () => Promise<KeyRange[]>): Promise<KeyRange[]>;
  /**
   * Scans a range and encodes it.
   * @param here scans it on this thread, where the worker has no source open; the memory of the columns goes to the worker
   */
  run(job: PartJob, here: () => Promise<ScannedPart>): Promise<LentPart>;
  /**
   * Scans a range and packs what its filter lets through.
   * @param here does so on this thread, where the worker has no source open
   */
  select(job: SelectionJob, here: () => Promise<SelectedPart>): Promise<SelectedPart>;
  /**
   * The ids and update times of a range, without the rest of the objects.
   * @param here reads them on this thread, where the worker has no source open
   */
  entriesOf(job: EntriesJob, here: () => Promise<RangeEntries>): Promise<RangeEntries>;
  /**
   * The ids of a stored row group, with their times. Its memory goes to the worker.
   * @throws ExportError PARQUET_INVALID
   */
  entries(rowGroup: FetchedRowGroup): Promise<IdEntries>;
  /** Encodes a row group of packed objects, whose memory goes to the worker. */
  encode(pieces: readonly PackedObjects[], encoding: PartEncoding): Promise<LentPart>;
}

/**
 * Parts of any size that are in flight beside one a worker: one is written, and one waits for that. With one alone a
 * worker stood still where two had ended at the same time.
 */
export const PARTS_BESIDE_WORKERS = 2;

/** Runs part jobs away from the main thread. */
export interface PartExecutor {
  /**
   * Workers for one export, ready to work. When the signal aborts, what they do is abandoned.
   * @throws ExportError WORKER_DIED
   */
  start(signal: AbortSignal): Promise<PartWorkers>;
}

export const PartExecutor = Symbol.for('@weaviate-export/PartExecutor') as ServiceIdentifier<PartExecutor>;
