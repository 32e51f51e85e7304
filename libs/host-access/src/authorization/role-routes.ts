import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthzRoutesOptions } from './assignment-routes.ts';
import { parsePermission } from './permission-json.ts';
import { type Permission, permissionKey } from './permission.ts';
import { PermissionSet } from './permission-set.ts';
import { parsePermissions, parseRole, refuseBuiltIn, writeRole } from './role-bodies.ts';

interface RolePath {
  Params: { role: string };
}

/** Roles and their permissions, as Weaviate's `/v1/authz/roles` has them. */
export async function roleRoutes(
  app: FastifyInstance,
  { roles, access }: Omit<AuthzRoutesOptions, 'guard'>,
): Promise<void> {
  app.get('/authz/roles', async ({ principal }) => access.readable(principal, roles.list()).map(writeRole));

  app.post('/authz/roles', async (request, reply) => {
    const role = parseRole(request.body);
    access.require(request.principal, 'create', role.name, role.permissions);
    await roles.stored.create(role);
    logChange(request, role.name, 'role created');
    return reply.code(201).send();
  });

  app.get<RolePath>('/authz/roles/:role', async ({ principal, params }) => {
    access.require(principal, 'read', params.role);
    return writeRole(roles.get(params.role));
  });

  // As in Weaviate, a role that is not there is deleted already.
  app.delete<RolePath>('/authz/roles/:role', async (request, reply) => {
    const { role } = request.params;
    refuseBuiltIn(role);
    access.require(request.principal, 'delete', role, roles.stored.get(role)?.permissions);
    await roles.stored.delete(role);
    logChange(request, role, 'role deleted');
    return reply.code(204).send();
  });

  app.post<RolePath>('/authz/roles/:role/add-permissions', async (request, reply) => {
    await changePermissions(request, (old, sent) => [...without(old, sent), ...sent]);
    return reply.code(200).send();
  });

  // As Weaviate's clients have it, a role goes with its last permission.
  app.post<RolePath>('/authz/roles/:role/remove-permissions', async (request, reply) => {
    await changePermissions(request, without);
    return reply.code(200).send();
  });

  app.post<RolePath>('/authz/roles/:role/has-permission', async ({ principal, params, body }) => {
    const asked = parsePermission(body);
    access.require(principal, 'read', params.role);
    return new PermissionSet(roles.get(params.role).permissions).allows(asked);
  });

  async function changePermissions(
    request: FastifyRequest<RolePath>,
    change: (old: readonly Permission[], sent: readonly Permission[]) => readonly Permission[],
  ): Promise<void> {
    const { role } = request.params;
    refuseBuiltIn(role);
    const sent = parsePermissions(request.body);
    access.require(request.principal, 'update', role, sent);
    await roles.stored.update(role, (old) => change(old, sent));
    logChange(request, role, 'permissions of a role changed');
  }
}

function without(permissions: readonly Permission[], removed: readonly Permission[]): Permission[] {
  const keys = new Set(removed.map(permissionKey));
  return permissions.filter((one) => !keys.has(permissionKey(one)));
}

function logChange({ log, principal }: FastifyRequest, role: string, change: string): void {
  log.info({ user: principal?.username, role }, change);
}
