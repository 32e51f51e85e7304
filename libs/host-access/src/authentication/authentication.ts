import { ExportError, isExportError } from '@weaviate-export/entities-export';
import type { Logger, Principal } from '@weaviate-export/usecases-export';
import { ApiKeys } from './api-keys.ts';
import type { AuthenticationConfiguration } from './authentication-configuration.ts';
import type { OidcTokens } from './oidc-tokens.ts';

/**
 * Who sends a request with this Authorization header (of a gRPC call: with this `authorization` metadata); null is a
 * caller without credentials, where anonymous access is on.
 * @throws ExportError UNAUTHENTICATED, or OIDC_UNREACHABLE where a token cannot be checked
 */
export type Authenticate = (authorization: string | undefined) => Promise<Principal | null>;

export interface AuthenticateOptions {
  readonly configuration: AuthenticationConfiguration;
  /** Absent where OIDC is not in use. */
  readonly tokens?: OidcTokens | undefined;
  /** Hears why a token was refused, for the operator's eyes alone. */
  readonly logger: Logger;
}

/**
 * Authentication by API keys and OIDC tokens, both sent as `Authorization: Bearer …`. Wrong ones are refused also where
 * anonymous access is on, so that a caller learns of it.
 */
export function createAuthenticate({ configuration, tokens, logger }: AuthenticateOptions): Authenticate {
  const apiKeys = new ApiKeys(configuration.apiKeys);

  return async (authorization) => {
    if (authorization === undefined) {
      if (configuration.anonymousAccess) return null;
      throw new ExportError('UNAUTHENTICATED', []);
    }
    const credentials = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (credentials === undefined) throw new ExportError('UNAUTHENTICATED', []);
    const username = apiKeys.userOf(credentials);
    if (username !== undefined) return { username, userType: 'db' };
    if (tokens === undefined) throw new ExportError('UNAUTHENTICATED', []);
    try {
      return await tokens.principalOf(credentials);
    } catch (error) {
      if (isExportError(error, 'UNAUTHENTICATED') && error.cause instanceof Error) {
        logger.info({ reason: error.cause.message }, 'an OIDC token was refused');
      }
      throw error;
    }
  };
}
