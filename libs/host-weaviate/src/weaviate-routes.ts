import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import type { Guard } from '@weaviate-export/host-access';
import type { FastifyInstance } from 'fastify';
import { nodeRoutes } from './node-routes.ts';
import { batchRoutes } from './objects/batch-routes.ts';
import type { ObjectIntake } from './objects/object-intake.ts';
import { objectRoutes } from './objects/object-routes.ts';
import { schemaRoutes } from './schema/schema-routes.ts';
import { shardRoutes } from './schema/shard-routes.ts';
import { tenantRoutes } from './tenants/tenant-routes.ts';
import { unavailableRoutes } from './unavailable-routes.ts';

/** What the routes and the gRPC calls of this library work on. */
export interface WeaviateServices {
  readonly store: EmbeddedStore;
  readonly intake: ObjectIntake;
  readonly guard: Guard;
}

/**
 * Weaviate's REST API over the embedded store: nodes, schema, tenants and objects. For a scope whose requests are
 * authenticated (`authenticateRequests`), and whose bodies come as exact JSON (`acceptJson` with `parseExactJson`).
 */
export async function weaviateRoutes(app: FastifyInstance, services: WeaviateServices): Promise<void> {
  await app.register(nodeRoutes, services);
  await app.register(schemaRoutes, services);
  await app.register(shardRoutes, services);
  await app.register(tenantRoutes, services);
  await app.register(objectRoutes, services);
  await app.register(batchRoutes, services);
  await app.register(unavailableRoutes);
}
