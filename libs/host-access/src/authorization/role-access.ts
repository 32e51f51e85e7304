import type { Principal } from '@weaviate-export/usecases-export';
import { ENVIRONMENT_ROLES } from './built-in-roles.ts';
import { type Guard, refusal } from './guard.ts';
import { ALL, type Permission, permission } from './permission.ts';
import { writeRole } from './role-bodies.ts';
import type { Role, Roles } from './roles.ts';

/** Scope of those who manage roles with no more permissions than their own; the other scope is all. */
const MATCH = 'match';

/** Decides what callers may do with roles, as Weaviate does. */
export class RoleAccess {
  readonly #guard: Guard;
  readonly #roles: Roles;

  constructor(guard: Guard, roles: Roles) {
    this.#guard = guard;
    this.#roles = roles;
  }

  /**
   * A caller whose scope is `match` must have every permission that the change is about.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED
   */
  require(
    principal: Principal | null,
    verb: 'create' | 'read' | 'update' | 'delete',
    role: string,
    permissions: readonly Permission[] = [],
  ): void {
    const own = this.#guard.permissionsOf(principal);
    if (own.allows(permission(verb, 'roles', { role, scope: ALL }))) return;
    this.#guard.requireAll(principal, [permission(verb, 'roles', { role, scope: MATCH }), ...permissions]);
  }

  /** Those of the roles that the caller may read; `root` is for its owners' eyes alone. */
  readable(principal: Principal | null, roles: readonly Role[]): Role[] {
    const visible = roles.filter(({ name }) => name !== 'root' || this.#isRoot(principal));
    return this.#guard.filter(principal, visible, ({ name }) =>
      permission('read', 'roles', { role: name, scope: MATCH }),
    );
  }

  /**
   * May the caller learn who has a role? Of those that the environment assigns, only root may.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED
   */
  requireAssignments(principal: Principal | null, role: string): void {
    this.require(principal, 'read', role);
    if (ENVIRONMENT_ROLES.includes(role) && !this.#isRoot(principal)) {
      throw refusal(principal, `read who has role ${role}: that is for role root`);
    }
  }

  /**
   * Nobody gives more than they have.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED
   */
  requireOwnPermissions(principal: Principal | null, roles: readonly Role[]): void {
    this.#guard.requireAll(
      principal,
      roles.flatMap(({ permissions }) => permissions),
    );
  }

  mayReadGroup(principal: Principal | null, group: string): boolean {
    const isOwn = principal?.groups?.includes(group) ?? false;
    return isOwn || this.#guard.permissionsOf(principal).allows(permission('read', 'groups', { group }));
  }

  /**
   * The roles of a user or a group as Weaviate's clients read them; those that are not asked for in full have no
   * permissions.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED for another's role that the caller may not read in full
   */
  write(
    principal: Principal | null,
    roles: readonly Role[],
    { own, full }: { readonly own: boolean; readonly full: boolean },
  ): { name: string; permissions: unknown[] | null }[] {
    if (!full) return roles.map(({ name }) => ({ name, permissions: null }));
    if (!own) for (const { name } of roles) this.require(principal, 'read', name);
    return roles.map(writeRole);
  }

  #isRoot(principal: Principal | null): boolean {
    return principal !== null && this.#roles.ofPrincipal(principal).some(({ name }) => name === 'root');
  }
}
