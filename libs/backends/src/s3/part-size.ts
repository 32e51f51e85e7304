/** Amazon S3 multipart upload limits: at most 10,000 parts, a file of at most 5 TiB. */
export const MAX_PARTS = 10_000;
export const MAX_FILE_BYTES = 5 * 1024 ** 4;

/** Smallest part that this backend sends, bar the last: 10,000 of them hold 156 GiB. */
export const BASE_PART_BYTES = 16 * 1024 * 1024;

/** Sizes are rounded up to it, so that parts stay aligned whatever the bound. */
const STEP_BYTES = 1024 * 1024;

/** Parts after which the size doubles where no bound is known: ten steps then hold 16 TiB, more than S3 takes. */
const PARTS_BEFORE_DOUBLING = 1000;

/** Bytes of each part of a file of at most `maxBytes`, so that 10,000 parts suffice. */
export function partSizeFor(maxBytes: number): number {
  const needed = Math.ceil(Math.min(maxBytes, MAX_FILE_BYTES) / MAX_PARTS);
  return Math.max(BASE_PART_BYTES, Math.ceil(needed / STEP_BYTES) * STEP_BYTES);
}

/**
 * Bytes of the part of that number, from 1 on. All parts of a file with a known bound are of one size, which some
 * stores insist on; without a bound the size grows with the file.
 */
export function sizeOfPart(partNumber: number, maxBytes: number | undefined): number {
  if (maxBytes !== undefined) return partSizeFor(maxBytes);
  return BASE_PART_BYTES * 2 ** Math.floor((partNumber - 1) / PARTS_BEFORE_DOUBLING);
}
