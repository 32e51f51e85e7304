import { acceptJson } from '@weaviate-export/adapters-rest';
import { parseBigIntJson } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import { nodeRoutes } from './node-routes.ts';
import { batchRoutes } from './objects/batch-routes.ts';
import { objectRoutes } from './objects/object-routes.ts';
import { referenceRoutes } from './objects/reference-routes.ts';
import { schemaRoutes } from './schema/schema-routes.ts';
import { shardRoutes } from './tenants/shard-routes.ts';
import { tenantRoutes } from './tenants/tenant-routes.ts';
import { unavailableRoutes } from './unavailable-routes.ts';
import type { WeaviateServices } from './weaviate-services.ts';

/**
 * Weaviate's REST API over the embedded store: nodes, schema, tenants and objects. For a scope whose requests are
 * authenticated (`authenticateRequests`). Bodies are exact JSON: integers of 64 bits stay as they are.
 */
export async function weaviateRoutes(app: FastifyInstance, services: WeaviateServices): Promise<void> {
  acceptJson(app, parseBigIntJson);
  await app.register(nodeRoutes, services);
  await app.register(schemaRoutes, services);
  await app.register(shardRoutes, services);
  await app.register(tenantRoutes, services);
  await app.register(objectRoutes, services);
  await app.register(referenceRoutes, services);
  await app.register(batchRoutes, services);
  await app.register(unavailableRoutes);
}
