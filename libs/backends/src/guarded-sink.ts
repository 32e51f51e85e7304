import { ExportError } from '@weaviate-export/entities-export';
import { type Sink } from '@weaviate-export/usecases-export';

/** What one backend does for one sink. Calls never overlap; GuardedSink sees to their order. */
export interface SinkTarget {
  append(bytes: Uint8Array): Promise<void>;
  publish(): Promise<void>;
  /**
   * Removes what there is of the file, also what a `publish` that failed or was cut short may have published. Called
   * again where it failed.
   */
  discard(): Promise<void>;
}

/**
 * The life of a sink, the same on every backend: open, then published or ended. One step runs at a time; an abort cuts
 * the running step short by `stop`, waits for it to settle, and then discards.
 */
export class GuardedSink implements Sink {
  readonly #where: string;
  readonly #signal: AbortSignal;
  readonly #stop: AbortController;
  readonly #target: SinkTarget;
  readonly #onSignal = (): void => void this.abort().catch(() => {});
  #published = false;
  #failure: { readonly error: unknown } | undefined;
  #running: Promise<void> = Promise.resolve();
  #discarding: Promise<void> | undefined;

  /**
   * @param where names the file in errors
   * @param signal aborts the sink; its reason is what pending and later calls then throw
   * @param openTarget its `stop` is aborted when the running step is to end
   */
  static async open(
    where: string,
    signal: AbortSignal,
    openTarget: (stop: AbortSignal) => Promise<SinkTarget>,
  ): Promise<Sink> {
    signal.throwIfAborted();
    const stop = new AbortController();
    const sink = new GuardedSink(where, signal, stop, await openTarget(stop.signal));
    if (signal.aborted) {
      await sink.abort();
      signal.throwIfAborted();
    }
    return sink;
  }

  private constructor(where: string, signal: AbortSignal, stop: AbortController, target: SinkTarget) {
    this.#where = where;
    this.#signal = signal;
    this.#stop = stop;
    this.#target = target;
    signal.addEventListener('abort', this.#onSignal, { once: true });
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#step(() => this.#target.append(bytes));
  }

  async close(): Promise<void> {
    try {
      await this.#step(async () => {
        await this.#target.publish();
        if (this.#stop.signal.aborted) throw this.#ended();
        this.#published = true;
      });
      this.#signal.removeEventListener('abort', this.#onSignal);
    } catch (error) {
      // The first error is the one to know; what a failed clean-up leaves, Backend.delete removes.
      await this.abort().catch(() => {});
      throw error;
    }
  }

  abort(): Promise<void> {
    if (this.#published) return Promise.resolve();
    this.#signal.removeEventListener('abort', this.#onSignal);
    this.#stop.abort();
    this.#discarding ??= this.#discard();
    return this.#discarding;
  }

  /** Never throws, so that the error that ended the scope stays the one that is seen. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.abort().catch(() => {});
  }

  async #discard(): Promise<void> {
    try {
      await this.#running;
      await this.#target.discard();
    } catch (error) {
      this.#discarding = undefined;
      throw error;
    }
  }

  async #step(work: () => Promise<void>): Promise<void> {
    const step = this.#running.then(() => {
      if (this.#published || this.#stop.signal.aborted) throw this.#ended();
      if (this.#failure !== undefined) throw this.#failure.error;
      return work();
    });
    this.#running = step.catch(() => {});
    try {
      await step;
    } catch (error) {
      if (this.#stop.signal.aborted) throw this.#ended();
      if (!this.#published) this.#failure ??= { error };
      throw error;
    }
  }

  #ended(): unknown {
    if (this.#signal.aborted && !this.#published) return this.#signal.reason;
    return new ExportError('SINK_CLOSED', [this.#where]);
  }
}
