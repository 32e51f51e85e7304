import type { KeyRange, RangeLimits } from '@weaviate-export/entities-export';
import type { PackedObjects } from '../ports/part-executor.ts';
import { endsOf, splitPiece } from '../workers/packed-objects.ts';
import type { PlannedFile } from './planned-file.ts';

/** Selected objects of one shard that become a row group. */
export interface SelectedRowGroup {
  readonly file: PlannedFile;
  readonly shard: string;
  readonly pieces: readonly PackedObjects[];
  /** From the first of them to the last, with what lies between them and is not selected. */
  readonly range: KeyRange;
}

/**
 * Joins what is selected of parts, each of few objects or many, to row groups that are each as long as the limits allow: as
 * `cutRanges` would cut objects of which there were no others.
 */
export class RowGroupCutter {
  readonly #file: PlannedFile;
  readonly #limits: RangeLimits;
  #pieces: PackedObjects[] = [];
  #objects = 0;
  #bytes = 0;

  constructor(file: PlannedFile, limits: RangeLimits) {
    this.#file = file;
    this.#limits = limits;
  }

  /** The row groups that are full with one more piece. */
  *add(shard: string, piece: PackedObjects): Generator<SelectedRowGroup> {
    let rest: PackedObjects | undefined = piece;
    while (rest !== undefined) {
      const fitting = this.#count(rest);
      if (fitting === rest.sizes.length) {
        this.#pieces.push(rest);
        return;
      }
      const [first, second]: readonly [PackedObjects | undefined, PackedObjects] =
        fitting === 0 ? [undefined, rest] : splitPiece(rest, fitting);
      if (first !== undefined) this.#pieces.push(first);
      rest = second;
      yield* this.end(shard);
    }
  }

  /** The last row group of a shard, if there is something left for it. */
  *end(shard: string): Generator<SelectedRowGroup> {
    if (this.#objects === 0) return;
    const pieces = this.#pieces;
    const [first, last] = endsOf(pieces);
    const range = { first, last, objects: this.#objects, bytes: this.#bytes };
    [this.#pieces, this.#objects, this.#bytes] = [[], 0, 0];
    yield { file: this.#file, shard, pieces, range };
  }

  /** Takes in as many objects of a piece as have room. */
  #count({ sizes }: PackedObjects): number {
    let count = 0;
    for (const size of sizes) {
      if (
        this.#objects > 0 &&
        (this.#objects >= this.#limits.objects || this.#bytes + size > this.#limits.bytes)
      )
        break;
      this.#objects += 1;
      this.#bytes += size;
      count += 1;
    }
    return count;
  }
}
