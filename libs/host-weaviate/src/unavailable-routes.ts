import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';

interface Unavailable {
  readonly feature: string;
  /** What to do in its place. */
  readonly instead: string;
  /** Methods and paths, below /v1. */
  readonly calls: readonly string[];
}

const READ = 'read objects by GET /v1/objects, which pages with class, after and limit, or export them';
const NO_USERS = 'users and their keys are set by AUTHENTICATION_APIKEY_USERS and _ALLOWED_KEYS, or by OIDC';
const NO_INDEXES = 'it keeps the definitions of indexes, and builds none';

/** All of Weaviate's REST API (1.37 and later) that this server does not have. */
export const UNAVAILABLE: readonly Unavailable[] = [
  { feature: 'GraphQL', instead: READ, calls: ['POST /graphql', 'POST /graphql/batch'] },
  {
    feature: 'search',
    instead: READ,
    calls: [
      'POST /search/:class/bm25',
      'POST /search/:class/hybrid',
      'POST /search/:class/near-object',
      'POST /search/:class/near-text',
    ],
  },
  { feature: 'aggregation by REST', instead: 'count by gRPC, or export', calls: ['POST /aggregate/:class'] },
  {
    feature: 'changing the status of a shard',
    instead: 'none is ever read-only, and a tenant is changed by PUT /v1/schema/{class}/tenants',
    calls: ['PUT /schema/:class/shards/:shard'],
  },
  {
    feature: 'indexes',
    instead: NO_INDEXES,
    calls: [
      'GET /schema/:class/indexes',
      'PUT /schema/:class/properties/:property/index/:index',
      'DELETE /schema/:class/properties/:property/index/:index',
      'POST /schema/:class/properties/:property/index/:index/rebuild',
      'POST /schema/:class/properties/:property/index/:index/cancel',
      'DELETE /schema/:class/vectors/:vector/index',
    ],
  },
  {
    feature: 'tokenizing',
    instead: NO_INDEXES,
    calls: ['POST /tokenize', 'POST /schema/:class/properties/:property/tokenize'],
  },
  {
    feature: 'aliases',
    instead: 'name the class itself',
    calls: [
      'GET /aliases',
      'POST /aliases',
      'GET /aliases/:alias',
      'PUT /aliases/:alias',
      'DELETE /aliases/:alias',
    ],
  },
  {
    feature: 'namespaces',
    instead: 'classes have no namespaces',
    calls: [
      'GET /namespaces',
      'POST /namespaces/:namespace',
      'GET /namespaces/:namespace',
      'PUT /namespaces/:namespace',
      'DELETE /namespaces/:namespace',
      'POST /namespaces/:namespace/suspend',
      'POST /namespaces/:namespace/resume',
    ],
  },
  {
    feature: 'managing users',
    instead: NO_USERS,
    calls: [
      'GET /users/db',
      'GET /users/db/:user',
      'POST /users/db/:user',
      'DELETE /users/db/:user',
      'POST /users/db/:user/rotate-key',
      'POST /users/db/:user/activate',
      'POST /users/db/:user/deactivate',
    ],
  },
  {
    feature: 'backups',
    instead: 'export by POST /v1/export/{backend}, or copy the folder of a stopped server',
    calls: [
      'POST /backups/:backend',
      'GET /backups/:backend',
      'GET /backups/:backend/:id',
      'DELETE /backups/:backend/:id',
      'POST /backups/:backend/:id/restore',
      'GET /backups/:backend/:id/restore',
      'DELETE /backups/:backend/:id/restore',
    ],
  },
  {
    feature: 'replication',
    instead: 'each server keeps what it holds alone',
    calls: [
      'POST /replication/replicate',
      'DELETE /replication/replicate',
      'POST /replication/replicate/force-delete',
      'GET /replication/replicate/list',
      'GET /replication/replicate/:id',
      'DELETE /replication/replicate/:id',
      'POST /replication/replicate/:id/cancel',
      'GET /replication/sharding-state',
      'GET /replication/scale',
      'POST /replication/scale',
    ],
  },
  {
    feature: 'what a cluster tells of itself',
    instead: 'GET /v1/nodes tells of this server',
    calls: ['GET /cluster/statistics', 'GET /tasks'],
  },
  {
    feature: 'classification',
    instead: READ,
    calls: ['POST /classifications', 'POST /classifications/', 'GET /classifications/:id'],
  },
  { feature: 'MCP', instead: READ, calls: ['GET /mcp', 'POST /mcp', 'DELETE /mcp'] },
  { feature: 'a list of links', instead: 'GET /v1/docs shows the API', calls: ['GET /'] },
];

/** Routes of Weaviate's that this server refuses; without them, the answer would not say why. */
export async function unavailableRoutes(app: FastifyInstance): Promise<void> {
  for (const { feature, instead, calls } of UNAVAILABLE) {
    const handler = async () => {
      throw new ExportError('NOT_AVAILABLE', [feature, instead]);
    };
    for (const call of calls) {
      const [method = '', url = ''] = call.split(' ');
      app.route({ method, url, handler });
    }
  }
}
