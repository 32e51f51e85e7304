import type { AuthenticationConfiguration } from './authentication-configuration.ts';

/** How a user is known: `db` by an API key of the environment (Weaviate's word), `oidc` by an OIDC issuer. */
export const USER_TYPES = ['db', 'oidc'] as const;
export type UserType = (typeof USER_TYPES)[number];

/** Tells which users there may be: those with an API key, and whatever name an OIDC issuer may vouch for. */
export class KnownUsers {
  readonly #configuration: AuthenticationConfiguration;

  constructor(configuration: AuthenticationConfiguration) {
    this.#configuration = configuration;
  }

  exists(userType: UserType, username: string): boolean {
    const { apiKeys, oidc } = this.#configuration;
    return userType === 'oidc' ? oidc !== undefined : apiKeys.some((user) => user.username === username);
  }
}
