/**
 * The blocks that sinks of one backend are sending. The service knows no upload that could be ended: a block that
 * arrives after its name was cleaned up stays. So whoever deletes a name waits for those of its own process first.
 */
export class BlocksOnTheWay {
  readonly #byName = new Map<string, Set<Promise<void>>>();

  /** @param sent settles when the block has arrived, or never will; does not reject */
  add(name: string, sent: Promise<void>): void {
    const ofName = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, ofName.add(sent));
    void sent.finally(() => {
      ofName.delete(sent);
      if (ofName.size === 0 && this.#byName.get(name) === ofName) this.#byName.delete(name);
    });
  }

  /** Resolves when those of the name that are on their way now have arrived, or have failed by their own deadline. */
  async arrived(name: string): Promise<void> {
    await Promise.all(this.#byName.get(name) ?? new Set<Promise<void>>());
  }
}
