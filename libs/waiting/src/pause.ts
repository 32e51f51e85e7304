import { setTimeout as delay } from 'node:timers/promises';

/** Waits so many milliseconds. @throws the signal's reason where it aborts before */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal && { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
