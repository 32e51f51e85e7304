import {
  capitalized,
  ExportError,
  type ScheduleDefinition,
  type ScheduleIncremental,
  type ScheduleRetention,
} from '@weaviate-export/entities-export';
import type { BaseRequest, ExportRequest } from '../export/export-request.ts';
import { CronTimes } from './cron-times.ts';
import { DEFAULT_ID_TEMPLATE, parseIdTemplate } from './export-ids.ts';

/** A schedule as a caller asks for it; still to be validated. */
export interface ScheduleRequest {
  /** a-z, 0-9, _ and -, at most 64 characters. */
  readonly name: string;
  /** Five fields, from the minute on, or six, from the second on. */
  readonly cron: string;
  /** IANA's name of a zone; UTC unless given. */
  readonly timeZone?: string;
  readonly backend: string;
  /** `{name}-{date}-{time}` unless given. */
  readonly idTemplate?: string;
  /** What each export is asked for with, but for its id; all classes unless given. */
  readonly request?: Omit<ExportRequest, 'id'>;
  /** All exports are whole unless given. */
  readonly incremental?: ScheduleIncremental;
  /** All exports stay unless given. */
  readonly retention?: ScheduleRetention;
  /** true unless given. */
  readonly enabled?: boolean;
}

/** Longest name, in characters: it is a part of most ids, which have up to 128. */
const NAME_MAX_LENGTH = 64;
const NAME_PATTERN = /^[a-z0-9_-]+$/;
/** Most exports, or days, that a retention may name. */
const RETENTION_MAX = 10_000;
/** Longest chain of a whole export and its increments: a restore reads all of it. */
const FULL_EVERY_MAX = 100;

/**
 * Holds a schedule against the contract, but for its request and backend, to which the Scheduler sees.
 * @throws ExportError FIELD_INVALID, naming field, value and what is allowed
 */
export function parseSchedule(given: ScheduleRequest): ScheduleDefinition {
  const {
    name,
    cron,
    timeZone = 'UTC',
    backend,
    idTemplate,
    request = {},
    incremental,
    retention,
    enabled = true,
  } = given;
  if (!NAME_PATTERN.test(name) || name.length > NAME_MAX_LENGTH) {
    const allowed = `allowed are a-z, 0-9, _ and -, at most ${NAME_MAX_LENGTH} characters`;
    throw new ExportError('FIELD_INVALID', ['name', name, allowed]);
  }
  if ('id' in request)
    throw new ExportError('FIELD_INVALID', ['request.id', request.id, 'idTemplate says it: leave it out']);
  if (incremental !== undefined && request.config?.since !== undefined)
    throw new ExportError('FIELD_INVALID', [
      'request.config.since',
      request.config.since,
      'incremental says it: leave it out',
    ]);
  new CronTimes(cron, timeZone);
  return {
    name,
    cron,
    timeZone,
    backend,
    idTemplate: parseIdTemplate(idTemplate ?? DEFAULT_ID_TEMPLATE, name),
    request: { ...request },
    ...(incremental !== undefined && { incremental: parseIncremental(incremental) }),
    ...(retention !== undefined && { retention: parseRetention(retention) }),
    enabled,
  };
}

/**
 * The request of a run.
 * @param since the export that it holds the changes since; absent: it is whole
 */
export function requestOf(
  { request }: ScheduleDefinition,
  id: string,
  since: BaseRequest | undefined,
): ExportRequest {
  const { config, ...others } = request as Omit<ExportRequest, 'id'>;
  return { ...others, ...((config ?? since) && { config: { ...config, ...(since && { since }) } }), id };
}

/** The classes that a schedule's exports are of, as far as they exist; all where it names none. */
export function classesOf({ request }: ScheduleDefinition, existing: readonly string[]): readonly string[] {
  const { include = [], exclude = [] } = request as Omit<ExportRequest, 'id'>;
  const left = new Set(exclude.map(capitalized));
  return include.length > 0 ? include.map(capitalized) : existing.filter((name) => !left.has(name));
}

function parseIncremental({ fullEvery }: ScheduleIncremental): ScheduleIncremental {
  if (!Number.isInteger(fullEvery) || fullEvery < 1 || fullEvery > FULL_EVERY_MAX) {
    const allowed = `allowed are whole numbers from 1 to ${FULL_EVERY_MAX}`;
    throw new ExportError('FIELD_INVALID', ['incremental.fullEvery', fullEvery, allowed]);
  }
  return { fullEvery };
}

function parseRetention(retention: ScheduleRetention): ScheduleRetention {
  const { keepLast, keepDays } = retention;
  for (const [field, value] of Object.entries({ keepLast, keepDays })) {
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= RETENTION_MAX)) continue;
    const allowed = `allowed are whole numbers from 1 to ${RETENTION_MAX}`;
    throw new ExportError('FIELD_INVALID', [`retention.${field}`, value, allowed]);
  }
  if (keepLast === undefined && keepDays === undefined)
    throw new ExportError('FIELD_INVALID', [
      'retention',
      retention,
      'keepLast or keepDays is needed, or both',
    ]);
  return retention;
}
