import { ExportError, capitalized } from '@weaviate-export/entities-export';
import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { data } from '../authorization/access-to.ts';
import type { Guard } from '../authorization/guard.ts';
import { MOST_RESULTS } from '../objects/object-query.ts';
import { activateTenant, parseTenant } from '../objects/object-tenant.ts';
import { coded } from './grpc-call.ts';
import { parseIdFilter } from './id-filter.ts';
import { toInt64 } from './message-codec.ts';
import { BatchDeleteReply, BatchDeleteRequest } from './messages.ts';
import { uuidBytes } from './search-metadata.ts';

/** BatchDelete: deletes the objects that a filter by ids lets through; as in Weaviate, at most 10,000 a call. */
export const batchDelete = ({ store, guard }: { readonly store: EmbeddedStore; readonly guard: Guard }) =>
  coded(BatchDeleteRequest, BatchDeleteReply, async (request, { principal, signal }) => {
    const begin = performance.now();
    if (request.filters === null) throw new ExportError('BODY_INVALID', ['a filter says what to delete']);
    const className = capitalized(request.collection);
    const tenant = parseTenant(request.tenant);
    guard.require(principal, data('delete', { collection: className, tenant }));
    await activateTenant(store, className, tenant);
    const there = parseIdFilter(request.filters)
      .filter((id) => store.has(className, id, tenant))
      .slice(0, MOST_RESULTS);
    if (!request.dryRun) {
      for (const id of there) {
        signal.throwIfAborted();
        await store.delete(className, id, tenant);
      }
    }
    const count = toInt64(there.length);
    return {
      took: (performance.now() - begin) / 1000,
      matches: count,
      successful: count,
      failed: toInt64(0),
      objects: request.verbose ? there.map((id) => ({ uuid: uuidBytes(id), successful: true })) : [],
    };
  });
