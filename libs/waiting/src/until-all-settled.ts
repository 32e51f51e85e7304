/** What all of them bring; where one fails, the others are over as well when this throws. */
export async function untilAllSettled<T extends readonly Promise<unknown>[]>(
  steps: readonly [...T],
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(steps);
  return await Promise.all(steps);
}
