import type { EmbeddedStore, StoredObject } from '@weaviate-export/adapters-db';
import { type ClassDefinition, ExportError, parseBigIntJson } from '@weaviate-export/entities-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { type MessageInit, weaviate } from '@weaviate-export/weaviate-protocol';
import type { ExactJson } from '../written-json.ts';
import { data, type Guard } from '@weaviate-export/host-access';
import { listObjects } from '../objects/object-pages.ts';
import { activateTenant } from '../objects/object-tenant.ts';
import type { UnaryHandler } from './grpc-call.ts';
import { selectProperties, type Selection } from './property-selection.ts';
import { encodeProperties } from './property-values.ts';
import { metadataOf } from './search-metadata.ts';
import { parseSearchRequest, type SearchQuery } from './search-request.ts';

export interface SearchOptions {
  readonly store: EmbeddedStore;
  readonly guard: Guard;
  /** The largest reply. */
  readonly maxMessageBytes: number;
}

/** Search, without search: pages of a class's objects in order of id, or objects by their ids. */
export const search =
  ({ store, guard, maxMessageBytes }: SearchOptions): UnaryHandler =>
  async (bytes, { principal, signal }) => {
    const begin = performance.now();
    const query = parseSearchRequest(bytes);
    guard.require(principal, data('read', { collection: query.class, tenant: query.tenant }));
    const definition = store.getClass(query.class);
    if (definition === null) throw new ExportError('CLASS_NOT_FOUND', [query.class]);
    const selection = selectProperties(definition, query.properties);
    const results: Uint8Array[] = [];
    let bytesSoFar = 0;
    for await (const object of objectsOf(store, query)) {
      signal.throwIfAborted();
      const result = weaviate.SearchResult.encode(resultOf(object, definition, selection, query));
      bytesSoFar += result.length;
      // Not gathered in vain: large objects by the thousand would not fit into memory.
      if (bytesSoFar > maxMessageBytes) throw new ExportError('REPLY_TOO_LARGE', [maxMessageBytes]);
      results.push(result);
    }
    return weaviate.SearchReply.encode({ took: (performance.now() - begin) / 1000, results });
  };

async function* objectsOf(store: EmbeddedStore, query: SearchQuery): AsyncGenerator<StoredObject> {
  if (query.ids === undefined) {
    for await (const { object } of listObjects(store, [query.class], query)) yield object;
    return;
  }
  await activateTenant(store, query.class, query.tenant);
  const slice = new TimeSlice();
  let toSkip = query.offset;
  let toGive = query.limit;
  for (const id of query.ids) {
    if (toGive === 0) return;
    await slice.pause();
    const object = store.get(query.class, id, query.tenant);
    if (object === null) continue;
    if (toSkip > 0) toSkip -= 1;
    else {
      toGive -= 1;
      yield object;
    }
  }
}

function resultOf(
  object: StoredObject,
  definition: ClassDefinition,
  selection: Selection,
  query: SearchQuery,
): MessageInit<'SearchResult'> {
  const properties = parseBigIntJson(object.properties ?? '{}') as Record<string, ExactJson>;
  return {
    properties: {
      targetCollection: definition.class,
      ...(selection.length === 0 ? {} : { nonRefProps: encodeProperties(selection, properties) }),
    },
    metadata: metadataOf(object, query.metadata),
  };
}
