import { ExportError } from '@weaviate-export/entities-export';
import type { Principal } from '@weaviate-export/usecases-export';
import type { KnownUsers, UserType } from '../authentication/known-users.ts';
import type { RoleStore, StoredRole, Subject } from '../ports.ts';
import type { RolesConfiguration } from './authorization-configuration.ts';
import { BUILT_IN_ROLES } from './built-in-roles.ts';
import type { Permission } from './permission.ts';
import { PermissionSet } from './permission-set.ts';

export type Role = StoredRole<Permission>;

/** Roles, built in or made by users, and who has them, by assignment or by the environment. */
export class Roles {
  readonly stored: RoleStore<Permission>;
  readonly users: KnownUsers;
  readonly #configuration: RolesConfiguration;

  constructor(stored: RoleStore<Permission>, users: KnownUsers, configuration: RolesConfiguration) {
    this.stored = stored;
    this.users = users;
    this.#configuration = configuration;
  }

  find(name: string): Role | undefined {
    const permissions = BUILT_IN_ROLES.get(name);
    return permissions === undefined ? this.stored.get(name) : { name, permissions };
  }

  /** @throws ExportError ROLE_NOT_FOUND */
  get(name: string): Role {
    const role = this.find(name);
    if (role === undefined) throw new ExportError('ROLE_NOT_FOUND', [name]);
    return role;
  }

  /** All of them, in order of name. */
  list(): Role[] {
    const builtIn = [...BUILT_IN_ROLES].map(([name, permissions]) => ({ name, permissions }));
    return sorted([...builtIn, ...this.stored.list()]);
  }

  /** Roles of a user beside those of its groups, in order of name. */
  ofUser(userType: string, username: string): Role[] {
    const { rootUsers, adminUsers, viewerUsers } = this.#configuration;
    return this.#named([
      ...this.stored.rolesOf({ type: userType, id: username }),
      ...(rootUsers.includes(username) ? ['root'] : []),
      ...(adminUsers.includes(username) ? ['admin'] : []),
      ...(viewerUsers.includes(username) ? ['viewer'] : []),
    ]);
  }

  /** In order of name. */
  ofGroup(group: string): Role[] {
    const { rootGroups, readOnlyGroups } = this.#configuration;
    return this.#named([
      ...this.stored.rolesOf({ type: 'group', id: group }),
      ...(rootGroups.includes(group) ? ['root'] : []),
      ...(readOnlyGroups.includes(group) ? ['read-only'] : []),
    ]);
  }

  /** Roles of a caller, its groups' ones among them, in order of name. */
  ofPrincipal({ username, userType = 'db', groups = [] }: Principal): Role[] {
    const roles = [...this.ofUser(userType, username), ...groups.flatMap((group) => this.ofGroup(group))];
    return sorted([...new Map(roles.map((role) => [role.name, role])).values()]);
  }

  permissionsOf(principal: Principal | null): PermissionSet {
    if (principal === null) return PermissionSet.NONE;
    return new PermissionSet(this.ofPrincipal(principal).flatMap(({ permissions }) => permissions));
  }

  /** Users of a type that have the role, in order of name. */
  usersWith(role: string, userType: UserType): string[] {
    const { rootUsers, adminUsers, viewerUsers } = this.#configuration;
    const fromEnvironment = { root: rootUsers, admin: adminUsers, viewer: viewerUsers }[role] ?? [];
    const known = fromEnvironment.filter((username) => this.users.exists(userType, username));
    return idsOf(this.stored.subjects(role), userType, known);
  }

  /** Groups that have the role, or any role where none is named, in order of name. */
  groupsWith(role?: string): string[] {
    const { rootGroups, readOnlyGroups } = this.#configuration;
    const fromEnvironment =
      role === undefined
        ? [...rootGroups, ...readOnlyGroups]
        : ({ root: rootGroups, 'read-only': readOnlyGroups }[role] ?? []);
    return idsOf(this.stored.subjects(role), 'group', fromEnvironment);
  }

  /** Whether the environment gives the group its roles, which are then not to be changed. */
  isEnvironmentGroup(group: string): boolean {
    return [...this.#configuration.rootGroups, ...this.#configuration.readOnlyGroups].includes(group);
  }

  #named(names: readonly string[]): Role[] {
    const roles = [...new Set(names)].map((name) => this.find(name));
    return sorted(roles.filter((role) => role !== undefined));
  }
}

function sorted(roles: Role[]): Role[] {
  return roles.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function idsOf(subjects: readonly Subject[], type: string, others: readonly string[]): string[] {
  const ids = subjects.filter((subject) => subject.type === type).map(({ id }) => id);
  return [...new Set([...ids, ...others])].sort();
}
