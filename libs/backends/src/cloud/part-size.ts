import { type UploadLimits } from '@weaviate-export/usecases-export';

/** How a cloud's sinks cut their files, within what the cloud takes. */
export interface PartRules extends UploadLimits {
  /** Largest file, in bytes. */
  readonly maxFileBytes: number;
  /** Bytes of a part, bar the last, where nothing asks for more. */
  readonly usualBytes: number;
  /** Parts after which their size doubles where no bound of the file is known. */
  readonly partsBeforeDoubling: number;
  /** Parts on their way at a time. */
  readonly concurrency: number;
}

/** Sizes are rounded up to it, so that parts stay aligned whatever the bound. */
const STEP_BYTES = 1024 * 1024;

/**
 * Bytes of the part of that number, from 1 on. All parts of a file with a known bound are of one size, which some
 * stores insist on, so that `maxParts` suffice; without a bound the size grows with the file.
 * @param maxBytes upper bound of the file, where known
 */
export function sizeOfPart(number: number, maxBytes: number | undefined, rules: PartRules): number {
  const { maxFileBytes, maxParts, maxPartBytes, usualBytes, partsBeforeDoubling } = rules;
  if (maxBytes === undefined) {
    const doublings = Math.floor((number - 1) / partsBeforeDoubling);
    return Math.min(usualBytes * 2 ** doublings, maxPartBytes);
  }
  const needed = Math.ceil(Math.min(maxBytes, maxFileBytes) / maxParts);
  return Math.max(usualBytes, Math.min(Math.ceil(needed / STEP_BYTES) * STEP_BYTES, maxPartBytes));
}
