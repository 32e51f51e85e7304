import type { FinalState } from '@weaviate-export/entities-export';
import type { Metrics, ScheduleStanding } from './metrics.ts';

/** Adds up what is told. */
export class TallyMetrics implements Metrics {
  openSnapshots = 0;
  snapshots = 0;
  queued = 0;
  read = 0;
  rowGroups = 0;
  objects = 0;
  readonly written: Record<string, number> = {};
  readonly retried: string[] = [];
  readonly started: number[] = [];
  readonly ended: [FinalState, number | undefined][] = [];
  readonly scheduled: [schedule: string, status: string][] = [];
  standing: readonly ScheduleStanding[] = [];

  snapshotOpened(): Disposable {
    this.snapshots += 1;
    this.openSnapshots += 1;
    return {
      [Symbol.dispose]: () => {
        this.openSnapshots -= 1;
      },
    };
  }

  exportStarted(tookInMs: number): void {
    this.started.push(tookInMs);
  }

  exportEnded(state: FinalState, tookInMs?: number): void {
    this.ended.push([state, tookInMs]);
  }

  partsQueued(change: number): void {
    this.queued += change;
  }

  partRead(bytes: number): void {
    this.read += bytes;
  }

  rowGroupWritten(objects: number): void {
    this.rowGroups += 1;
    this.objects += objects;
  }

  bytesWritten(backend: string, bytes: number): void {
    this.written[backend] = (this.written[backend] ?? 0) + bytes;
  }

  restored = 0;
  readonly restoresEnded: FinalState[] = [];

  objectsRestored(objects: number): void {
    this.restored += objects;
  }

  restoreEnded(state: FinalState): void {
    this.restoresEnded.push(state);
  }

  uploadRetried(backend: string): void {
    this.retried.push(backend);
  }

  scheduledRunEnded(schedule: string, status: string): void {
    this.scheduled.push([schedule, status]);
  }

  schedulesStand(schedules: readonly ScheduleStanding[]): void {
    this.standing = schedules;
  }
}
