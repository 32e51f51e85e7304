import { deletesFileName, isMultiTenant, type Json, parquetFileName } from '@weaviate-export/entities-export';
import { classLayout, deletesLayout, type LayoutName, type FileContents } from '@weaviate-export/format';
import type { Changes, Increment } from './increment.ts';
import type { ExportableClass } from '../ports/db-adapter.ts';
import type { SelectedClass } from '../selection/selected-classes.ts';

/** A Parquet file that an export will write, if its shards hold anything. */
export interface PlannedFile extends FileContents {
  readonly shards: readonly string[];
  /** The filter of its objects; all where absent. */
  readonly where?: Json<bigint>;
  /** How what changed is found, where that is exported alone. */
  readonly changes?: Changes;
}

/** The file beside it that tells which objects went. */
export function deletesOf({
  name: _name,
  where: _where,
  changes: _changes,
  ...file
}: PlannedFile): PlannedFile {
  const name = deletesFileName(file.className, file.tenant);
  return { ...file, name, layout: deletesLayout(file.className), dimensions: {} };
}

/** The name of the file that a shard of the class is in. */
export function fileOf(
  { name, definition }: Pick<ExportableClass, 'name' | 'definition'>,
  shard: string,
): string {
  return parquetFileName(name, isMultiTenant(definition) ? shard : undefined);
}

/** The name of the file that tells what went of that shard. */
export function deletesFileOf(
  { name, definition }: Pick<ExportableClass, 'name' | 'definition'>,
  shard: string,
): string {
  return deletesFileName(name, isMultiTenant(definition) ? shard : undefined);
}

/**
 * The files of an export: one a class, with its shards one behind the other; one a tenant in a multi-tenant class. Each is
 * made when it is come to, since there may be very many; what may be wrong with a class is found at once.
 */
export function planFiles(
  classes: readonly SelectedClass[],
  layout: LayoutName,
  increment?: Pick<Increment, 'changesOf'>,
): Iterable<PlannedFile> {
  const planned = classes.map((one) => ({
    one,
    layout: classLayout(layout, one.definition, one.projection),
  }));
  return {
    *[Symbol.iterator]() {
      for (const { one, layout } of planned) yield* filesOf(one, layout, increment);
    },
  };
}

function* filesOf(
  planned: SelectedClass,
  layout: PlannedFile['layout'],
  increment: Pick<Increment, 'changesOf'> | undefined,
): Generator<PlannedFile> {
  const changed = (tenant?: string): Pick<PlannedFile, 'changes'> => {
    const changes = increment?.changesOf(className, tenant);
    return changes === undefined ? {} : { changes };
  };
  const { name: className, definition, dimensions, where } = planned;
  const contents = { className, definition, dimensions, layout, ...(where !== undefined && { where }) };
  const filled = Iterator.from(planned.shards).filter(({ skipReason }) => skipReason === undefined);
  if (isMultiTenant(definition)) {
    for (const { name: tenant } of filled)
      yield { ...contents, name: fileOf(planned, tenant), tenant, shards: [tenant], ...changed(tenant) };
  } else {
    const shards = [...filled.map(({ name }) => name)];
    if (shards.length > 0) yield { ...contents, name: parquetFileName(className), shards, ...changed() };
  }
}
