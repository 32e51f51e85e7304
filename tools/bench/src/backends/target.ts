/** The backends that are measured. */
export const TARGETS = ['filesystem', 's3', 'gcs', 'azure'] as const;
export type Target = (typeof TARGETS)[number];

/** `ours` is the backend of this project, `plain` the same SDK as its documentation shows it. */
export const WAYS = ['ours', 'plain'] as const;
export type Way = (typeof WAYS)[number];

/** Bucket, container or folder that the streams go to. */
export const BUCKET = 'bench';

/** One stream to be measured, in a process of its own. */
export interface StreamOrder {
  readonly target: Target;
  readonly way: Way;
  readonly bytes: number;
  /** Folder of the target `filesystem`. */
  readonly folder: string;
}

export interface StreamResult {
  readonly seconds: number;
  /** Highest resident memory of the process, in bytes. */
  readonly peakBytes: number;
}
