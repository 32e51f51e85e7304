import type { Principal } from '@weaviate-export/usecases-export';
import type { FastifyInstance } from 'fastify';
import { USER_TYPES, type UserType } from '../authentication/known-users.ts';
import type { Guard } from './guard.ts';
import { permission } from './permission.ts';
import type { RoleAccess } from './role-access.ts';
import type { Roles } from './roles.ts';

/** What the routes for roles need. */
export interface AuthzRoutesOptions {
  readonly guard: Guard;
  readonly roles: Roles;
  readonly access: RoleAccess;
}

interface RolePath {
  Params: { role: string };
}

/** What answers call the type of a user whose key is in the environment. */
const USER_TYPE_NAMES = { db: 'db_env_user', oidc: 'oidc' } as const;

/** Who has a role, as Weaviate's `/v1/authz/roles/{id}` has it: those of them whom the caller may read. */
export async function assignmentRoutes(
  app: FastifyInstance,
  { guard, roles, access }: AuthzRoutesOptions,
): Promise<void> {
  app.get<RolePath>('/authz/roles/:role/user-assignments', async ({ principal, params }) => {
    access.requireAssignments(principal, params.role);
    return USER_TYPES.flatMap((type) =>
      usersWith(params.role, type, principal).map((userId) => ({ userId, userType: USER_TYPE_NAMES[type] })),
    );
  });

  // An older form of the one above.
  app.get<RolePath>('/authz/roles/:role/users', async ({ principal, params }) => {
    access.requireAssignments(principal, params.role);
    const users = USER_TYPES.flatMap((type) => usersWith(params.role, type, principal));
    return [...new Set(users)].sort();
  });

  app.get<RolePath>('/authz/roles/:role/group-assignments', async ({ principal, params }) => {
    access.requireAssignments(principal, params.role);
    return roles
      .groupsWith(params.role)
      .filter((group) => access.mayReadGroup(principal, group))
      .map((groupId) => ({ groupId, groupType: 'oidc' }));
  });

  function usersWith(role: string, type: UserType, principal: Principal | null): string[] {
    const permissions = guard.permissionsOf(principal);
    return roles
      .usersWith(role, type)
      .filter(
        (users) =>
          users === principal?.username || permissions.allows(permission('read', 'users', { users })),
      );
  }
}
