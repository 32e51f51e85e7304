import { ExportError } from '@weaviate-export/entities-export';

/** A secret, or what gives the one of the hour, as tokens of OIDC are renewed. */
type Secret = string | (() => string | Promise<string>);

/** Give one of them, or none to a server that allows anonymous access. */
export interface Credentials {
  /** An API key of the server. */
  readonly apiKey?: Secret | undefined;
  /** A token of the issuer that the server trusts (OIDC). */
  readonly bearerToken?: Secret | undefined;
}

/** Secrets are sent in a header, and its library would repeat one that it cannot send in its error. */
const SENDABLE = /^[\x21-\x7e]+$/;

/**
 * What gives the value of the Authorization header; undefined where there are no credentials.
 * @throws ExportError FIELD_INVALID, without the secret, where it cannot be sent; at once, or for what a function gives when it is called
 */
export function authorizationOf({ apiKey, bearerToken }: Credentials): (() => Promise<string>) | undefined {
  if (apiKey !== undefined && bearerToken !== undefined)
    throw new ExportError('FIELD_INVALID', ['apiKey', HIDDEN, 'give either an apiKey or a bearerToken']);
  const secret = apiKey ?? bearerToken;
  if (secret === undefined) return undefined;
  const field = apiKey === undefined ? 'bearerToken' : 'apiKey';
  if (typeof secret === 'string') checkSecret(field, secret);
  return async () => `Bearer ${checkSecret(field, typeof secret === 'string' ? secret : await secret())}`;
}

const HIDDEN = '(not shown)';

function checkSecret(field: string, secret: string): string {
  if (SENDABLE.test(secret)) return secret;
  throw new ExportError('FIELD_INVALID', [field, HIDDEN, 'it must be printable ASCII without spaces']);
}
