import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import { decodeRowGroup } from '@weaviate-export/format/decoder';
import type { RestoreJob } from '../ports/restore-executor.ts';
import type { ObjectWriter, WriterStep } from '../ports/restore-target.ts';

export type WriterSteps = AsyncIterator<WriterStep> | Iterator<WriterStep>;

/** Decodes a row group, and begins to hand its objects to a writer. */
export function beginRestore({ shard, ofClass, rowGroup }: RestoreJob, writer: ObjectWriter): WriterSteps {
  const { name, index } = rowGroup;
  const objects = decodeRowGroup(rowGroup, ofClass);
  const steps = writer.write(shard, rising(objects, `${name}, row group ${index}`));
  return Symbol.iterator in steps ? steps[Symbol.iterator]() : steps[Symbol.asyncIterator]();
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
