import { type BlockBlobClient } from '@azure/storage-blob';
import { setTimeout as delay } from 'node:timers/promises';
import { type SendOptions } from './connection.ts';
import { deleteSeen, isBlobMissing, isTaken, PASSING_METADATA, stateOf } from './blob-state.ts';
import { untilWhole } from './until-whole.ts';

/** Rounds of one clean-up: a block that was on its way may arrive after the first. */
const ATTEMPTS = 5;
const FIRST_DELAY_MS = 50;

/**
 * Removes the uncommitted blocks under a name. The service has no request for it: blocks go when a list without them is
 * committed, and what that makes, an empty blob marked as no file, is deleted at once. A file of that name is never
 * touched: blocks beside it stay, invisible, until the service drops them a week after the last one.
 */
export async function discardBlocks(blob: BlockBlobClient, options: SendOptions = {}): Promise<void> {
  for (let attempt = 1; await hasBlocks(blob, options); attempt++) {
    if (attempt > ATTEMPTS)
      throw new Error(`blocks are still there after ${ATTEMPTS} attempts to remove them`);
    if (attempt > 1)
      await delay(
        FIRST_DELAY_MS * 2 ** attempt,
        undefined,
        options.abortSignal && { signal: options.abortSignal },
      );
    try {
      const conditions = { ifNoneMatch: '*' };
      await blob.commitBlockList([], { ...options, conditions, metadata: PASSING_METADATA });
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
    const found = await stateOf(blob, options);
    if (found?.isFile === true) return;
    if (found !== null) await deleteSeen(blob, found, options);
  }
}

async function hasBlocks(blob: BlockBlobClient, options: SendOptions): Promise<boolean> {
  try {
    const { uncommittedBlocks = [] } = await untilWhole(options, () =>
      blob.getBlockList('uncommitted', options),
    );
    return uncommittedBlocks.length > 0;
  } catch (error) {
    if (isBlobMissing(error)) return false;
    throw error;
  }
}
