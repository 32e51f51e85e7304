import { type PartRules } from '../cloud/part-size.ts';

/** Limits of Azure Blob Storage (Put Block, Put Block List), and what a sink makes of them. */
export const AZURE_PARTS: PartRules = {
  minPartBytes: 1,
  maxPartBytes: 4000 * 1024 ** 2,
  maxParts: 50_000,
  maxFileBytes: 50_000 * 4000 * 1024 ** 2,
  // 50,000 of them hold 781 GiB; where no bound is known, 5 TiB fit whatever the size of the first.
  usualBytes: 16 * 1024 ** 2,
  partsBeforeDoubling: 2500,
  concurrency: 4,
};
