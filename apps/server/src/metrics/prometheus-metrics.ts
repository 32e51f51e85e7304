import type { FinalState } from '@weaviate-export/entities-export';
import type { Metrics, ScheduleStanding } from '@weaviate-export/usecases-export';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How an export may end, in the words of Weaviate's metric. */
const OPERATION_STATUSES: Readonly<Record<FinalState, string>> = {
  SUCCESS: 'success',
  FAILED: 'failed',
  CANCELED: 'canceled',
};
/** How a run of a schedule may end, beside. */
const RUN_STATUSES = { ...OPERATION_STATUSES, SKIPPED: 'skipped' } as const;
/** How a request may end, in the words of Weaviate's metric. */
const REQUEST_STATUSES = ['ok', 'user_error', 'server_error'] as const;
const EXPORT_REQUEST = { api: 'rest', query_type: 'export' };

/** In seconds: a start is given up after a minute. */
const START_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 45, 60];
/** In seconds: from a class of some objects to a day. */
const TRANSFER_BUCKETS = [1, 10, 30, 60, 300, 600, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** The server's metrics as Prometheus reads them, with prom-client's own of the process. Names are Weaviate's where it has one. */
export class PrometheusMetrics implements Metrics {
  readonly registry = new Registry();
  /** When each was opened, the oldest first. */
  readonly #openSnapshots = new Set<{ readonly since: number }>();
  readonly #requests = new Counter({
    name: 'requests_total',
    help: 'Requests to the export API.',
    labelNames: ['api', 'query_type', 'status'] as const,
    registers: [this.registry],
  });
  readonly #objects = this.#counter('weaviate_export_objects_total', 'Objects that are in a file.');
  readonly #operations = new Counter({
    name: 'weaviate_export_operations_total',
    help: 'Exports that have ended, by how they ended.',
    labelNames: ['status'] as const,
    registers: [this.registry],
  });
  readonly #coordination = new Histogram({
    name: 'weaviate_export_coordination_duration_seconds',
    help: 'From the accepted request to the fixed point in time.',
    buckets: START_BUCKETS,
    registers: [this.registry],
  });
  readonly #duration = new Histogram({
    name: 'weaviate_export_duration_seconds',
    help: 'From the fixed point in time to the end of the export.',
    buckets: TRANSFER_BUCKETS,
    registers: [this.registry],
  });
  readonly #readBytes = this.#counter(
    'weaviate_export_read_bytes_total',
    'Bytes of objects read from the source: id, times, vectors and properties.',
  );
  readonly #writtenBytes = this.#counterByBackend(
    'weaviate_export_written_bytes_total',
    'Bytes of files that the backend has taken.',
  );
  readonly #rowGroups = this.#counter('weaviate_export_row_groups_total', 'Row groups that are in a file.');
  readonly #uploadRetries = this.#counterByBackend(
    'weaviate_export_upload_retries_total',
    'Requests with data that failed and were sent again.',
  );
  readonly #restoredObjects = this.#counter(
    'weaviate_export_restored_objects_total',
    'Objects that restores have written.',
  );
  readonly #restoredBytes = this.#counter(
    'weaviate_export_restored_bytes_total',
    'Bytes of the row groups of files that restores have written.',
  );
  readonly #restores = new Counter({
    name: 'weaviate_export_restores_total',
    help: 'Restores that have ended, by how they ended.',
    labelNames: ['status'] as const,
    registers: [this.registry],
  });
  readonly #restoreDuration = new Histogram({
    name: 'weaviate_export_restore_duration_seconds',
    help: 'From the accepted request to the end of the restore.',
    buckets: TRANSFER_BUCKETS,
    registers: [this.registry],
  });
  readonly #queueDepth = this.#gauge(
    'weaviate_export_queue_depth',
    'Row groups to be made, and not in a file yet.',
  );
  readonly #scheduledRuns = new Counter({
    name: 'weaviate_export_schedule_runs_total',
    help: 'Runs of schedules that have ended or were skipped, by how.',
    labelNames: ['schedule', 'status'] as const,
    registers: [this.registry],
  });
  #schedules: readonly ScheduleStanding[] = [];

  constructor() {
    this.#scheduleGauge(
      'weaviate_export_schedule_next_run_timestamp_seconds',
      'When a schedule runs next; absent where it is not enabled.',
      ({ nextRunAt }) => (nextRunAt === undefined ? undefined : nextRunAt / 1000),
    );
    this.#scheduleGauge(
      'weaviate_export_schedule_last_success_age_seconds',
      'Since the start of the last run of a schedule that succeeded; of one that never has, since it was made.',
      ({ lastSuccessAt }) => Math.max(0, (Date.now() - lastSuccessAt) / 1000),
    );
    const openSnapshots = this.#openSnapshots;
    this.#gauge(
      'weaviate_export_open_snapshots',
      'Points in time held over the source.',
      () => openSnapshots.size,
    );
    this.#gauge(
      'weaviate_export_oldest_snapshot_age_seconds',
      'Age of the oldest of them; 0 without any.',
      () => {
        const [oldest] = openSnapshots;
        return oldest === undefined ? 0 : (performance.now() - oldest.since) / 1000;
      },
    );
    // A series that begins with its first event would hide that event from `increase()`.
    for (const status of REQUEST_STATUSES) this.#requests.inc({ ...EXPORT_REQUEST, status }, 0);
    for (const status of Object.values(OPERATION_STATUSES)) {
      this.#operations.inc({ status }, 0);
      this.#restores.inc({ status }, 0);
    }
    collectDefaultMetrics({ register: this.registry });
  }

  /** A request to the export API has been answered. */
  exportRequestAnswered(httpStatus: number): void {
    const status = httpStatus < 400 ? 'ok' : httpStatus < 500 ? 'user_error' : 'server_error';
    this.#requests.inc({ ...EXPORT_REQUEST, status });
  }

  snapshotOpened(): Disposable {
    const snapshot = { since: performance.now() };
    this.#openSnapshots.add(snapshot);
    return { [Symbol.dispose]: () => void this.#openSnapshots.delete(snapshot) };
  }

  exportStarted(tookInMs: number): void {
    this.#coordination.observe(tookInMs / 1000);
  }

  exportEnded(state: FinalState, tookInMs?: number): void {
    this.#operations.inc({ status: OPERATION_STATUSES[state] });
    if (tookInMs !== undefined) this.#duration.observe(tookInMs / 1000);
  }

  partsQueued(change: number): void {
    this.#queueDepth.inc(change);
  }

  partRead(bytes: number): void {
    this.#readBytes.inc(bytes);
  }

  rowGroupWritten(objects: number): void {
    this.#rowGroups.inc();
    this.#objects.inc(objects);
  }

  bytesWritten(backend: string, bytes: number): void {
    this.#writtenBytes.inc({ backend }, bytes);
  }

  objectsRestored(objects: number, bytes: number): void {
    this.#restoredObjects.inc(objects);
    this.#restoredBytes.inc(bytes);
  }

  restoreEnded(state: FinalState, tookInMs?: number): void {
    this.#restores.inc({ status: OPERATION_STATUSES[state] });
    if (tookInMs !== undefined) this.#restoreDuration.observe(tookInMs / 1000);
  }

  uploadRetried(backend: string): void {
    this.#uploadRetries.inc({ backend });
  }

  scheduledRunEnded(schedule: string, status: keyof typeof RUN_STATUSES): void {
    this.#scheduledRuns.inc({ schedule, status: RUN_STATUSES[status] });
  }

  schedulesStand(schedules: readonly ScheduleStanding[]): void {
    this.#schedules = schedules;
    // A series that begins with its first event would hide that event from `increase()`.
    for (const { name: schedule } of schedules)
      for (const status of Object.values(RUN_STATUSES)) this.#scheduledRuns.inc({ schedule, status }, 0);
  }

  #scheduleGauge(
    name: string,
    help: string,
    value: (schedule: ScheduleStanding) => number | undefined,
  ): void {
    const told = (): [string, number | undefined][] =>
      this.#schedules.map((schedule) => [schedule.name, value(schedule)]);
    new Gauge({
      name,
      help,
      labelNames: ['schedule'] as const,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [schedule, number] of told()) if (number !== undefined) this.set({ schedule }, number);
      },
    });
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.registry] });
  }

  #counterByBackend(name: string, help: string): Counter<'backend'> {
    return new Counter({ name, help, labelNames: ['backend'] as const, registers: [this.registry] });
  }

  #gauge(name: string, help: string, value?: () => number): Gauge {
    return new Gauge({
      name,
      help,
      registers: [this.registry],
      ...(value !== undefined && {
        collect() {
          this.set(value());
        },
      }),
    });
  }
}
