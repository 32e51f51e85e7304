import { retried } from '@weaviate-export/waiting';
import { isOutcomeUnknown, NameTaken } from './errors.ts';
import { unaborted, type CloudLocation, type CloudStore } from './store.ts';

/** Tries to create a file while others create, or remove, the same one. */
const ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;

/**
 * Sends what makes a file, unless there is one: false then. Knows its own success by the id of its write, also where
 * the answer was lost and a retry met the file that the first attempt had made.
 */
export async function published(
  store: CloudStore,
  location: CloudLocation,
  writeId: string,
  signal: AbortSignal,
  send: () => Promise<void>,
): Promise<boolean> {
  const { errors } = store;
  try {
    await send();
    return true;
  } catch (error) {
    const mayBeThere = isTaken(store, error) || errors.isUploadGone(error) || isOutcomeUnknown(error, errors);
    if (!mayBeThere) throw error;
    const found = await store.stateOf(location, signal).catch(() => {
      throw error;
    });
    if (found?.isFile === true) return found.writeId === writeId;
    // What is no file makes room, for those who try again.
    if (found !== null && isTaken(store, error)) await store.deleteSeen(location, found, signal);
    throw error;
  }
}

/** Creates a file in one request, unless there is one: false then. */
export function createFile(
  store: CloudStore,
  location: CloudLocation,
  bytes: Uint8Array,
  writeId: string,
  signal: AbortSignal,
): Promise<boolean> {
  // Others were at it at the same time and none is done, or the one that was there is gone.
  const isWorthIt = (error: unknown): boolean => isTaken(store, error);
  return retried({ attempts: ATTEMPTS, firstMs: FIRST_DELAY_MS, isWorthIt, signal }, () =>
    published(store, location, writeId, signal, () => store.put(location, bytes, signal, writeId)),
  );
}

/** Deletes the file of that write, and no other. */
export async function deleteOwn(store: CloudStore, location: CloudLocation, writeId: string): Promise<void> {
  const signal = unaborted();
  const found = await store.stateOf(location, signal);
  if (found?.writeId === writeId) await store.deleteSeen(location, found, signal);
}

function isTaken({ errors }: CloudStore, error: unknown): boolean {
  return error instanceof NameTaken || errors.isTaken(error);
}
