import { capitalized, isExportError } from '@weaviate-export/entities-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { weaviate, weaviateService } from '@weaviate-export/weaviate-protocol';
import { type BatchServices, type Outcome, writeBatch } from '../objects/object-batch.ts';
import type { ObjectPlace } from '../objects/object-body.ts';
import { parseTenant } from '../objects/object-tenant.ts';
import { readBatchObject } from './batch-object-body.ts';
import { type CallContext, coded } from './grpc-call.ts';

/** An object as it came. */
export interface SentObject {
  readonly bytes: Uint8Array;
  /** How clients know it again; what cannot be read has no id. */
  readonly uuid: string;
  /** Where it says that it goes, valid or not; what cannot be read has no place, and fails by itself. */
  readonly place: ObjectPlace | undefined;
}

/**
 * What objects say of themselves. Each is read as a whole, as it is again when it is written, so that permission is
 * asked for the place that it is written to; others get their turn in between.
 */
export async function labelObjects(sent: readonly Uint8Array[]): Promise<SentObject[]> {
  const slice = new TimeSlice();
  const labelled: SentObject[] = [];
  for (const bytes of sent) {
    await slice.pause();
    labelled.push(labelObject(bytes));
  }
  return labelled;
}

function labelObject(bytes: Uint8Array): SentObject {
  try {
    const { uuid, collection, tenant } = weaviate.BatchObject.decode(bytes);
    return { bytes, uuid, place: { class: capitalized(collection), tenant: parseTenant(tenant) } };
  } catch (error) {
    if (isExportError(error, 'MESSAGE_MALFORMED')) return { bytes, uuid: '', place: undefined };
    throw error;
  }
}

/** Writes objects; the outcomes are in their order. */
export function writeBatchObjects(
  services: BatchServices,
  sent: readonly SentObject[],
  { principal, signal }: CallContext,
): AsyncGenerator<Outcome> {
  const placeOf = ({ place }: SentObject) => place;
  const read = ({ bytes }: SentObject) => readBatchObject(weaviate.BatchObject.decode(bytes));
  return writeBatch(services, { principal, sent, placeOf, read, signal });
}

/** BatchObjects: each object is written, or fails, by itself; the reply names those that failed. */
export const batchObjects = (services: BatchServices) =>
  coded(weaviateService.BatchObjects, async ({ objects }, context) => {
    const begin = performance.now();
    const errors: { index: number; error: string }[] = [];
    let index = 0;
    for await (const outcome of writeBatchObjects(services, await labelObjects(objects), context)) {
      if (isExportError(outcome)) errors.push({ index, error: outcome.message });
      index += 1;
    }
    return { took: (performance.now() - begin) / 1000, errors };
  });
