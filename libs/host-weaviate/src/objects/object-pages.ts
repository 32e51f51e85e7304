import type { EmbeddedStore, StoredObject } from '@weaviate-export/adapters-db';
import { isMultiTenant } from '@weaviate-export/entities-export';
import { TimeSlice } from '@weaviate-export/waiting';
import type { ObjectPlace } from './object-body.ts';
import type { ObjectsQuery } from './object-query.ts';
import { activateTenant } from './object-tenant.ts';

/** Objects that are read at once: few enough that large ones do not hold the event loop for long. */
const PAGE_OBJECTS = 50;

/** Which objects, whatever of them is shown. */
type ListQuery = Omit<ObjectsQuery, 'vectors'>;

export interface ListedObject extends ObjectPlace {
  readonly object: StoredObject;
}

/**
 * The objects of the classes that the query asks for, read page by page, with turns for others in between.
 * @throws ExportError CLASS_NOT_FOUND, TENANT_MISSING, MULTI_TENANCY_DISABLED, TENANT_NOT_FOUND or TENANT_NOT_ACTIVE
 */
export async function* listObjects(
  store: EmbeddedStore,
  classes: readonly string[],
  query: ListQuery,
): AsyncGenerator<ListedObject> {
  const { tenant } = query;
  const slice = new TimeSlice();
  let toSkip = query.offset;
  let toGive = query.limit;
  for (const name of classes) {
    let after = query.after;
    await activateTenant(store, name, tenant);
    for (;;) {
      const limit = Math.min(PAGE_OBJECTS, toSkip + toGive);
      const page = store.list(name, {
        limit,
        ...(after === undefined ? {} : { after }),
        ...(tenant === undefined ? {} : { tenant }),
      });
      for (const object of page.slice(toSkip)) {
        yield { class: name, tenant, object };
        toGive--;
        await slice.pause();
      }
      toSkip -= Math.min(toSkip, page.length);
      after = page.at(-1)?.id;
      if (toGive === 0) return;
      if (page.length < limit) break;
    }
  }
}

/** Names of the classes that the query is about. */
export function classesOf(store: EmbeddedStore, query: ListQuery): string[] {
  return query.class === undefined
    ? store
        .listClasses()
        .filter((definition) => !isMultiTenant(definition))
        .map((definition) => definition.class)
    : [query.class];
}
