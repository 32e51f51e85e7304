import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import type { AuthzRoutesOptions } from './assignment-routes.ts';
import { permission } from './permission.ts';
import { fieldsOf, parseChoice, parseRoleNames } from './role-bodies.ts';

interface GroupPath {
  Params: { id: string; groupType: string };
  Querystring: { includeFullRoles?: string };
}

const GROUP_TYPES = ['oidc'] as const;

/** The roles of the groups that an OIDC issuer tells of, as Weaviate's `/v1/authz/groups` has them. */
export async function groupRoleRoutes(
  app: FastifyInstance,
  { guard, roles, access }: AuthzRoutesOptions,
): Promise<void> {
  app.get<GroupPath>('/authz/groups/:id', async ({ principal, params }) => {
    // What follows here is a type of groups, not a group.
    parseChoice('groupType', params.id, GROUP_TYPES);
    return roles.groupsWith().filter((group) => access.mayReadGroup(principal, group));
  });

  app.get<GroupPath>('/authz/groups/:id/roles/:groupType', async ({ principal, params, query }) => {
    parseChoice('groupType', params.groupType, GROUP_TYPES);
    const own = principal?.groups?.includes(params.id) ?? false;
    if (!own) guard.require(principal, permission('read', 'groups', { group: params.id }));
    const full = query.includeFullRoles === 'true';
    return access.write(principal, roles.ofGroup(params.id), { own, full });
  });

  for (const action of ['assign', 'revoke'] as const) {
    app.post<GroupPath>(`/authz/groups/:id/${action}`, async ({ principal, params, body, log }, reply) => {
      const names = parseRoleNames(body);
      const { id: group } = params;
      parseChoice('groupType', fieldsOf(body)['groupType'], GROUP_TYPES);
      guard.require(principal, permission('assign_and_revoke', 'groups', { group }));
      if (roles.isEnvironmentGroup(group)) throw new ExportError('GROUP_FROM_ENVIRONMENT', [group]);
      const chosen = names.map((name) => roles.get(name));
      if (action === 'assign') access.requireOwnPermissions(principal, chosen);
      await roles.stored[action]([{ type: 'group', id: group }], names);
      log.info({ user: principal?.username, group, roles: names, action }, 'roles of a group changed');
      return reply.code(200).send();
    });
  }
}
