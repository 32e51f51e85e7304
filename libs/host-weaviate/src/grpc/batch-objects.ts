import { capitalized, isExportError } from '@weaviate-export/entities-export';
import { type BatchServices, type Outcome, writeBatch } from '../objects/object-batch.ts';
import type { ObjectPlace } from '../objects/object-body.ts';
import { parseTenant } from '../objects/object-tenant.ts';
import { readBatchObject } from './batch-object-body.ts';
import { type CallContext, coded } from './grpc-call.ts';
import { BatchObject, BatchObjectsReply, BatchObjectsRequest } from './messages.ts';

/** Writes objects as they came; the outcomes are in their order. */
export function writeBatchObjects(
  services: BatchServices,
  sent: readonly Uint8Array[],
  { principal, signal }: CallContext,
): AsyncGenerator<Outcome> {
  const read = (bytes: Uint8Array) =>
    readBatchObject(BatchObject.decode(bytes), (name) => services.store.getClass(name));
  return writeBatch(services, { principal, sent, placeOf, read, signal });
}

/** What cannot be read has no place: it fails by itself. */
function placeOf(bytes: Uint8Array): ObjectPlace | undefined {
  try {
    const { collection, tenant } = BatchObject.decode(bytes);
    return { class: capitalized(collection), tenant: parseTenant(tenant) };
  } catch (error) {
    if (isExportError(error, 'MESSAGE_MALFORMED')) return undefined;
    throw error;
  }
}

/** BatchObjects: each object is written, or fails, by itself; the reply names those that failed. */
export const batchObjects = (services: BatchServices) =>
  coded(BatchObjectsRequest, BatchObjectsReply, async ({ objects }, context) => {
    const begin = performance.now();
    const errors: { index: number; error: string }[] = [];
    let index = 0;
    for await (const outcome of writeBatchObjects(services, objects, context)) {
      if (isExportError(outcome)) errors.push({ index, error: outcome.message });
      index += 1;
    }
    return { took: (performance.now() - begin) / 1000, errors };
  });
