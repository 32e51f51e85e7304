import { isMultiTenant } from '@weaviate-export/entities-export';
import { inWholeCharacters } from '@weaviate-export/format';
import { TimeSlice } from '@weaviate-export/waiting';
import type { ExportableClass, ExportableShard } from '../ports/db-adapter.ts';
import { toJson } from './export-home.ts';

/** Names of tenants a line: less than a millisecond's work. */
const TENANTS_PER_LINE = 1_000;

/**
 * What schema.json holds: the definitions, and of multi-tenant classes the names of the exported tenants by their status, as of
 * empty ones there is no file. Lets the thread do other work where there are thousands of them.
 */
export async function* schemaJson(classes: readonly ExportableClass[]): AsyncGenerator<Uint8Array> {
  const definitions = classes.map(({ definition }) => definition);
  const { json } = inWholeCharacters(toJson({ classes: definitions }));
  const tenanted = classes.filter(({ definition }) => isMultiTenant(definition));
  if (tenanted.length === 0) {
    yield json;
    return;
  }
  const slice = new TimeSlice();
  yield json.subarray(0, json.length - '\n}\n'.length);
  yield Buffer.from(',\n  "tenants": {');
  for (const [index, { name, shards }] of tenanted.entries()) {
    yield Buffer.from(`${index === 0 ? '' : ','}\n    ${JSON.stringify(name)}: {`);
    const exported = shards.filter(({ skipReason }) => skipReason === undefined);
    const byStatus = Map.groupBy(exported, ({ tenantStatus = 'HOT' }) => tenantStatus);
    let isFirst = true;
    for (const [status, tenants] of byStatus) {
      yield Buffer.from(`${isFirst ? '' : ','}\n      ${JSON.stringify(status)}: [`);
      for (const line of linesOf(tenants)) {
        yield Buffer.from(line);
        await slice.pause();
      }
      yield Buffer.from('\n      ]');
      isFirst = false;
    }
    yield Buffer.from('\n    }');
  }
  yield Buffer.from('\n  }\n}\n');
}

function* linesOf(tenants: readonly ExportableShard[]): Generator<string> {
  for (let from = 0; from < tenants.length; from += TENANTS_PER_LINE) {
    const names = tenants.slice(from, from + TENANTS_PER_LINE).map(({ name }) => JSON.stringify(name));
    yield `${from === 0 ? '' : ','}\n        ${names.join(', ')}`;
  }
}
