import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { capitalized, ExportError } from '@weaviate-export/entities-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { data, type Guard } from '@weaviate-export/host-access';
import { toInt64, weaviateService } from '@weaviate-export/weaviate-protocol';
import type { ObjectPlace } from '../objects/object-body.ts';
import { activateTenant, parseTenant } from '../objects/object-tenant.ts';
import { type CallContext, coded } from './grpc-call.ts';
import { parseIdFilter } from './id-filter.ts';
import { uuidBytes } from './search-metadata.ts';

/** Deletes that are under way at a time; the store writes neighbouring ones to disk together. */
const PARALLEL_DELETES = 200;

/** BatchDelete: deletes the objects that a filter by ids lets through. */
export const batchDelete = ({ store, guard }: { readonly store: EmbeddedStore; readonly guard: Guard }) =>
  coded(weaviateService.BatchDelete, async (request, context) => {
    const begin = performance.now();
    if (request.filters === null) throw new ExportError('BODY_INVALID', ['a filter says what to delete']);
    const className = capitalized(request.collection);
    const place = { class: className, tenant: parseTenant(request.tenant) };
    guard.require(context.principal, data('delete', { collection: className, tenant: place.tenant }));
    await activateTenant(store, className, place.tenant);
    const matches = await existing(store, place, parseIdFilter(request.filters));
    if (!request.dryRun) await deleteAll(store, place, matches, context);
    const count = toInt64(matches.length);
    return {
      took: (performance.now() - begin) / 1000,
      matches: count,
      successful: count,
      failed: toInt64(0),
      objects: request.verbose ? matches.map((id) => ({ uuid: uuidBytes(id), successful: true })) : [],
    };
  });

/** @throws ExportError CLASS_NOT_FOUND, TENANT_MISSING, MULTI_TENANCY_DISABLED, TENANT_NOT_FOUND or TENANT_NOT_ACTIVE */
async function existing(store: EmbeddedStore, place: ObjectPlace, ids: readonly string[]): Promise<string[]> {
  const slice = new TimeSlice();
  const found: string[] = [];
  for (const id of ids) {
    await slice.pause();
    if (store.has(place.class, id, place.tenant)) found.push(id);
  }
  return found;
}

async function deleteAll(
  store: EmbeddedStore,
  place: ObjectPlace,
  ids: readonly string[],
  { signal }: CallContext,
): Promise<void> {
  for (let start = 0; start < ids.length; start += PARALLEL_DELETES) {
    signal.throwIfAborted();
    const slice = ids.slice(start, start + PARALLEL_DELETES);
    await Promise.all(slice.map((id) => store.delete(place.class, id, place.tenant)));
  }
}
