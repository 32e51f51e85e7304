import { createHash, timingSafeEqual } from 'node:crypto';
import { ExportError } from '@weaviate-export/entities-export';
import type { Principal } from '@weaviate-export/usecases-export';
import type { AuthenticationConfiguration } from './configuration.ts';

/**
 * Who sends a request with this Authorization header; null is a caller without credentials, where anonymous access is
 * on.
 * @throws ExportError UNAUTHENTICATED
 */
export type Authenticate = (authorization: string | undefined) => Principal | null;

/**
 * Authentication by API keys (`Authorization: Bearer KEY`). A wrong key is refused also where anonymous access is on,
 * so that a caller learns of it.
 */
export function createAuthenticate(configuration: AuthenticationConfiguration): Authenticate {
  const users = configuration.apiKeys.map(({ key, username }) => ({ digest: digestOf(key), username }));

  return (authorization) => {
    if (authorization === undefined) {
      if (configuration.anonymousAccess) return null;
      throw new ExportError('UNAUTHENTICATED', []);
    }
    const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (key === undefined) throw new ExportError('UNAUTHENTICATED', []);
    const digest = digestOf(key);
    // Every key is compared, whichever fits, so that the time taken tells nothing.
    const matching = users.filter((user) => timingSafeEqual(user.digest, digest));
    const username = matching[0]?.username;
    if (username === undefined) throw new ExportError('UNAUTHENTICATED', []);
    return { username };
  };
}

/** Digests have one length, as a comparison in constant time needs. */
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
