/**
 * The blocks that uploads of one backend are sending. The service knows no upload that could be ended: a block that
 * arrives after its name was cleaned up stays. So whoever cleans a name up waits for those of its own process first.
 */
export class BlocksOnTheWay {
  readonly #byName = new Map<string, Set<Promise<unknown>>>();

  /** @param sent settles when the block has arrived, or never will */
  add(name: string, sent: Promise<unknown>): void {
    const ofName = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, ofName.add(sent));
    const settled = (): void => {
      ofName.delete(sent);
      if (ofName.size === 0 && this.#byName.get(name) === ofName) this.#byName.delete(name);
    };
    sent.then(settled, settled);
  }

  /** Resolves when those of the name that are on their way now have arrived, or have failed by their own deadline. */
  async arrived(name: string): Promise<void> {
    await Promise.allSettled(this.#byName.get(name) ?? new Set<Promise<unknown>>());
  }
}
