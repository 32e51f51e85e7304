/** Which of a schedule's exports are kept. One that any of the rules keeps stays. */
export interface ScheduleRetention {
  /** The last so many that succeeded. */
  readonly keepLast?: number;
  /** Those that were started within so many days, of 24 hours. */
  readonly keepDays?: number;
}

/** Which of a schedule's exports hold what changed since the one before alone. */
export interface ScheduleIncremental {
  /** Every how many exports one is whole, those in between being increments; 1 to 100, 1: all are whole. */
  readonly fullEvery: number;
}

/** When which export is made again and again: a schedule as a caller gives it, with all defaults filled in. */
export interface ScheduleDefinition {
  readonly name: string;
  /** Five fields, from the minute on, or six, from the second on. */
  readonly cron: string;
  /** IANA's name of the zone that the cron expression is in, and the dates and times of ids. */
  readonly timeZone: string;
  readonly backend: string;
  /** The ids of its exports, with `{name}`, `{date}`, `{time}` and `{n}` in it. */
  readonly idTemplate: string;
  /** The request for each export, but for its id. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Absent: all exports are whole. */
  readonly incremental?: ScheduleIncremental;
  /** Absent: all exports stay. */
  readonly retention?: ScheduleRetention;
  /** false makes no runs by itself. */
  readonly enabled: boolean;
}

/**
 * How a run of a schedule stands: WAITING for others to leave it a place (EXPORT_MAX_CONCURRENT), STARTED from the start of its
 * export on, SKIPPED where the run before it had not ended; the others as its export ended, or FAILED where none could start.
 */
export const RUN_STATUSES = ['WAITING', 'STARTED', 'SUCCESS', 'FAILED', 'CANCELED', 'SKIPPED'] as const;
export type RunState = (typeof RUN_STATUSES)[number];

/** One run of a schedule. */
export interface ScheduleRun {
  /** Of the export that it makes; of a skipped run, that it would have made. */
  readonly id: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly status: RunState;
  /** Why it failed, was canceled or was skipped. */
  readonly error?: string;
}

/** Which schedule an export is of: one that is made anew under the same name is another. */
export interface ScheduleMark {
  readonly name: string;
  /** When the schedule was made, RFC 3339. */
  readonly since: string;
}

/** What the API answers about a schedule. */
export interface ScheduleStatus extends ScheduleDefinition {
  /** RFC 3339; absent where it is not enabled. */
  readonly nextRunAt?: string;
  /** What happened last; absent before the first run. */
  readonly lastRun?: ScheduleRun;
}
