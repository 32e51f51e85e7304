import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import { IdWalk } from '@weaviate-export/format';
import { decodeRowGroup } from '@weaviate-export/format/decoder';
import type { RestoreJob } from '../ports/restore-executor.ts';
import type { ObjectWriter, WriterStep } from '../ports/restore-target.ts';

/** What is said of a row group behind its last step. */
export interface RestoredRowGroup {
  /** Its objects that were not to be written. */
  readonly leftOut: number;
}

export type WriterSteps = AsyncGenerator<WriterStep, RestoredRowGroup>;

/** Decodes a row group, and begins to hand its objects to a writer. */
export function beginRestore(
  { shard, ofClass, rowGroup, without = [] }: RestoreJob,
  writer: ObjectWriter,
): WriterSteps {
  const { name, index } = rowGroup;
  const objects = rising(decodeRowGroup(rowGroup, ofClass), `${name}, row group ${index}`);
  const left = new LeftOut(objects, without);
  return stepsOf(writer.write(shard, left), left);
}

async function* stepsOf(steps: ReturnType<ObjectWriter['write']>, left: LeftOut): WriterSteps {
  yield* steps;
  return { leftOut: left.count };
}

/** Objects in order of id, bar some; goes through them once. */
class LeftOut implements Iterable<ExportObject> {
  count = 0;
  readonly #objects: Iterable<ExportObject>;
  readonly #without: readonly IdWalk[];

  constructor(objects: Iterable<ExportObject>, without: NonNullable<RestoreJob['without']>) {
    this.#objects = objects;
    this.#without = without.map((entries) => new IdWalk(entries));
  }

  *[Symbol.iterator](): Generator<ExportObject> {
    for (const object of this.#objects) {
      if (this.#without.some((walk) => walk.has(object.id))) this.count += 1;
      else yield object;
    }
  }
}

/** Two objects of one id would become one. */
function* rising(objects: Iterable<ExportObject>, where: string): Generator<ExportObject> {
  let before = '';
  for (const object of objects) {
    if (object.id <= before)
      throw new ExportError('PARQUET_INVALID', [`${where}: its ids do not rise at ${object.id}`]);
    before = object.id;
    yield object;
  }
}
