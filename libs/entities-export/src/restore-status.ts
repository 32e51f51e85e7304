import type { ExportPlace } from './export-record.ts';
import type { ClassState, ExportState } from './status.ts';

/** Objects of one file that lie in a class that was there, of a restore that did not succeed. */
export interface WrittenIds {
  /** Absent in a class without tenants, and of all those that have no range of their own. */
  tenant?: string;
  /** The lowest and the highest id of what was sent to the class: those of the export in between are there, or may be. */
  lowestId: string;
  highestId: string;
}

/** Progress of one class, by the name that it has in the target. */
export interface ClassRestoreProgress {
  /** SKIPPED: the export has no object of it; the class is there nevertheless. */
  status: ClassState;
  /** Its name in the export, where it is another one. */
  exportedAs?: string;
  /** Objects that the target holds now as they are in the export: counted a row group at a time. */
  objectsRestored: number;
  /** Objects of the class in the export. */
  objectsTotal: number;
  /** Objects left as they were, since their ids were there (`onConflict: skip`). */
  objectsSkipped: number;
  /** Objects that the target refused. */
  objectsFailed: number;
  /** Bytes of pages read from the export. */
  bytesRead: number;
  error?: string;
  /** Of a class that was there: what a restore that did not succeed has left in it. */
  written?: WrittenIds[];
}

/** An object that the target refused. */
export interface RestoreFault {
  /** The name of the class in the target. */
  class: string;
  tenant?: string;
  /** Of the object. */
  id: string;
  error: string;
}

/** Names of date properties that keep the times of objects in a target which sets its own. */
export interface TimesAs {
  readonly creation?: string;
  readonly update?: string;
}

/** What the API answers about a restore. Times are RFC 3339 in UTC. */
export interface RestoreStatus {
  /** Of the export. */
  id: string;
  backend: string;
  /** The full address of the export's home. */
  path: string;
  status: ExportState;
  startedAt: string;
  completedAt?: string;
  /** Milliseconds from start to end. */
  tookInMs?: number;
  error?: string;
  /** By their names in the target. */
  classes: string[];
  progress: Record<string, ClassRestoreProgress>;
  /** Every object that was refused: at most `maxErrors`, and the one with which the restore failed. */
  errors?: RestoreFault[];
  /** Set where the target keeps no times of others: those of the objects are its own. */
  timesAreNew?: boolean;
  /** The date properties that keep them, where there are such. */
  timesAs?: TimesAs;
}

/** The durable state of the last restore of one export, kept by the server that ran it. */
export interface RestoreRecord {
  /** Names this restore in the target. */
  restore: string;
  /** Of the export. */
  id: string;
  /** Where the export lies. */
  place: ExportPlace;
  /** The server that runs it. */
  owner: string;
  request: Record<string, unknown>;
  /** The classes that it makes: what is to go where it does not succeed. */
  makes: string[];
  status: RestoreStatus;
}
