import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';

/** Routes of Weaviate's that this server refuses; without them, the answer would not say why. */
export async function unavailableRoutes(app: FastifyInstance): Promise<void> {
  const instead = 'read objects by GET /v1/objects, which pages with class, after and limit, or export them';
  for (const path of ['/graphql', '/graphql/batch']) {
    app.post(path, async () => {
      throw new ExportError('NOT_AVAILABLE', ['GraphQL', instead]);
    });
  }
  app.put('/schema/:class/shards/:shard', async () => {
    throw new ExportError('NOT_AVAILABLE', [
      'changing the status of a shard',
      'none is ever read-only, and a tenant is changed by PUT /v1/schema/{class}/tenants',
    ]);
  });
}
