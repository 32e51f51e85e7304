/** Counts the parts of each shard that have not been taken. */
export class ShardsLeft {
  readonly #parts = new Map<string, number>();

  constructor(parts: Iterable<{ readonly shard: string }>) {
    for (const { shard } of parts) this.#parts.set(shard, (this.#parts.get(shard) ?? 0) + 1);
  }

  /**
   * A part has been taken, and leaves some others.
   * @returns whether it was the last of its shard
   */
  took({ shard }: { readonly shard: string }, rest: number): boolean {
    const left = this.#parts.get(shard)! + rest - 1;
    this.#parts.set(shard, left);
    return left === 0;
  }
}
