/**
 * How long an abort lets requests go on of which it must be known what they did. Cut short, one that publishes may or
 * may not have, and the store may still be about to; a block that was sent whole may arrive after the clean-up; the
 * address of an upload that was begun would be lost. Nearly all are done by then.
 */
const GRACE_MS = 3000;

/**
 * Does work whose own signal is aborted, with the same reason, a while after the one given.
 */
export async function withGrace<T>(signal: AbortSignal, work: (cut: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const cut = new AbortController();
  let grace: NodeJS.Timeout | undefined;
  const onAbort = (): void => void (grace = setTimeout(() => cut.abort(signal.reason), GRACE_MS));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await work(cut.signal);
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', onAbort);
  }
}
