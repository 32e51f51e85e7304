import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { type ClassDefinition, ExportError, capitalized } from '@weaviate-export/entities-export';
import type { Principal } from '@weaviate-export/usecases-export';
import type { NodesReply } from '@weaviate-export/weaviate-protocol';
import type { FastifyInstance } from 'fastify';
import { nodes } from '@weaviate-export/host-access';
import type { Guard } from '@weaviate-export/host-access';
import type { Query } from './objects/object-query.ts';
import { WEAVIATE_VERSION } from './weaviate-version.ts';

interface ClassPath {
  Params: { class: string };
  Querystring: Query;
}

/**
 * The one node that this server is, as Weaviate's `/v1/nodes` has it. Clients ask before they send batches, and choose
 * their size by what is not there: a queue. Its numbers are of those classes alone that the caller may see so.
 */
export async function nodeRoutes(
  app: FastifyInstance,
  { store, guard }: { readonly store: EmbeddedStore; readonly guard: Guard },
): Promise<void> {
  const answer = (principal: Principal | null, query: Query, names: readonly string[]): NodesReply => {
    checkOutput(query['output']);
    const classes = guard.filter(principal, names, (name) => nodes('verbose', name));
    const objectCount = classes.reduce((sum, name) => sum + store.count(name), 0);
    const shardCount = classes.reduce((sum, name) => sum + shardsOf(store.getClass(name)), 0);
    const stats = { objectCount, shardCount };
    return {
      nodes: [
        {
          name: store.serverId,
          status: 'HEALTHY',
          version: WEAVIATE_VERSION,
          gitHash: '',
          stats,
          shards: null,
        },
      ],
    };
  };

  app.get<{ Querystring: Query }>('/nodes', async ({ query, principal }) => {
    guard.require(principal, nodes('minimal'));
    const classes = store.listClasses().map((definition) => definition.class);
    return answer(principal, query, classes);
  });

  app.get<ClassPath>('/nodes/:class', async ({ params, query, principal }) => {
    guard.require(principal, nodes('minimal', params.class));
    return answer(principal, query, [capitalized(params.class)]);
  });
}

function shardsOf(definition: ClassDefinition | null): number {
  return Number(definition?.shardingConfig?.['desiredCount'] ?? 1);
}

/** @throws ExportError FIELD_INVALID or NOT_AVAILABLE */
function checkOutput(output: Query[string] = 'minimal'): void {
  if (output === 'minimal') return;
  if (output === 'verbose') {
    throw new ExportError('NOT_AVAILABLE', ['the state of single shards', 'ask for output=minimal']);
  }
  throw new ExportError('FIELD_INVALID', ['output', output, 'allowed is minimal']);
}
