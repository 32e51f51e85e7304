import { isMultiTenant, parquetFileName } from '@weaviate-export/entities-export';
import { classLayout, type LayoutName, type FileContents } from '@weaviate-export/format';
import type { ExportableClass } from '../ports/db-adapter.ts';

/** A Parquet file that an export will write, if its shards hold anything. */
export interface PlannedFile extends FileContents {
  readonly shards: readonly string[];
}

/** One file a class, with its shards one behind the other; one a tenant in a multi-tenant class. */
export function planFiles(
  { name: className, definition, dimensions, shards }: ExportableClass,
  layout: LayoutName,
): PlannedFile[] {
  const contents = { className, definition, dimensions, layout: classLayout(layout, definition) };
  const names = shards.filter(({ skipReason }) => skipReason === undefined).map(({ name }) => name);
  if (isMultiTenant(definition)) {
    return names.map((tenant) => ({
      ...contents,
      name: parquetFileName(className, tenant),
      tenant,
      shards: [tenant],
    }));
  }
  return names.length === 0 ? [] : [{ ...contents, name: parquetFileName(className), shards: names }];
}
