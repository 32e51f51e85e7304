import { createHash, timingSafeEqual } from 'node:crypto';

export interface ApiKey {
  readonly key: string;
  readonly username: string;
}

/** Finds the user of an API key. Keys are kept as digests, and compared in constant time. */
export class ApiKeys {
  readonly #users: readonly { readonly digest: Buffer; readonly username: string }[];

  constructor(apiKeys: readonly ApiKey[]) {
    this.#users = apiKeys.map(({ key, username }) => ({ digest: digestOf(key), username }));
  }

  /** Undefined for a key that is nobody's. */
  userOf(key: string): string | undefined {
    const digest = digestOf(key);
    // Every key is compared, whichever fits, so that the time taken tells nothing.
    const matching = this.#users.filter((user) => timingSafeEqual(user.digest, digest));
    return matching[0]?.username;
  }
}

/** Digests have one length, as a comparison in constant time needs. */
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
