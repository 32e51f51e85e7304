import { isMultiTenant, parquetFileName } from '@weaviate-export/entities-export';
import { describeLayout, type LayoutName, type ParquetFileDescription } from '@weaviate-export/format';
import type { ExportableClass } from '../ports/db-adapter.ts';

/** A Parquet file that an export will write, if its shards hold anything. */
export interface PlannedFile extends ParquetFileDescription {
  readonly shards: readonly string[];
}

/** One file a class, with its shards one behind the other; one a tenant in a multi-tenant class. */
export function planFiles(
  { name: className, definition, dimensions, shards }: ExportableClass,
  layout: LayoutName,
): PlannedFile[] {
  const described = { className, definition, dimensions, layout: describeLayout(layout, definition) };
  const names = shards.filter(({ skipReason }) => skipReason === undefined).map(({ name }) => name);
  if (isMultiTenant(definition)) {
    return names.map((tenant) => ({
      ...described,
      name: parquetFileName(className, tenant),
      tenant,
      shards: [tenant],
    }));
  }
  return names.length === 0 ? [] : [{ ...described, name: parquetFileName(className), shards: names }];
}
