/** What may be in flight at a time. */
export interface InFlightLimits {
  /** So many parts, however large: what keeps the workers busy. */
  readonly always: number;
  /** Up to so many parts, where their ranges have no more than `bytes` in all. */
  readonly parts: number;
  readonly bytes: number;
}

/**
 * Counts parts from their start until their bytes have been handed to the sink, which bounds the memory of an export: by
 * `always` parts of any size, or by `bytes`.
 */
export class PartsInFlight {
  readonly #limits: InFlightLimits;
  #parts = 0;
  #bytes = 0;
  #freed = Promise.withResolvers<void>();

  constructor(limits: InFlightLimits) {
    this.#limits = limits;
  }

  /** Resolves when room is given back the next time. */
  get freed(): Promise<void> {
    return this.#freed.promise;
  }

  /** Takes room for a part, to be given back by disposal; undefined where there is none. */
  tryTake(bytes: number): Disposable | undefined {
    const { always, parts, bytes: most } = this.#limits;
    const isSmall = this.#parts < parts && this.#bytes + bytes <= most;
    if (this.#parts >= always && !isSmall) return undefined;
    this.#parts += 1;
    this.#bytes += bytes;
    return {
      [Symbol.dispose]: () => {
        this.#parts -= 1;
        this.#bytes -= bytes;
        this.#freed.resolve();
        this.#freed = Promise.withResolvers();
      },
    };
  }
}
