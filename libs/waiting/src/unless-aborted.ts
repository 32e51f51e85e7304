/**
 * The promise's outcome, or the signal's reason where it aborts first. What the promise brings afterwards is given to
 * `late`, to be released.
 */
export async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  late: (value: T) => unknown = () => undefined,
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  let settled = false;
  try {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    return await Promise.race([aborted, promise.finally(() => (settled = true))]);
  } finally {
    signal.removeEventListener('abort', abort);
    if (!settled) void promise.then(late).catch(() => undefined);
  }
}
