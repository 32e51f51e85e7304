import { unlessAborted } from '@weaviate-export/waiting';

/** Lets writes through, many at a time, and holds them still while a snapshot is opened. */
export class WriteGate {
  readonly #running = new Set<Promise<unknown>>();
  #reopened: Promise<void> | null = null;

  /** Runs the write, at once where the gate is open. */
  async pass<Result>(write: () => Promise<Result>): Promise<Result> {
    while (this.#reopened !== null) await this.#reopened;
    const running = write();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /**
   * Resolves once every write that began before has ended, and keeps those that come later waiting until the result is
   * disposed of. Rejects with the signal's reason, the gate open again, when it is aborted before.
   */
  async close(signal: AbortSignal): Promise<Disposable> {
    while (this.#reopened !== null) await unlessAborted(this.#reopened, signal);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#reopened = promise;
    const reopen = () => {
      this.#reopened = null;
      resolve();
    };
    try {
      await unlessAborted(Promise.allSettled(this.#running), signal);
    } catch (error) {
      reopen();
      throw error;
    }
    return { [Symbol.dispose]: reopen };
  }
}
