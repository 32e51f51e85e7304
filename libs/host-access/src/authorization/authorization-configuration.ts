import type { AuthenticationConfiguration } from '../authentication/authentication-configuration.ts';
import type { EnvironmentReader } from '@weaviate-export/configuration';
import type { AdminListConfiguration } from './admin-list.ts';

/** Users and groups that have a built-in role by the environment. */
export interface RolesConfiguration {
  readonly rootUsers: readonly string[];
  readonly rootGroups: readonly string[];
  readonly readOnlyGroups: readonly string[];
  readonly adminUsers: readonly string[];
  readonly viewerUsers: readonly string[];
}

/** Who may do what; with neither, everyone who is let in may do everything. At most one is there. */
export interface AuthorizationConfiguration {
  readonly adminList?: AdminListConfiguration;
  readonly roles?: RolesConfiguration;
}

export function readAuthorization(
  reader: EnvironmentReader,
  authentication: AuthenticationConfiguration,
): AuthorizationConfiguration {
  const withAdminList = reader.boolean('AUTHORIZATION_ADMINLIST_ENABLED', false);
  const withRoles = reader.boolean('AUTHORIZATION_RBAC_ENABLED', false);
  if (withRoles && withAdminList) {
    const allowed = 'allowed is one of AUTHORIZATION_ADMINLIST_ENABLED and AUTHORIZATION_RBAC_ENABLED';
    reader.reject('AUTHORIZATION_RBAC_ENABLED', 'true', allowed);
  }
  if (withRoles && authentication.apiKeys.length === 0 && authentication.oidc === undefined) {
    reader.reject(
      'AUTHORIZATION_RBAC_ENABLED',
      'true',
      'callers without names have no roles: set AUTHENTICATION_APIKEY_ENABLED or AUTHENTICATION_OIDC_ENABLED',
    );
  }
  return {
    ...(withRoles && { roles: readRoles(reader) }),
    ...(withAdminList && { adminList: readAdminList(reader, { isAlone: !withRoles }) }),
  };
}

/** @param isAlone nothing else, which would be refused with it, says who may do what */
function readAdminList(
  reader: EnvironmentReader,
  { isAlone }: { readonly isAlone: boolean },
): AdminListConfiguration {
  const lists = {
    users: readNames(reader, 'AUTHORIZATION_ADMINLIST_USERS'),
    groups: readNames(reader, 'AUTHORIZATION_ADMINLIST_GROUPS'),
    readOnlyUsers: readNames(reader, 'AUTHORIZATION_ADMINLIST_READONLY_USERS'),
    readOnlyGroups: readNames(reader, 'AUTHORIZATION_ADMINLIST_READONLY_GROUPS'),
  };
  rejectOverlap(reader, 'AUTHORIZATION_ADMINLIST_READONLY_USERS', lists.readOnlyUsers, lists.users);
  rejectOverlap(reader, 'AUTHORIZATION_ADMINLIST_READONLY_GROUPS', lists.readOnlyGroups, lists.groups);
  if (isAlone && Object.values(lists).every(({ length }) => length === 0)) {
    const allowed =
      'nobody could do anything: allowed are names of users by comma, here or in another of the lists';
    reader.reject('AUTHORIZATION_ADMINLIST_USERS', '', allowed);
  }
  return lists;
}

function readRoles(reader: EnvironmentReader): RolesConfiguration {
  return {
    rootUsers: readNames(reader, 'AUTHORIZATION_RBAC_ROOT_USERS'),
    rootGroups: readNames(reader, 'AUTHORIZATION_RBAC_ROOT_GROUPS'),
    readOnlyGroups: readNames(reader, 'AUTHORIZATION_RBAC_READONLY_GROUPS'),
    adminUsers: readNames(reader, 'EXPERIMENTAL_AUTHORIZATION_RBAC_ADMIN_USERS'),
    viewerUsers: readNames(reader, 'EXPERIMENTAL_AUTHORIZATION_RBAC_READONLY_USERS'),
  };
}

function readNames(reader: EnvironmentReader, variable: string): string[] {
  return reader.list(variable).filter((name) => name !== '');
}

function rejectOverlap(
  reader: EnvironmentReader,
  variable: string,
  readOnly: readonly string[],
  admins: readonly string[],
): void {
  const both = readOnly.filter((name) => admins.includes(name));
  if (both.length === 0) return;
  reader.reject(variable, both.join(','), 'allowed are names that the list of admins does not have');
}
