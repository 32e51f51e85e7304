import { WEAVIATE_VERSION } from '@weaviate-export/host-weaviate';
import type { MetaReply } from '@weaviate-export/weaviate-protocol';
import type { FastifyInstance } from 'fastify';
import type { Modules } from './modules.ts';

export interface MetaRoutesOptions {
  /** The largest gRPC message; clients send no larger ones. */
  readonly maxMessageBytes: number;
  readonly modules: Modules;
}

/** What the server is, as Weaviate's `/v1/meta` has it. */
export async function metaRoutes(
  app: FastifyInstance,
  { maxMessageBytes, modules }: MetaRoutesOptions,
): Promise<void> {
  app.get('/meta', async (request): Promise<MetaReply> => ({
    grpcMaxMessageSize: maxMessageBytes,
    hostname: `${request.protocol}://${request.host}`,
    modules,
    version: WEAVIATE_VERSION,
  }));
}

export interface HealthRoutesOptions {
  /** False before the server can take work, and once it is about to end. */
  readonly isReady: () => boolean;
}

/** Whether the server is alive, and ready to work; asked by orchestrators, which have no credentials. */
export async function healthRoutes(app: FastifyInstance, { isReady }: HealthRoutesOptions): Promise<void> {
  app.get('/.well-known/live', async (_request, reply) => reply.code(200).send());
  app.get('/.well-known/ready', async (_request, reply) => reply.code(isReady() ? 200 : 503).send());
}
