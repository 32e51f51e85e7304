/**
 * The longest turn of the event loop while something is done, in milliseconds of the thread's own time: what others on a
 * busy machine take does not count.
 */
export async function longestTurn(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let before = process.threadCpuUsage();
  let next = setImmediate(turn);
  function turn(): void {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
    next = setImmediate(turn);
  }
  try {
    await work();
    // The turn that the last of it was done in.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    return longest;
  } finally {
    clearImmediate(next);
  }
}
