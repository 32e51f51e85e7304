import { ExportError } from '@weaviate-export/entities-export';

/** Counts what runs: exports, and what else shares their limit. */
export class ActiveLimit {
  readonly #most: number;
  #active = 0;

  /** @param most that may run at a time, 1 or more */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * A place among those that run, until the result is disposed of.
   * @throws ExportError EXPORT_ALREADY_ACTIVE
   */
  take(): Disposable {
    if (this.#active >= this.#most) throw new ExportError('EXPORT_ALREADY_ACTIVE', [this.#most]);
    this.#active += 1;
    let isTaken = true;
    return {
      [Symbol.dispose]: () => {
        if (isTaken) this.#active -= 1;
        isTaken = false;
      },
    };
  }
}
