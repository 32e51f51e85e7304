import type { ExportObject } from '@weaviate-export/entities-export';
import { countOf, idAt, type IdEntries, rowGroupLimits, timeAt } from '@weaviate-export/format';
import { TimeSlice } from '@weaviate-export/waiting';
import type { Deletion } from '../ports/db-adapter.ts';
import type { LentPart } from '../ports/part-executor.ts';
import type { PlannedFile } from './planned-file.ts';

/** What the file of deletes is made with. */
export interface DeletesWork {
  /** What the source tells of a shard, in order of id. */
  readonly deletionsOf: (shard: string) => AsyncIterable<Deletion>;
  readonly encode: (file: PlannedFile, shard: string, deletions: readonly Deletion[]) => Promise<LentPart>;
  /** Takes a row group. */
  readonly append: (part: LentPart, rows: number) => Promise<void>;
  /** So many are in the file. */
  readonly onAppended: (shard: string, rows: number) => void;
}

/** What the source tells of a shard, as far as it has been taken. */
interface ToldShard {
  readonly name: string;
  readonly told: AsyncIterator<Deletion>;
  next: Deletion | undefined;
}

/**
 * The ids that an increment takes away of one file of its base, shard after shard, each in order: what the source tells, and what is
 * found on the way.
 */
export class DeletesFile {
  /** In the file so far. */
  rows = 0;
  readonly #file: PlannedFile;
  readonly #work: DeletesWork;
  readonly #most: number;
  readonly #slice = new TimeSlice();
  #shard: ToldShard | undefined;
  #waiting: Deletion[] = [];

  /** @param file the file of deletes */
  constructor(file: PlannedFile, work: DeletesWork) {
    this.#file = file;
    this.#work = work;
    this.#most = rowGroupLimits(file.layout).objects;
  }

  /** Adds what was found of a shard; behind all that has been added of it before. */
  async add(shard: string, found: IdEntries): Promise<void> {
    for (let index = 0; index < countOf(found); index++) {
      const deletion = { id: idAt(found, index), deleteTime: timeAt(found, index) };
      await this.#tellUpTo(shard, deletion.id);
      await this.#put(deletion);
    }
  }

  /** A shard is through: adds what the source tells besides. */
  async end(shard: string): Promise<void> {
    await this.#tellUpTo(shard, undefined);
    await this.#flush();
    this.#shard = undefined;
  }

  /** Adds what the source tells of ids below one; the id itself is added by who asks. */
  async #tellUpTo(shard: string, id: string | undefined): Promise<void> {
    const own = (this.#shard ??= await this.#begin(shard));
    while (own.next !== undefined && (id === undefined || own.next.id <= id)) {
      if (own.next.id !== id) await this.#put(own.next);
      own.next = await nextOf(own.told);
    }
  }

  async #begin(name: string): Promise<ToldShard> {
    const told = this.#work.deletionsOf(name)[Symbol.asyncIterator]();
    return { name, told, next: await nextOf(told) };
  }

  async #put(deletion: Deletion): Promise<void> {
    this.#waiting.push(deletion);
    if (this.#waiting.length === this.#most) await this.#flush();
    const pause = this.#slice.pause();
    if (pause !== undefined) await pause;
  }

  async #flush(): Promise<void> {
    const [deletions, { name }] = [this.#waiting, this.#shard!];
    if (deletions.length === 0) return;
    this.#waiting = [];
    using part = await this.#work.encode(this.#file, name, deletions);
    await this.#work.append(part, deletions.length);
    this.rows += deletions.length;
    this.#work.onAppended(name, deletions.length);
  }
}

/** A deletion as what a row of such a file is made of. */
export function asRow({ id, deleteTime }: Deletion): ExportObject {
  const nothing = { vector: null, namedVectors: null, properties: null };
  return { id, creationTime: deleteTime, updateTime: deleteTime, ...nothing };
}

async function nextOf(told: AsyncIterator<Deletion>): Promise<Deletion | undefined> {
  const next = await told.next();
  return next.done === true ? undefined : next.value;
}
