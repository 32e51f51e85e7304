import { ExportError, isExportError } from '@weaviate-export/entities-export';
import type { Principal } from '@weaviate-export/usecases-export';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { OidcConfiguration } from './authentication-configuration.ts';
import { discover } from './oidc-discovery.ts';

/**
 * Signatures by a private key that the issuer keeps to itself. An HMAC is none: whoever knows the public key could make
 * one with it.
 */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA'],
];
/** How far the clocks of issuer and server may lie apart, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 10;
/** How long the issuer's keys are taken for valid without being fetched again, in milliseconds. */
const KEYS_MAX_AGE_MS = 10 * 60_000;
/** A token signed by a key that is not known has the keys fetched, at most this often, in milliseconds. */
const KEYS_COOLDOWN_MS = 30_000;
/** How long a fetch from the issuer may take, in milliseconds. */
export const FETCH_DEADLINE_MS = 5_000;

export interface OidcTokensOptions {
  /** As KEYS_COOLDOWN_MS. */
  readonly keysCooldownMs?: number;
  /** As FETCH_DEADLINE_MS. */
  readonly fetchDeadlineMs?: number;
}

/**
 * Checks bearer tokens of an OpenID Connect issuer: JWTs, signed by a key of the JWKS that its discovery document names
 * (OpenID Connect Core 1.0, section 3.1.3.7). Keys are cached, and new ones found when a token is signed by one.
 */
export class OidcTokens {
  readonly #configuration: OidcConfiguration;
  readonly #cooldownMs: number;
  readonly #deadlineMs: number;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(configuration: OidcConfiguration, options: OidcTokensOptions = {}) {
    this.#configuration = configuration;
    this.#cooldownMs = options.keysCooldownMs ?? KEYS_COOLDOWN_MS;
    this.#deadlineMs = options.fetchDeadlineMs ?? FETCH_DEADLINE_MS;
  }

  /**
   * Reads the discovery document, unless it is known already; one that could not be reached is asked for again.
   * @throws ExportError OIDC_UNREACHABLE, or CONFIGURATION_INVALID where it is another issuer's or no such document
   */
  async prepare(): Promise<void> {
    await this.#issuerKeys();
  }

  /**
   * The user that a token names.
   * @throws ExportError UNAUTHENTICATED with the reason as its cause; OIDC_UNREACHABLE where the issuer's keys are not
   * at hand; CONFIGURATION_INVALID as `prepare`
   */
  async principalOf(token: string): Promise<Principal> {
    const { issuer, clientId, skipClientIdCheck } = this.#configuration;
    // Asked for once the token has the form of one: no other needs the issuer to be refused.
    const keyOf: JWTVerifyGetKey = async (header, jws) => (await this.#issuerKeys())(header, jws);
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        issuer,
        ...(!skipClientIdCheck && clientId !== undefined && { audience: clientId }),
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp'],
      });
      return this.#principal(payload);
    } catch (error) {
      if (isExportError(error)) throw error;
      const isRefusal = error instanceof errors.JOSEError && !isUnreachable(error);
      if (isRefusal) throw new ExportError('UNAUTHENTICATED', [], { cause: error });
      throw new ExportError('OIDC_UNREACHABLE', [issuer, reasonOf(error)], { cause: error });
    }
  }

  #issuerKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= discover(this.#configuration.issuer, this.#deadlineMs).then(
      ({ jwksUri }) =>
        createRemoteJWKSet(jwksUri, {
          timeoutDuration: this.#deadlineMs,
          cooldownDuration: this.#cooldownMs,
          cacheMaxAge: KEYS_MAX_AGE_MS,
        }),
      (error: unknown) => {
        this.#keys = undefined;
        throw error;
      },
    );
    return this.#keys;
  }

  #principal(claims: JWTPayload): Principal {
    const { usernameClaim, groupsClaim } = this.#configuration;
    const username = claims[usernameClaim];
    if (typeof username !== 'string' || username === '') {
      const cause = new Error(`the token has no text in its claim ${usernameClaim}`);
      throw new ExportError('UNAUTHENTICATED', [], { cause });
    }
    const groups = groupsClaim === undefined ? [] : [claims[groupsClaim]].flat();
    return {
      username,
      userType: 'oidc',
      groups: groups.filter((group) => typeof group === 'string'),
    };
  }
}

/** True for errors that tell of the fetch of the keys, none of the token. */
function isUnreachable(error: errors.JOSEError): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
