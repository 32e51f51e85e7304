import type { ServiceIdentifier } from 'inversify';
import type { FinalState, RunState } from '@weaviate-export/entities-export';

/**
 * What is counted and measured, told as it happens. Called while data moves: every method returns at once and throws
 * nothing.
 */
export interface Metrics {
  /** A point in time over the source is held, until what is returned is disposed of. */
  snapshotOpened(): Disposable;
  /** An export has been started: so many milliseconds from the accepted request to the fixed point in time. */
  exportStarted(tookInMs: number): void;
  /**
   * An export that had been started has ended, and is cleaned.
   * @param tookInMs milliseconds since it was started; absent where it ran in an earlier life of the server
   */
  exportEnded(state: FinalState, tookInMs?: number): void;
  /** So many parts more (fewer, where negative) wait to be in their file. */
  partsQueued(change: number): void;
  /** A part has been read from the source: the sum of its objects' `exportObjectBytes`. */
  partRead(bytes: number): void;
  /** A row group of so many objects is in its file. */
  rowGroupWritten(objects: number): void;
  /** So many bytes of an export's files, Parquet or schema.json, have been taken by the backend of that name. */
  bytesWritten(backend: string, bytes: number): void;
  /** Objects of a row group are in a restore's target; so many bytes of pages they were in the export. */
  objectsRestored(objects: number, bytes: number): void;
  /**
   * A restore that had been started has ended.
   * @param tookInMs milliseconds since it was started; absent where it ran in an earlier life of the server
   */
  restoreEnded(state: FinalState, tookInMs?: number): void;
  /** A request that sends data to the backend of that name failed, and is sent again. */
  uploadRetried(backend: string): void;
  /** A run of a schedule has ended, or was skipped. */
  scheduledRunEnded(schedule: string, status: Extract<RunState, FinalState | 'SKIPPED'>): void;
  /** How all schedules stand; told again and again, also where nothing has changed. */
  schedulesStand(schedules: readonly ScheduleStanding[]): void;
}

/** What people want to be told of a schedule. Times are milliseconds since 1970. */
export interface ScheduleStanding {
  readonly name: string;
  /** Absent where it is not enabled. */
  readonly nextRunAt?: number;
  /** When the last run that succeeded was started; of one that never has, when the schedule was made. */
  readonly lastSuccessAt: number;
}

export const Metrics = Symbol.for('@weaviate-export/Metrics') as ServiceIdentifier<Metrics>;

/** The default: counts nothing. */
export const silentMetrics: Metrics = {
  snapshotOpened: () => ({ [Symbol.dispose]() {} }),
  exportStarted() {},
  exportEnded() {},
  partsQueued() {},
  partRead() {},
  rowGroupWritten() {},
  bytesWritten() {},
  objectsRestored() {},
  restoreEnded() {},
  uploadRetried() {},
  scheduledRunEnded() {},
  schedulesStand() {},
};
