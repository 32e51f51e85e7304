import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import { assignmentRoutes } from './assignment-routes.ts';
import { groupRoleRoutes } from './group-role-routes.ts';
import type { Guard } from './guard.ts';
import { RoleAccess } from './role-access.ts';
import { roleRoutes } from './role-routes.ts';
import type { Roles } from './roles.ts';
import { userRoleRoutes } from './user-role-routes.ts';

/** All of Weaviate's `/v1/authz`. Where roles are not in use, every path answers how to use them. */
export async function authzRoutes(
  app: FastifyInstance,
  { guard, roles }: { readonly guard: Guard; readonly roles?: Roles | undefined },
): Promise<void> {
  if (roles === undefined) {
    app.all('/authz/*', async () => {
      throw new ExportError('ROLES_DISABLED', []);
    });
    return;
  }
  const options = { guard, roles, access: new RoleAccess(guard, roles) };
  await app.register(roleRoutes, options);
  await app.register(assignmentRoutes, options);
  await app.register(userRoleRoutes, options);
  await app.register(groupRoleRoutes, options);
}
