import type { EmbeddedStore, StoredObject } from '@weaviate-export/adapters-db';
import { type ExportError, isExportError } from '@weaviate-export/entities-export';
import { filteredObject, type ObjectFilter } from '@weaviate-export/usecases-export';
import { TimeSlice } from '@weaviate-export/waiting';
import type { ObjectPlace } from './object-body.ts';
import { listObjects } from './object-pages.ts';
import { MOST_RESULTS } from './object-query.ts';
import { activateTenant } from './object-tenant.ts';

/** Deletes that are under way at a time; the store writes neighbouring ones to disk together. */
const PARALLEL_DELETES = 200;

/** Most objects that one request deletes: Weaviate's QUERY_MAXIMUM_RESULTS. Who asks again deletes the next ones. */
export const MOST_DELETED = MOST_RESULTS;

export interface DeletionRequest {
  readonly place: ObjectPlace;
  readonly filter: ObjectFilter;
  /** Just tells what would be deleted. */
  readonly dryRun: boolean;
  /** Ends the request between some objects and the next ones. */
  readonly signal?: AbortSignal;
}

export interface Deletion {
  /** Objects that the filter lets through, however many are deleted. */
  readonly matches: number;
  /** The first ones in order of id, each with why it could not be deleted. */
  readonly objects: readonly { readonly id: string; readonly error: ExportError | undefined }[];
}

/**
 * Deletes the objects of a class, or of a tenant, that a filter lets through; each is deleted, or not, by itself.
 * @throws ExportError CLASS_NOT_FOUND, TENANT_MISSING, MULTI_TENANCY_DISABLED, TENANT_NOT_FOUND or TENANT_NOT_ACTIVE
 */
export async function deleteObjects(store: EmbeddedStore, request: DeletionRequest): Promise<Deletion> {
  const { place, filter, dryRun, signal } = request;
  await activateTenant(store, place.class, place.tenant);
  const ids: string[] = [];
  let matches = 0;
  for await (const object of candidates(store, place, filter)) {
    signal?.throwIfAborted();
    if (!filter.matches(filteredObject(object))) continue;
    matches += 1;
    if (ids.length < MOST_DELETED) ids.push(object.id);
  }
  if (dryRun) return { matches, objects: ids.map((id) => ({ id, error: undefined })) };
  const objects: { id: string; error: ExportError | undefined }[] = [];
  for (let start = 0; start < ids.length; start += PARALLEL_DELETES) {
    signal?.throwIfAborted();
    const slice = ids.slice(start, start + PARALLEL_DELETES);
    objects.push(...(await Promise.all(slice.map((id) => deleteOne(store, place, id)))));
  }
  return { matches, objects };
}

/** The objects that the filter may let through, in order of id, with turns for others in between. */
async function* candidates(
  store: EmbeddedStore,
  place: ObjectPlace,
  { ids }: ObjectFilter,
): AsyncGenerator<StoredObject> {
  if (ids === undefined) {
    const all = { ...place, after: undefined, offset: 0, limit: Infinity };
    for await (const { object } of listObjects(store, [place.class], all)) yield object;
    return;
  }
  const slice = new TimeSlice();
  for (const id of [...ids].sort()) {
    await slice.pause();
    const object = store.get(place.class, id, place.tenant);
    if (object !== null) yield object;
  }
}

async function deleteOne(store: EmbeddedStore, { class: name, tenant }: ObjectPlace, id: string) {
  try {
    await store.delete(name, id, tenant);
    return { id, error: undefined };
  } catch (error) {
    if (isExportError(error)) return { id, error };
    throw error;
  }
}
