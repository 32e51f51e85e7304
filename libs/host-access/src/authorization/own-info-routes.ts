import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import { writeRole } from './role-bodies.ts';
import type { Roles } from './roles.ts';

/** Who calls, as Weaviate's `/v1/users/own-info` tells them; without roles where those are not in use. */
export async function ownInfoRoutes(
  app: FastifyInstance,
  { roles }: { readonly roles?: Roles | undefined },
): Promise<void> {
  app.get('/users/own-info', async ({ principal }) => {
    if (principal === null) throw new ExportError('UNAUTHENTICATED', []);
    const { username, groups = [] } = principal;
    return { username, groups, roles: (roles?.ofPrincipal(principal) ?? []).map(writeRole) };
  });
}
