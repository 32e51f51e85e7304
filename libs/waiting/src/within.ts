/** The promise's outcome, or what `late` gives (thrown, where it is an error) after so many milliseconds. */
export async function within<T>(
  milliseconds: number,
  promise: Promise<T>,
  late: () => Error | undefined,
): Promise<T | undefined> {
  const { promise: deadline, resolve, reject } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    const error = late();
    if (error === undefined) resolve(undefined);
    else reject(error);
  }, milliseconds);
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
