import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { capitalized, ExportError } from '@weaviate-export/entities-export';
import { data } from '@weaviate-export/host-access';
import type { Guard } from '@weaviate-export/host-access';
import { toInt64, weaviate } from '@weaviate-export/weaviate-protocol';
import { activateTenant, parseTenant } from '../objects/object-tenant.ts';
import type { UnaryHandler } from './grpc-call.ts';

/** The fields of `AggregateRequest`: all that a count needs. */
const ANSWERED = [1, 10, 20];

/** Aggregate: the number of objects of a class or of a tenant. */
export const aggregate =
  ({ store, guard }: { readonly store: EmbeddedStore; readonly guard: Guard }): UnaryHandler =>
  async (bytes, { principal }) => {
    const begin = performance.now();
    const request = weaviate.AggregateRequest.decode(bytes);
    if (
      !request.objectsCount ||
      [...weaviate.AggregateRequest.fieldNumbers(bytes)].some((field) => !ANSWERED.includes(field))
    ) {
      throw new ExportError('NOT_AVAILABLE', [
        'aggregation other than the number of all objects',
        'export the collection, and aggregate its Parquet files',
      ]);
    }
    const className = capitalized(request.collection);
    const tenant = parseTenant(request.tenant);
    guard.require(principal, data('read', { collection: className, tenant }));
    await activateTenant(store, className, tenant);
    return weaviate.AggregateReply.encode({
      took: (performance.now() - begin) / 1000,
      singleResult: { objectsCount: toInt64(store.countIn(className, tenant)) },
    });
  };
