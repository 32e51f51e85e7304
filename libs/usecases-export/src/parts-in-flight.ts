/** What may be in flight at a time: at whichever limit is reached first. */
export interface InFlightLimits {
  readonly parts: number;
  /** Sum of the bytes of their ranges. */
  readonly bytes: number;
}

/**
 * Counts parts from their start until their bytes have been handed to the sink, which bounds the memory of an export. A
 * part that is larger than the limit is let in alone.
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
    const isFull = this.#parts >= this.#limits.parts || this.#bytes + bytes > this.#limits.bytes;
    if (isFull && this.#parts > 0) return undefined;
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
