import type { ScheduleDefinition, ScheduleRun } from '@weaviate-export/entities-export';
import type { ServiceIdentifier } from 'inversify';
import type { Principal } from './authorizer.ts';

/** A run under way, and who sees to it. */
export interface HeldRun extends ScheduleRun {
  /** The server that sees to it. */
  readonly owner: string;
  /** Which of that server's lives, from its start to its end, it is. */
  readonly life: string;
  /** RFC 3339: renewed while it does; later, another server may take the run over. */
  readonly heldUntil: string;
}

/** The durable state of a schedule. */
export interface ScheduleRecord {
  /** How often the record has been saved; 0 for one that is to be new. */
  readonly revision: number;
  readonly definition: ScheduleDefinition;
  /** Who made it, or changed it last: as whom its exports are made; null for an anonymous caller. */
  readonly creator: Principal | null;
  /** When it was made, RFC 3339: with its name, which schedule it is. */
  readonly since: string;
  /** Runs so far, with those that were skipped. */
  readonly runs: number;
  /** When it is to run next, RFC 3339; absent where it is not enabled. */
  readonly dueAt?: string;
  /** Absent unless one is under way. */
  readonly run?: HeldRun;
  /** What happened last. */
  readonly lastRun?: ScheduleRun;
  /** When the last run that succeeded was started, RFC 3339. */
  readonly lastSuccessAt?: string;
}

/**
 * The schedules of all servers that share a store, by name. A run is claimed by saving the record with its next due time: of
 * servers that have read the same revision just one is let to, so that what is due runs once.
 */
export interface Schedules {
  /** All schedules in order of name. */
  list(): Promise<ScheduleRecord[]>;
  find(name: string): Promise<ScheduleRecord | null>;
  /**
   * Writes the record, with the next revision, where the one that is there has the same revision (none there is 0); durable
   * when resolved, if the host's is.
   * @returns the record as it was written, or null where another revision is there
   */
  save(record: ScheduleRecord): Promise<ScheduleRecord | null>;
  /** Removes the record where it has this revision; false where it does not. */
  remove(name: string, revision: number): Promise<boolean>;
}

export const Schedules = Symbol.for('@weaviate-export/Schedules') as ServiceIdentifier<Schedules>;
