import { ExportError, isExportError } from '@weaviate-export/entities-export';
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
}

/** How callers show who they are, and who may do what. */
export interface AccessConfiguration {
  readonly authentication: AuthenticationConfiguration;
  readonly authorization: AuthorizationConfiguration;
}

export interface AccessControlOptions {
  readonly configuration: AccessConfiguration;
  /** Where roles are kept that users make; absent where there is no such place. */
  readonly roleStore?: RoleStore<Permission> | undefined;
  readonly logger: Logger;
}

/**
 * @throws ExportError CONFIGURATION_INVALID where the issuer is a wrong one, or where roles are in use and there is no
 * place for them
 */
export async function createAccessControl(options: AccessControlOptions): Promise<AccessControl> {
  const { configuration, roleStore, logger } = options;
  const { authentication, authorization } = configuration;
  if (authorization.roles !== undefined && roleStore === undefined) {
    const allowed = 'the source of this server keeps no roles: use AUTHORIZATION_ADMINLIST_ENABLED instead';
    throw new ExportError('CONFIGURATION_INVALID', ['AUTHORIZATION_RBAC_ENABLED', 'true', allowed]);
  }
  const tokens = authentication.oidc && new OidcTokens(authentication.oidc);
  await prepareTokens(tokens, logger);
  const roles =
    authorization.roles &&
    roleStore &&
    new Roles(roleStore, new KnownUsers(authentication), authorization.roles);
  return {
    authenticate: createAuthenticate({ configuration: authentication, tokens, logger }),
    guard: new Guard(permissionsBy(configuration, roles)),
    ...(roles && { roles }),
  };
}

/** An issuer that cannot be reached yet is asked again when it is needed; a wrong one ends the start. */
async function prepareTokens(tokens: OidcTokens | undefined, logger: Logger): Promise<void> {
  try {
    await tokens?.prepare();
  } catch (error) {
    if (!isExportError(error, 'OIDC_UNREACHABLE')) throw error;
    logger.warn({ err: error }, 'tokens are refused until the OIDC issuer can be reached');
  }
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
