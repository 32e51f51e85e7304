/** Limits of Azure Blob Storage (Put Block, Put Block List): 50,000 blocks a blob, 4000 MiB a block. */
export const MAX_BLOCKS = 50_000;
export const MAX_BLOCK_BYTES = 4000 * 1024 ** 2;
export const MAX_FILE_BYTES = MAX_BLOCKS * MAX_BLOCK_BYTES;

/** What this backend sends at a time where nothing else is configured: 50,000 of them hold 781 GiB. */
export const DEFAULT_BLOCK_BYTES = 16 * 1024 ** 2;

/** Sizes are rounded up to it, so that blocks stay aligned whatever the bound. */
const STEP_BYTES = 1024 ** 2;

/** Blocks after which the size doubles where no bound is known: 5 TiB then fit whatever the size of the first. */
const BLOCKS_BEFORE_DOUBLING = 2500;

/**
 * Bytes of the block of that number, from 1 on. All blocks of a file with a known bound are of one size, so that
 * MAX_BLOCKS suffice; without a bound the size grows with the file.
 * @param baseBytes smallest block, bar the last
 */
export function sizeOfBlock(
  blockNumber: number,
  maxBytes: number | undefined,
  baseBytes = DEFAULT_BLOCK_BYTES,
): number {
  if (maxBytes === undefined) {
    const doublings = Math.floor((blockNumber - 1) / BLOCKS_BEFORE_DOUBLING);
    return Math.min(baseBytes * 2 ** doublings, MAX_BLOCK_BYTES);
  }
  const needed = Math.ceil(Math.min(maxBytes, MAX_FILE_BYTES) / MAX_BLOCKS);
  return Math.max(baseBytes, Math.min(Math.ceil(needed / STEP_BYTES) * STEP_BYTES, MAX_BLOCK_BYTES));
}
