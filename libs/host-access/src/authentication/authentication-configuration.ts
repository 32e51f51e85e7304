import type { EnvironmentReader } from '@weaviate-export/configuration';
import type { ApiKey } from './api-keys.ts';

/** An OpenID Connect issuer whose tokens are taken. */
export interface OidcConfiguration {
  readonly issuer: string;
  /** What tokens must be made for (`aud`); absent only where that is not checked. */
  readonly clientId?: string;
  readonly skipClientIdCheck: boolean;
  /** The claim that names the user. */
  readonly usernameClaim: string;
  /** The claim that lists the user's groups. */
  readonly groupsClaim?: string;
  /** What clients are told to ask the issuer for. */
  readonly scopes: readonly string[];
}

/** How callers show who they are. */
export interface AuthenticationConfiguration {
  /** Callers without credentials are let in. */
  readonly anonymousAccess: boolean;
  /** Empty where API keys are not in use. */
  readonly apiKeys: readonly ApiKey[];
  /** Absent where OIDC is not in use. */
  readonly oidc?: OidcConfiguration;
}

/**
 * Anonymous access is on by default where nothing else is configured and nobody but this machine can reach the server.
 * @param isLoopback whether the server listens on a loopback address
 */
export function readAuthentication(
  reader: EnvironmentReader,
  { isLoopback }: { readonly isLoopback: boolean },
): AuthenticationConfiguration {
  const withApiKeys = reader.boolean('AUTHENTICATION_APIKEY_ENABLED', false);
  const withOidc = reader.boolean('AUTHENTICATION_OIDC_ENABLED', false);
  const withCredentials = withApiKeys || withOidc;
  const anonymousAccess = reader.boolean(
    'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED',
    !withCredentials && isLoopback,
  );
  if (!withCredentials && !anonymousAccess) {
    const given = reader.text('AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED');
    reader.reject(
      'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED',
      given ?? '',
      `${given === undefined ? 'it is false by default on an address that others reach, and ' : ''}nobody could get in: ` +
        'set AUTHENTICATION_APIKEY_ENABLED or AUTHENTICATION_OIDC_ENABLED, or set it to true for a server open to all',
    );
  }
  const oidc = withOidc ? readOidc(reader) : undefined;
  return {
    anonymousAccess,
    apiKeys: withApiKeys ? readApiKeys(reader) : [],
    ...(oidc !== undefined && { oidc }),
  };
}

/** One user for all keys, or as many users as keys. */
function readApiKeys(reader: EnvironmentReader): ApiKey[] {
  const keys = reader.list('AUTHENTICATION_APIKEY_ALLOWED_KEYS');
  const users = reader.list('AUTHENTICATION_APIKEY_USERS');
  // A key travels in a header, which takes visible ASCII alone.
  if (keys.length === 0 || !keys.every((key) => /^[!-~]+$/.test(key)) || new Set(keys).size < keys.length) {
    reader.rejectSecret(
      'AUTHENTICATION_APIKEY_ALLOWED_KEYS',
      'allowed are different keys of visible ASCII characters joined by commas, none of them empty',
    );
  }
  if (users.includes('') || (users.length !== 1 && users.length !== keys.length)) {
    reader.reject(
      'AUTHENTICATION_APIKEY_USERS',
      users.join(','),
      `allowed are one user for all keys, or as many as keys (${keys.length}), joined by commas, none of them empty`,
    );
  }
  return keys.map((key, index) => ({ key, username: users[users.length === 1 ? 0 : index] ?? '' }));
}

function readOidc(reader: EnvironmentReader): OidcConfiguration {
  const issuer = reader.text('AUTHENTICATION_OIDC_ISSUER') ?? '';
  if (!/^https?:/.test(issuer) || !URL.canParse(issuer)) {
    reader.reject('AUTHENTICATION_OIDC_ISSUER', issuer, 'allowed is the URL of an OpenID Connect issuer');
  }
  const clientId = reader.text('AUTHENTICATION_OIDC_CLIENT_ID');
  const skipClientIdCheck = reader.boolean('AUTHENTICATION_OIDC_SKIP_CLIENT_ID_CHECK', false);
  if (clientId === undefined && !skipClientIdCheck) {
    reader.reject(
      'AUTHENTICATION_OIDC_CLIENT_ID',
      '',
      'allowed is the client id that tokens are made for, or none with AUTHENTICATION_OIDC_SKIP_CLIENT_ID_CHECK=true',
    );
  }
  const groupsClaim = reader.text('AUTHENTICATION_OIDC_GROUPS_CLAIM');
  return {
    issuer,
    ...(clientId !== undefined && { clientId }),
    skipClientIdCheck,
    usernameClaim: reader.text('AUTHENTICATION_OIDC_USERNAME_CLAIM') ?? 'sub',
    ...(groupsClaim !== undefined && { groupsClaim }),
    scopes: reader.list('AUTHENTICATION_OIDC_SCOPES').filter((scope) => scope !== ''),
  };
}
