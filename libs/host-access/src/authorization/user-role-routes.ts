import { ExportError } from '@weaviate-export/entities-export';
import type { Principal } from '@weaviate-export/usecases-export';
import type { FastifyInstance } from 'fastify';
import { USER_TYPES, type UserType } from '../authentication/known-users.ts';
import type { AuthzRoutesOptions } from './assignment-routes.ts';
import { permission } from './permission.ts';
import { fieldsOf, parseChoice, parseRoleNames } from './role-bodies.ts';

interface UserPath {
  Params: { id: string; userType: string };
  Querystring: { includeFullRoles?: string };
}

/** The roles of users, as Weaviate's `/v1/authz/users` has them. */
export async function userRoleRoutes(
  app: FastifyInstance,
  { guard, roles, access }: AuthzRoutesOptions,
): Promise<void> {
  app.get<UserPath>('/authz/users/:id/roles/:userType', async ({ principal, params, query }) => {
    const type = parseChoice('userType', params.userType, USER_TYPES);
    const own = principal?.username === params.id && principal.userType === type;
    requireRead(principal, params.id, own);
    knownTypes(params.id, [type]);
    const full = query.includeFullRoles === 'true';
    return access.write(principal, roles.ofUser(type, params.id), { own, full });
  });

  // An older form of the one above, for the users of all types.
  app.get<UserPath>('/authz/users/:id/roles', async ({ principal, params }) => {
    const own = principal?.username === params.id;
    requireRead(principal, params.id, own);
    const types = knownTypes(params.id, USER_TYPES).filter((type) => !own || type === principal.userType);
    const found = types.flatMap((type) => roles.ofUser(type, params.id));
    const distinct = [...new Map(found.map((role) => [role.name, role])).values()];
    return access.write(principal, distinct, { own, full: true });
  });

  for (const action of ['assign', 'revoke'] as const) {
    app.post<UserPath>(
      `/authz/users/:id/${action}`,
      async ({ principal, params: { id }, body, log }, reply) => {
        const names = parseRoleNames(body);
        const { userType } = fieldsOf(body);
        const asked = userType == null ? USER_TYPES : [parseChoice('userType', userType, USER_TYPES)];
        guard.require(principal, permission('assign_and_revoke', 'users', { users: id }));
        const chosen = names.map((name) => roles.get(name));
        if (action === 'assign') access.requireOwnPermissions(principal, chosen);
        const subjects = knownTypes(id, asked).map((type) => ({ type, id }));
        await roles.stored[action](subjects, names);
        log.info({ user: principal?.username, subject: id, roles: names, action }, 'roles of a user changed');
        return reply.code(200).send();
      },
    );
  }

  function requireRead(principal: Principal | null, users: string, own: boolean): void {
    if (!own) guard.require(principal, permission('read', 'users', { users }));
  }

  /** @throws ExportError USER_NOT_FOUND where there is no such user of any of the types */
  function knownTypes(username: string, types: readonly UserType[]): UserType[] {
    const known = types.filter((type) => roles.users.exists(type, username));
    if (known.length === 0) throw new ExportError('USER_NOT_FOUND', [username]);
    return known;
  }
}
