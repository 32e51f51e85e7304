import { EmbeddedRoles, type EmbeddedStore } from '@weaviate-export/adapters-db';
import type { Logger } from '@weaviate-export/usecases-export';
import { type Authenticate, createAuthenticate } from './authentication/authentication.ts';
import { KnownUsers } from './authentication/known-users.ts';
import { OidcTokens } from './authentication/oidc-tokens.ts';
import { adminListPermissions } from './authorization/admin-list.ts';
import { BUILT_IN_ROLES } from './authorization/built-in-roles.ts';
import { Guard, type PermissionsOf } from './authorization/guard.ts';
import { PermissionSet } from './authorization/permission-set.ts';
import { Roles } from './authorization/roles.ts';
import type { Configuration } from './configuration.ts';

/** Who calls, and what they may do: the same for every way into the server. */
export interface AccessControl {
  readonly authenticate: Authenticate;
  readonly guard: Guard;
  /** Absent where roles are not in use. */
  readonly roles?: Roles;
  /** Absent where OIDC is not in use. */
  readonly tokens?: OidcTokens;
}

export interface AccessControlOptions {
  readonly configuration: Pick<Configuration, 'authentication' | 'authorization'>;
  readonly store: EmbeddedStore;
  readonly logger: Logger;
}

export function createAccessControl({ configuration, store, logger }: AccessControlOptions): AccessControl {
  const { authentication, authorization } = configuration;
  const tokens = authentication.oidc && new OidcTokens(authentication.oidc);
  const roles =
    authorization.roles &&
    new Roles(new EmbeddedRoles(store), new KnownUsers(authentication), authorization.roles);
  return {
    authenticate: createAuthenticate({ configuration: authentication, tokens, logger }),
    guard: new Guard(permissionsBy(configuration, roles)),
    ...(roles && { roles }),
    ...(tokens && { tokens }),
  };
}

/** By roles or the admin list; with neither, everyone who is let in may do everything. */
function permissionsBy(
  { authentication, authorization }: AccessControlOptions['configuration'],
  roles: Roles | undefined,
): PermissionsOf {
  if (roles !== undefined) return (principal) => roles.permissionsOf(principal);
  if (authorization.adminList !== undefined) return adminListPermissions(authorization.adminList);
  const everything = new PermissionSet(BUILT_IN_ROLES.get('admin') ?? []);
  return (principal) =>
    principal !== null || authentication.anonymousAccess ? everything : PermissionSet.NONE;
}
