import { type BlockBlobClient } from '@azure/storage-blob';
import { retried } from '@weaviate-export/waiting';
import { untilWhole } from '../cloud/read.ts';
import { deleteSeen, PASSING_METADATA, stateOf } from './blob-state.ts';
import { azureErrors, brokenOff, ifThere } from './errors.ts';

/** Rounds of one clean-up: a block that was on its way may arrive after the first. */
const ROUNDS = { attempts: 5, firstMs: 100 };

/**
 * Removes the uncommitted blocks under a name. The service has no request for it: blocks go when a list without them is
 * committed, and what that makes, an empty blob marked as no file, is deleted at once. A file of that name is never
 * touched: blocks beside it stay, invisible, until the service drops them a week after the last one.
 */
export async function discardBlocks(blob: BlockBlobClient, abortSignal: AbortSignal): Promise<void> {
  const isWorthIt = (error: unknown): boolean => error instanceof BlocksLeft;
  await retried({ ...ROUNDS, isWorthIt, signal: abortSignal }, async () => {
    if (!(await hasBlocks(blob, abortSignal))) return;
    try {
      const conditions = { ifNoneMatch: '*' };
      await blob.commitBlockList([], { abortSignal, conditions, metadata: PASSING_METADATA });
    } catch (error) {
      if (!azureErrors.isTaken(error)) throw error;
    }
    const found = await stateOf(blob, abortSignal);
    if (found?.isFile === true) return;
    if (found !== null) await deleteSeen(blob, found, abortSignal);
    if (await hasBlocks(blob, abortSignal)) throw new BlocksLeft();
  });
}

class BlocksLeft extends Error {
  constructor() {
    super(`blocks are still there after ${ROUNDS.attempts} attempts to remove them`);
  }
}

async function hasBlocks(blob: BlockBlobClient, abortSignal: AbortSignal): Promise<boolean> {
  const list = await untilWhole(abortSignal, () =>
    ifThere(brokenOff(blob.getBlockList('uncommitted', { abortSignal }))),
  );
  return (list?.uncommittedBlocks ?? []).length > 0;
}
