import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { capitalized, ExportError } from '@weaviate-export/entities-export';
import { data, type Guard } from '@weaviate-export/host-access';
import { parseWhere } from '@weaviate-export/usecases-export';
import { toInt64, weaviateService } from '@weaviate-export/weaviate-protocol';
import { deleteObjects } from '../objects/object-deletion.ts';
import { parseTenant } from '../objects/object-tenant.ts';
import { coded } from './grpc-call.ts';
import { uuidBytes } from './search-metadata.ts';
import { whereOf } from './where-message.ts';

/** BatchDelete: deletes the objects that a filter lets through. */
export const batchDelete = ({ store, guard }: { readonly store: EmbeddedStore; readonly guard: Guard }) =>
  coded(weaviateService.BatchDelete, async (request, { principal, signal }) => {
    const begin = performance.now();
    const { filters, dryRun, verbose } = request;
    if (filters === null) throw new ExportError('BODY_INVALID', ['a filter says what to delete']);
    const place = { class: capitalized(request.collection), tenant: parseTenant(request.tenant) };
    guard.require(principal, data('delete', { collection: place.class, tenant: place.tenant }));
    const definition = store.getClass(place.class);
    if (definition === null) throw new ExportError('CLASS_NOT_FOUND', [place.class]);
    const filter = parseWhere(whereOf(filters), definition, 'filters');
    const { matches, objects } = await deleteObjects(store, { place, filter, dryRun, signal });
    const failed = objects.filter(({ error }) => error !== undefined).length;
    return {
      took: (performance.now() - begin) / 1000,
      matches: toInt64(matches),
      successful: toInt64(objects.length - failed),
      failed: toInt64(failed),
      objects: verbose
        ? objects.map(({ id, error }) => ({
            uuid: uuidBytes(id),
            successful: error === undefined,
            ...(error && { error: error.message }),
          }))
        : [],
    };
  });
