import { ExportError } from '@weaviate-export/entities-export';
import type { UnaryHandler } from './grpc-call.ts';

export const REFERENCES_UNAVAILABLE = new ExportError('NOT_AVAILABLE', [
  'a batch of references between stored objects',
  'send references with their object',
]);

/** Calls of Weaviate's that this server refuses; without them, gRPC's own answer would not say why. */
export const unavailableCalls: Readonly<Record<string, UnaryHandler>> = {
  BatchReferences: refuse(REFERENCES_UNAVAILABLE),
};

function refuse(error: ExportError): UnaryHandler {
  return async () => {
    throw error;
  };
}
