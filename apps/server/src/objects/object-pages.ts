import type { EmbeddedStore, StoredObject } from '@weaviate-export/adapters-db';
import { TimeSlice } from '@weaviate-export/usecases-export';
import type { ObjectsQuery } from './object-query.ts';

/** Objects that are read at once: few enough that large ones do not hold the event loop for long. */
const PAGE_OBJECTS = 50;

export interface ListedObject {
  readonly class: string;
  readonly object: StoredObject;
}

/**
 * The objects of the classes that the query asks for, read page by page, with turns for others in between.
 * @throws ExportError CLASS_NOT_FOUND
 */
export async function* listObjects(
  store: EmbeddedStore,
  classes: readonly string[],
  query: ObjectsQuery,
): AsyncGenerator<ListedObject> {
  const slice = new TimeSlice();
  let toSkip = query.offset;
  let toGive = query.limit;
  for (const name of classes) {
    let after = query.after;
    for (;;) {
      const limit = Math.min(PAGE_OBJECTS, toSkip + toGive);
      const page = store.list(name, { limit, ...(after === undefined ? {} : { after }) });
      for (const object of page.slice(toSkip)) {
        yield { class: name, object };
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
export function classesOf(store: EmbeddedStore, query: ObjectsQuery): string[] {
  return query.class === undefined
    ? store.listClasses().map((definition) => definition.class)
    : [query.class];
}
