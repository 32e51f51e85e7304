import type { LentPart, PartExecutor, PartJob, PartWorkers } from '../ports/part-executor.ts';

/** Encodes one part and gives it out for every other one: for exports of thousands of tenants that hold the same. */
export class CopyingExecutor implements PartExecutor {
  readonly #inner: PartExecutor;

  constructor(inner: PartExecutor) {
    this.#inner = inner;
  }

  async start(signal: AbortSignal): Promise<PartWorkers> {
    const workers = await this.#inner.start(signal);
    let first: Promise<LentPart> | undefined;
    return {
      size: workers.size,
      prepare: (moduleUrl) => workers.prepare(moduleUrl),
      share: (source) => workers.share(source),
      cut: (_shard, _limits, here) => here(),
      run: async (job: PartJob, here) => {
        // Never given back, so that nothing is written over it.
        first ??= workers.run(job, here);
        return { ...(await first), [Symbol.dispose]: () => undefined };
      },
      [Symbol.asyncDispose]: () => workers[Symbol.asyncDispose](),
    };
  }
}
