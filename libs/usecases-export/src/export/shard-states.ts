import type { ShardProgress, ShardState } from '@weaviate-export/entities-export';
import type { ExportableShard } from '../ports/db-adapter.ts';
import { TimeSlice } from '@weaviate-export/waiting';
import { isException } from './shards-told.ts';

/** How the shards of one class stand. A change costs the same however many there are. */
export class ShardStates {
  readonly #shards: readonly ExportableShard[];
  /** Those that do not stand as at first: waiting, with nothing exported. */
  readonly #changed = new Map<string, ShardProgress>();
  readonly #exceptions = new Map<string, ShardProgress>();
  readonly #counts = new Map<ShardState, number>();
  #objects: number | null = 0;

  /** As they stand at first. Lets the thread do other work meanwhile. */
  static async of(shards: readonly ExportableShard[]): Promise<ShardStates> {
    const states = new ShardStates(shards);
    const slice = new TimeSlice();
    for (const shard of shards) {
      states.#begin(shard);
      const pause = slice.pause();
      if (pause !== undefined) await pause;
    }
    return states;
  }

  private constructor(shards: readonly ExportableShard[]) {
    this.#shards = shards;
    this.#counts.set('TRANSFERRING', shards.length);
  }

  /** What those that are not skipped hold by their source's own account; null where it keeps none. */
  get objects(): number | null {
    return this.#objects;
  }

  get size(): number {
    return this.#shards.length;
  }

  /** How many stand how. */
  get counts(): Partial<Record<ShardState, number>> {
    return Object.fromEntries([...this.#counts].filter(([, count]) => count > 0));
  }

  of(shard: string): Readonly<ShardProgress> {
    return this.#changed.get(shard) ?? { status: 'TRANSFERRING', objectsExported: 0 };
  }

  change(shard: string, change: Partial<ShardProgress>): void {
    const before = this.of(shard);
    const after = { ...before, ...change };
    this.#changed.set(shard, after);
    if (isException(after)) this.#exceptions.set(shard, after);
    this.#counts.set(before.status, this.#counts.get(before.status)! - 1);
    this.#counts.set(after.status, (this.#counts.get(after.status) ?? 0) + 1);
  }

  /** All of them, in the order of the source. */
  *all(): Generator<readonly [shard: string, progress: Readonly<ShardProgress>]> {
    for (const { name } of this.#shards) yield [name, this.of(name)];
  }

  /** Those that failed or were skipped. */
  exceptions(): Iterable<readonly [shard: string, progress: Readonly<ShardProgress>]> {
    return this.#exceptions;
  }

  #begin({ name, skipReason, objects }: ExportableShard): void {
    if (skipReason !== undefined) this.change(name, { status: 'SKIPPED', skipReason });
    else if (objects === undefined) this.#objects = null;
    else if (this.#objects !== null) this.#objects += objects;
  }
}
