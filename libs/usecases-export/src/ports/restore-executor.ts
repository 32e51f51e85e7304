import type { ClassLayout, FetchedRowGroup, IdEntries } from '@weaviate-export/format';
import type { RestoredShard, WriterModule, WriterStep } from './restore-target.ts';

/** One row group to be restored. */
export interface RestoreJob {
  readonly shard: RestoredShard;
  /** The class as the export has it. */
  readonly ofClass: Pick<ClassLayout, 'vectors' | 'properties'>;
  /** Its memory goes to the worker. */
  readonly rowGroup: FetchedRowGroup;
  /** Objects of it that are not written, since newer exports of the chain have them or take them away: ids in order, several times perhaps. */
  readonly without?: readonly IdEntries[];
}

/** Workers of one restore, given back by disposal. One that dies fails its job with WORKER_DIED, and another takes its place. */
export interface RestoreWorkers extends AsyncDisposable {
  /** Row groups that are worked on at a time; further ones wait. */
  readonly size: number;
  /** Opens a writer in every worker. Without it batches are arrays of ExportObject. */
  share(writer: WriterModule): Promise<void>;
  /**
   * Decodes a row group and has its objects written.
   * @param take is given what the writer makes of them, one step after the other; the next one is worked on meanwhile
   * @returns how many objects were left out by `without`
   * @throws ExportError PARQUET_INVALID, WORKER_DIED, or what writer and `take` throw
   */
  run(job: RestoreJob, take: (step: WriterStep) => Promise<void>): Promise<number>;
  /**
   * The ids of a row group, with their times. Its memory goes to the worker.
   * @throws ExportError PARQUET_INVALID, WORKER_DIED
   */
  entries(rowGroup: FetchedRowGroup): Promise<IdEntries>;
}

/** Reads row groups away from the main thread. */
export interface RestoreExecutor {
  /**
   * Workers for one restore. When the signal aborts, what they do is abandoned.
   * @throws ExportError WORKER_DIED
   */
  startRestore(signal: AbortSignal): Promise<RestoreWorkers>;
}
