import { isMultiTenant, parquetFileName } from '@weaviate-export/entities-export';
import { classLayout, type LayoutName, type FileContents } from '@weaviate-export/format';
import type { ExportableClass } from '../ports/db-adapter.ts';

/** A Parquet file that an export will write, if its shards hold anything. */
export interface PlannedFile extends FileContents {
  readonly shards: readonly string[];
}

/** The name of the file that a shard of the class is in. */
export function fileOf(
  { name, definition }: Pick<ExportableClass, 'name' | 'definition'>,
  shard: string,
): string {
  return parquetFileName(name, isMultiTenant(definition) ? shard : undefined);
}

/** One file a class, with its shards one behind the other; one a tenant in a multi-tenant class. */
export function* planFiles(planned: ExportableClass, layout: LayoutName): Generator<PlannedFile> {
  const { name: className, definition, dimensions, shards } = planned;
  const contents = { className, definition, dimensions, layout: classLayout(layout, definition) };
  const names = shards.filter(({ skipReason }) => skipReason === undefined).map(({ name }) => name);
  if (isMultiTenant(definition)) {
    for (const tenant of names)
      yield { ...contents, name: fileOf(planned, tenant), tenant, shards: [tenant] };
  } else if (names.length > 0) {
    yield { ...contents, name: parquetFileName(className), shards: names };
  }
}
