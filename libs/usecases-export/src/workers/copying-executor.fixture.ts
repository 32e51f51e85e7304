import type { LentPart, PartExecutor, PartJob, PartWorkers } from '../ports/part-executor.ts';

/** Encodes one part of each number of objects and gives it out for all others: for exports of thousands of tenants. */
export class CopyingExecutor implements PartExecutor {
  readonly #inner: PartExecutor;

  constructor(inner: PartExecutor) {
    this.#inner = inner;
  }

  async start(signal: AbortSignal): Promise<PartWorkers> {
    const workers = await this.#inner.start(signal);
    const encoded = new Map<number, Promise<LentPart>>();
    return {
      size: workers.size,
      prepare: (moduleUrl) => workers.prepare(moduleUrl),
      share: (source) => workers.share(source),
      cut: (_shard, _limits, here) => here(),
      run: async (job: PartJob, here) => {
        // Never given back, so that nothing is written over it.
        const part = encoded.get(job.range.objects) ?? workers.run(job, here);
        encoded.set(job.range.objects, part);
        return { ...(await part), [Symbol.dispose]: () => undefined };
      },
      select: (job, here) => workers.select(job, here),
      entriesOf: (job, here) => workers.entriesOf(job, here),
      entries: (rowGroup) => workers.entries(rowGroup),
      encode: (pieces, encoding) => workers.encode(pieces, encoding),
      [Symbol.asyncDispose]: () => workers[Symbol.asyncDispose](),
    };
  }
}
