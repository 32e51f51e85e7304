import { type PartRules } from '../cloud/part-size.ts';

/** Resumable uploads of Cloud Storage ("Resumable uploads"), and what a sink makes of them: one chunk after the other. */
export const GCS_PARTS: PartRules = {
  // Of each chunk but the last.
  minPartBytes: 256 * 1024,
  maxPartBytes: 5 * 1024 ** 4,
  maxParts: Infinity,
  maxFileBytes: 5 * 1024 ** 4,
  // A multiple of 256 KiB, and the 8 MiB or more that Google recommends.
  usualBytes: 16 * 1024 ** 2,
  partsBeforeDoubling: Infinity,
  concurrency: 1,
};
