import { isExportError } from '@weaviate-export/entities-export';
import { beaconOf, type Message, type MessageInit, weaviate } from '@weaviate-export/weaviate-protocol';
import type { BatchServices } from '../objects/object-batch.ts';
import { labelObjects, writeBatchObjects } from './batch-objects.ts';
import { writeBatchReferences } from './batch-references.ts';
import type { CallContext, StreamHandler } from './grpc-call.ts';

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
    const send = (message: MessageInit<'BatchStreamReply'>) =>
      reply(weaviate.BatchStreamReply.encode(message));
    const tellStop = () => void send({ shuttingDown: {} }).catch(() => undefined);
    await send({ started: {} });
    if (stopping.aborted) tellStop();
    stopping.addEventListener('abort', tellStop);
    try {
      for await (const bytes of requests) {
        const { data, message } = weaviate.BatchStreamRequest.decode(bytes);
        if (message === 'stop') return;
        if (message === 'data') {
          await writeData(
            services,
            data?.objects?.values ?? [],
            data?.references?.values ?? [],
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
  references: readonly Message<'BatchReference'>[],
  send: (message: MessageInit<'BatchStreamReply'>) => Promise<void>,
  context: CallContext,
): Promise<void> {
  const sent = await labelObjects(objects);
  const uuids = sent.map(({ uuid }) => uuid);
  const beacons = references.map(labelOf);
  await send({ acks: { uuids, beacons } });
  const errors: { error: string; uuid?: string; beacon?: string }[] = [];
  const successes: { uuid?: string; beacon?: string }[] = [];
  let index = 0;
  for await (const outcome of writeBatchObjects(services, sent, context)) {
    const uuid = uuids[index++] ?? '';
    if (isExportError(outcome)) errors.push({ uuid, error: outcome.message });
    else successes.push({ uuid });
  }
  // Behind the objects of the same message, from which they may lead.
  for (const [place, outcome] of (await writeBatchReferences(services, references, context)).entries()) {
    const beacon = beacons[place] ?? '';
    if (isExportError(outcome)) errors.push({ beacon, error: outcome.message });
    else successes.push({ beacon });
  }
  await send({ results: { errors, successes } });
}

/** How clients know a reference again. */
function labelOf({ fromCollection, fromUuid, name }: Message<'BatchReference'>): string {
  return `${beaconOf({ class: fromCollection, id: fromUuid })}/${name}`;
}
