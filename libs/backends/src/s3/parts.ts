import { type PartRules } from '../cloud/part-size.ts';

/** Multipart uploads of Amazon S3 ("Amazon S3 multipart upload limits"), and what a sink makes of them. */
export const S3_PARTS: PartRules = {
  minPartBytes: 5 * 1024 ** 2,
  maxPartBytes: 5 * 1024 ** 3,
  maxParts: 10_000,
  maxFileBytes: 5 * 1024 ** 4,
  // 10,000 of them hold 156 GiB; where no bound is known, ten steps hold 16 TiB, more than S3 takes.
  usualBytes: 16 * 1024 ** 2,
  partsBeforeDoubling: 1000,
  concurrency: 4,
};
