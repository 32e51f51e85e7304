import type { ExportState } from './status.ts';

/** Findings that are told one by one; behind them they are counted alone. */
export const FINDINGS_TOLD = 1_000;

/** Something in an export that is not as it should be, and where. */
export interface VerificationFinding {
  /** Relative to the home of the export. */
  file?: string;
  class?: string;
  tenant?: string;
  /** Counted from 0, in the order of the file. */
  rowGroup?: number;
  column?: string;
  /** Counted from 0 in its row group: the row itself, or the first of the page that it is in. */
  row?: number;
  /** Of the object, where the source was compared. */
  objectId?: string;
  /** In words, without the place. */
  problem: string;
  expected?: string;
  found?: string;
}

/** How the objects of a class differ from those of the source; of a live source, what has changed since the export too. */
export interface ClassComparison {
  /** Objects that are the same. */
  same: number;
  /** In the source, and not in the export. */
  missing: number;
  /** In the export, and not in the source. */
  extra: number;
  /** In both, with other content. */
  different: number;
  /** Of the missing and the different ones, those that the source has written since the export began, by their update time. */
  changedSince: number;
}

/** How far a class has been read. */
export interface ClassVerification {
  filesChecked: number;
  filesTotal: number;
  objectsChecked: number;
  /** Null where the export does not tell. */
  objectsTotal: number | null;
  bytesChecked: number;
  bytesTotal: number;
  /** Of `against`, once it has begun. */
  comparison?: ClassComparison;
}

/** What the API answers about the verification of an export. Times are RFC 3339 in UTC. */
export interface VerificationStatus {
  /** Of the export, as are backend and path. */
  id: string;
  backend: string;
  path: string;
  /** SUCCESS where all of it was read and nothing was found; FAILED where something was, or where it could not be read to its end (`error`). */
  status: ExportState;
  startedAt: string;
  completedAt?: string;
  /** Milliseconds from start to end. */
  tookInMs?: number;
  /** Why it could not be read to its end. */
  error?: string;
  /** The source was compared as well. */
  against?: 'source';
  classes: string[];
  /** Classes of the source, of those the caller may read, that the export does not have. */
  classesNotExported?: string[];
  progress: Record<string, ClassVerification>;
  /** The first FINDINGS_TOLD. */
  findings: VerificationFinding[];
  findingsTotal: number;
}
