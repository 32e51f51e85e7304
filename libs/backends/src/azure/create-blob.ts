import { type BlockBlobClient } from '@azure/storage-blob';
import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type SendOptions } from './connection.ts';
import { isOutcomeUnknown } from './errors.ts';
import { deleteSeen, isTaken, madeBy, stateOf } from './blob-state.ts';

/** Tries to create a blob while others create, or remove, the same one. */
const ATTEMPTS = 5;
const FIRST_DELAY_MS = 50;

/** The checksum that travels with bytes, and that the service holds them against. */
export function checksumOf(bytes: Uint8Array): { readonly transactionalContentMD5: Uint8Array } {
  return { transactionalContentMD5: hash('md5', bytes, 'buffer') };
}

/**
 * Creates a blob in one request, unless there is a file of that name: false then. Knows its own success, also where the
 * answer was lost and the SDK's retry met the blob that the first attempt had made.
 */
export async function createBlob(
  blob: BlockBlobClient,
  bytes: Uint8Array,
  writeId: string,
  options: SendOptions,
): Promise<boolean> {
  const upload = {
    ...options,
    ...checksumOf(bytes),
    conditions: { ifNoneMatch: '*' },
    metadata: madeBy(writeId),
  };
  for (let attempt = 1; ; attempt++) {
    try {
      await blob.upload(bytes, bytes.length, { ...upload });
      return true;
    } catch (error) {
      if (!isTaken(error) && !isOutcomeUnknown(error)) throw error;
      const found = await stateOf(blob, options).catch(() => {
        throw error;
      });
      if (found?.isFile === true) return found.writeId === writeId;
      // The one that was there is gone by now, or about to go.
      if (!isTaken(error) || attempt === ATTEMPTS) throw error;
      if (found !== null) await deleteSeen(blob, found, options);
      await delay(
        FIRST_DELAY_MS * 2 ** attempt,
        undefined,
        options.abortSignal && { signal: options.abortSignal },
      );
    }
  }
}
