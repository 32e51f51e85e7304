import { isExportError } from '@weaviate-export/entities-export';
import { type Message, weaviateService } from '@weaviate-export/weaviate-protocol';
import type { BatchServices } from '../objects/object-batch.ts';
import { parseTenant } from '../objects/object-tenant.ts';
import { type ReferenceOutcome, writeReferences } from '../objects/reference-batch.ts';
import type { SentReference } from '../objects/references.ts';
import { type CallContext, coded } from './grpc-call.ts';

/** Adds references; the outcomes are in their order. */
export function writeBatchReferences(
  services: BatchServices,
  references: readonly Message<'BatchReference'>[],
  { principal, signal }: CallContext,
): Promise<ReferenceOutcome[]> {
  return writeReferences(services, { principal, sent: references.map(sentReference), signal });
}

function sentReference(reference: Message<'BatchReference'>): SentReference {
  const { fromCollection, fromUuid, name, toCollection, toUuid, tenant } = reference;
  return {
    from: { class: fromCollection, id: fromUuid, property: name },
    to: { class: toCollection === '' ? undefined : toCollection, id: toUuid },
    tenant: parseTenant(tenant),
  };
}

/** BatchReferences: each reference is added, or fails, by itself; the reply names those that failed. */
export const batchReferences = (services: BatchServices) =>
  coded(weaviateService.BatchReferences, async ({ references }, context) => {
    const begin = performance.now();
    const outcomes = await writeBatchReferences(services, references, context);
    const errors = outcomes.flatMap((outcome, index) =>
      isExportError(outcome) ? [{ index, error: outcome.message }] : [],
    );
    return { took: (performance.now() - begin) / 1000, errors };
  });
