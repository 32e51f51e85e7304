import { isExportError } from '@weaviate-export/entities-export';
import type { BatchServices } from '../objects/object-batch.ts';
import { writeBatchObjects } from './batch-objects.ts';
import type { CallContext, StreamHandler } from './grpc-call.ts';
import {
  BatchObjectId,
  type BatchReference,
  BatchStreamReply,
  BatchStreamRequest,
  type BatchStreamResult,
} from './messages.ts';
import { REFERENCES_UNAVAILABLE } from './unavailable-calls.ts';

export interface BatchStreamServices extends BatchServices {
  /** Aborted when the server is about to end: clients then close their streams, and begin others elsewhere. */
  readonly stopping: AbortSignal;
}

/**
 * BatchStream: batches one after the other on one call. Each is acknowledged when it arrives, and its results follow
 * when all of it is written; a client that sends faster than that is held back by the flow control of HTTP/2.
 */
export const batchStream =
  ({ stopping, ...services }: BatchStreamServices): StreamHandler =>
  async (requests, reply, context) => {
    const send = (message: BatchStreamReply) => reply(BatchStreamReply.encode(message));
    const tellStop = () => void send({ shuttingDown: {} }).catch(() => undefined);
    await send({ started: {} });
    if (stopping.aborted) tellStop();
    stopping.addEventListener('abort', tellStop);
    try {
      for await (const bytes of requests) {
        const { data, message } = BatchStreamRequest.decode(bytes);
        if (message === 'stop') return;
        if (message === 'data' && data !== null) {
          await writeData(
            services,
            data.objects?.objects ?? [],
            data.references?.values ?? [],
            send,
            context,
          );
        }
      }
    } finally {
      stopping.removeEventListener('abort', tellStop);
    }
  };

async function writeData(
  services: BatchServices,
  objects: readonly Uint8Array[],
  references: readonly BatchReference[],
  send: (message: BatchStreamReply) => Promise<void>,
  context: CallContext,
): Promise<void> {
  const uuids = objects.map(uuidOf);
  const beacons = references.map(beaconOf);
  await send({ acks: { uuids, beacons } });
  const errors: BatchStreamResult[] = beacons.map((beacon) => ({
    beacon,
    error: REFERENCES_UNAVAILABLE.message,
  }));
  const successes: BatchStreamResult[] = [];
  let index = 0;
  for await (const outcome of writeBatchObjects(services, objects, context)) {
    const uuid = uuids[index++] ?? '';
    if (isExportError(outcome)) errors.push({ uuid, error: outcome.message });
    else successes.push({ uuid });
  }
  await send({ results: { errors, successes } });
}

/** How clients know an object again; what cannot be read has no id, and fails by itself. */
function uuidOf(bytes: Uint8Array): string {
  try {
    return BatchObjectId.decode(bytes).uuid;
  } catch (error) {
    if (isExportError(error, 'MESSAGE_MALFORMED')) return '';
    throw error;
  }
}

/** How clients know a reference again. */
function beaconOf({ fromCollection, fromUuid, name }: BatchReference): string {
  return `weaviate://localhost/${fromCollection}/${fromUuid}/${name}`;
}
