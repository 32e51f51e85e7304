import {
  DETAIL_FILE,
  type ExportRecord,
  isUnfinished,
  MANIFEST_FILE,
  type Manifest,
  SCHEMA_FILE,
  type ScheduleRetention,
} from '@weaviate-export/entities-export';
import { plannedFiles } from '../export/export-detail.ts';
import { ExportHome } from '../export/export-home.ts';
import type { Authorizer } from '../ports/authorizer.ts';
import type { BackendProvider } from '../ports/backend.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExportRecords } from '../ports/export-records.ts';
import type { Logger } from '../ports/logger.ts';
import type { ScheduleRecord } from '../ports/schedules.ts';
import { madeExports } from './made-exports.ts';

const DAY_MS = 86_400_000;
/** How long one export may take to delete, in milliseconds: one with 50,000 tenants has as many files. */
const DELETE_DEADLINE_MS = 600_000;

export interface RetentionPorts {
  readonly authorizer: Authorizer;
  readonly backends: BackendProvider;
  readonly records: ExportRecords;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Ended = Pick<ExportRecord, 'status'>;

/**
 * Which of a schedule's exports may be deleted. Those that succeeded are kept by either rule, and the last of them in any case; one
 * that did not stays as long as any that succeeded before it.
 * @param exports ended ones
 * @param now milliseconds since 1970
 */
export function expired<T extends Ended>(
  exports: readonly T[],
  { keepLast = 0, keepDays = 0 }: ScheduleRetention,
  now: number,
): T[] {
  const startOf = ({ status }: Ended): number => Date.parse(status.startedAt);
  const newestFirst = exports.toSorted((a, b) => startOf(b) - startOf(a));
  const successes = newestFirst.filter(({ status }) => status.status === 'SUCCESS');
  const kept = new Set(
    successes.filter((one, index) => index < Math.max(keepLast, 1) || startOf(one) > now - keepDays * DAY_MS),
  );
  if (kept.size === 0) return [];
  const oldestKept = Math.min(...[...kept].map(startOf));
  return newestFirst.filter((one) => startOf(one) < oldestKept && !kept.has(one));
}

/** Whether a manifest's base is this export; its place is that of the increment where the manifest names none. */
function isBase(
  { id, place }: ExportRecord,
  base: NonNullable<Manifest['base']>,
  own: ExportRecord['place'],
): boolean {
  const { bucket = own.bucket, path = own.path } = base;
  return id === base.id && place.bucket === bucket && place.path === path;
}

/** Deletes what a schedule's retention does not keep of the exports that it has made: whole ones, file by file as their manifests name them. */
export class Retention {
  readonly #ports: RetentionPorts;

  constructor(ports: RetentionPorts) {
    this.#ports = ports;
  }

  /** Never rejects: what could not be deleted is tried again after the next run. */
  async apply(schedule: ScheduleRecord, signal: AbortSignal): Promise<void> {
    const { name, retention } = schedule.definition;
    if (retention === undefined) return;
    try {
      for (const record of await this.#expired(schedule, retention, signal)) {
        await this.#delete(
          schedule,
          record,
          AbortSignal.any([signal, AbortSignal.timeout(DELETE_DEADLINE_MS)]),
        );
        this.#ports.logger.info({ schedule: name, export: record.id }, 'export deleted by its schedule');
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#ports.logger.warn({ schedule: name, err: error }, 'exports of a schedule could not be deleted');
    }
  }

  /** The newest first, so that none is there without what it is to be laid over. */
  async #expired(
    schedule: ScheduleRecord,
    retention: ScheduleRetention,
    signal: AbortSignal,
  ): Promise<ExportRecord[]> {
    const { records, clock } = this.#ports;
    const all = await Array.fromAsync(madeExports(records, schedule));
    const made = all.filter((record) => !isUnfinished(record));
    const old = new Set(expired(made, retention, clock.now()));
    if (old.size === 0) return [];
    const kept = made.filter((record) => !old.has(record) && record.status.status === 'SUCCESS');
    for (const needed of await this.#basesOf(kept, made, signal)) old.delete(needed);
    return [...old];
  }

  /** Those exports that others, which are kept, are to be laid over. */
  async #basesOf(
    kept: readonly ExportRecord[],
    made: readonly ExportRecord[],
    signal: AbortSignal,
  ): Promise<Set<ExportRecord>> {
    const needed = new Set<ExportRecord>();
    const left = [...kept];
    for (let record; (record = left.pop()) !== undefined;) {
      const base = (await this.#manifestOf(record, signal))?.base;
      for (const one of made.filter((one) => base !== undefined && isBase(one, base, record.place))) {
        if (needed.has(one)) continue;
        needed.add(one);
        left.push(one);
      }
    }
    return needed;
  }

  async #delete({ creator }: ScheduleRecord, record: ExportRecord, signal: AbortSignal): Promise<void> {
    const { authorizer, records } = this.#ports;
    const { id, place, status } = record;
    const resource = { type: 'export', backend: place.backend, id, classes: status.classes } as const;
    await authorizer.authorize(creator, 'delete', [resource]);
    const home = await this.#homeOf(record);
    const [stored, manifest] = [await home.readRecord(signal), await home.readManifest(signal)];
    // Whoever took the id at this place since this export was deleted by hand keeps what is theirs.
    const { startedAt } = manifest ?? stored?.status ?? status;
    if (startedAt === status.startedAt) {
      const names = manifest?.files.map(({ name }) => name) ?? (await this.#planned(record, home, signal));
      await home.delete([MANIFEST_FILE, SCHEMA_FILE, DETAIL_FILE, ...names], signal);
      // Last: what was cut short is found by it, and done again.
      await home.release(signal);
    }
    await records.remove(place, id);
  }

  /** Of one whose manifest is gone, the files that it has named before it wrote them. */
  async #planned(record: ExportRecord, home: ExportHome, signal: AbortSignal): Promise<Iterable<string>> {
    if (record.files !== undefined) return record.files;
    const detail =
      (await this.#ports.records.detail(record.place, record.id)) ?? (await home.readDetail(signal));
    return detail === null ? [] : plannedFiles(detail);
  }

  async #manifestOf(record: ExportRecord, signal: AbortSignal): Promise<Manifest | null> {
    return (await this.#homeOf(record)).readManifest(signal);
  }

  async #homeOf({ place, id }: ExportRecord): Promise<ExportHome> {
    return new ExportHome(await this.#ports.backends.backend(place.backend), place, id);
  }
}
