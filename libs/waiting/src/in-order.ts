/**
 * Runs jobs ahead, at most `ahead` of them at a time, and yields their results in the order of the jobs. The first
 * error ends it; jobs that still run then are left to themselves.
 */
export async function* inOrder<Job, Result>(
  jobs: Iterable<Job> | AsyncIterable<Job>,
  ahead: number,
  run: (job: Job) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for await (const job of jobs) {
    const result = run(job);
    // Awaited below, in its turn; until then a failure must not count as unhandled.
    result.catch(() => undefined);
    running.push(result);
    if (running.length >= ahead) yield await running.shift()!;
  }
  while (running.length > 0) yield await running.shift()!;
}
