import type { Logger } from '@weaviate-export/usecases-export';
import type { AuthenticationConfiguration } from './authentication/authentication-configuration.ts';
import { type Authenticate, createAuthenticate } from './authentication/authentication.ts';
import { KnownUsers } from './authentication/known-users.ts';
import { OidcTokens } from './authentication/oidc-tokens.ts';
import { adminListPermissions } from './authorization/admin-list.ts';
import type { AuthorizationConfiguration } from './authorization/authorization-configuration.ts';
import { BUILT_IN_ROLES } from './authorization/built-in-roles.ts';
import { Guard, type PermissionsOf } from './authorization/guard.ts';
import type { Permission } from './authorization/permission.ts';
import { PermissionSet } from './authorization/permission-set.ts';
import { Roles } from './authorization/roles.ts';
import type { RoleStore } from './ports.ts';

/** Who calls, and what they may do: the same for every way into the server. */
export interface AccessControl {
  readonly authenticate: Authenticate;
  readonly guard: Guard;
  /** Absent where roles are not in use. */
  readonly roles?: Roles;
  /** Absent where OIDC is not in use. */
  readonly tokens?: OidcTokens;
}

/** How callers show who they are, and who may do what. */
export interface AccessConfiguration {
  readonly authentication: AuthenticationConfiguration;
  readonly authorization: AuthorizationConfiguration;
}

export interface AccessControlOptions {
  readonly configuration: AccessConfiguration;
  /** Asked where the configuration has roles. */
  readonly roleStore: RoleStore<Permission>;
  readonly logger: Logger;
}

export function createAccessControl({
  configuration,
  roleStore,
  logger,
}: AccessControlOptions): AccessControl {
  const { authentication, authorization } = configuration;
  const tokens = authentication.oidc && new OidcTokens(authentication.oidc);
  const roles =
    authorization.roles && new Roles(roleStore, new KnownUsers(authentication), authorization.roles);
  return {
    authenticate: createAuthenticate({ configuration: authentication, tokens, logger }),
    guard: new Guard(permissionsBy(configuration, roles)),
    ...(roles && { roles }),
    ...(tokens && { tokens }),
  };
}

/** By roles or the admin list; with neither, everyone who is let in may do everything. */
function permissionsBy(
  { authentication, authorization }: AccessConfiguration,
  roles: Roles | undefined,
): PermissionsOf {
  if (roles !== undefined) return (principal) => roles.permissionsOf(principal);
  if (authorization.adminList !== undefined) return adminListPermissions(authorization.adminList);
  const everything = new PermissionSet(BUILT_IN_ROLES.get('admin') ?? []);
  return (principal) =>
    principal !== null || authentication.anonymousAccess ? everything : PermissionSet.NONE;
}
