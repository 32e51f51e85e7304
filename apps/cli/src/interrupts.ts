import { ExportError } from '@weaviate-export/entities-export';

/** How long signals count as one, in milliseconds: npm passes Ctrl-C on to a program that the terminal has told already. */
const ONE_SIGNAL_MS = 1_000;

/** Heeds Ctrl-C and SIGTERM until it is disposed of: the first aborts the signal, the second is told. */
export class Interrupts implements Disposable {
  readonly #controller = new AbortController();
  readonly #heed: () => void;

  /**
   * @param first told at the first, before the signal aborts
   * @param second told at each that follows, later than a second behind it
   */
  constructor(first: () => void, second: () => void) {
    let lastAt = -Infinity;
    this.#heed = () => {
      const now = performance.now();
      if (now - lastAt < ONE_SIGNAL_MS) return;
      lastAt = now;
      if (this.signal.aborted) return second();
      first();
      this.#controller.abort(new ExportError('EXPORT_CANCELED', []));
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, this.#heed);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, this.#heed);
  }
}
