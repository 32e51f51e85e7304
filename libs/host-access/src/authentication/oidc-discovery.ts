import { ExportError } from '@weaviate-export/entities-export';

/** Where an issuer tells how its tokens are checked (OpenID Connect Discovery 1.0, section 4). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * Reads the discovery document of an issuer.
 * @param deadlineMs how long that may take, in milliseconds
 * @throws ExportError OIDC_UNREACHABLE, or CONFIGURATION_INVALID where the document is another issuer's or none
 */
export async function discover(issuer: string, deadlineMs: number): Promise<{ jwksUri: URL }> {
  const url = discoveryUrl(issuer);
  const document = await fetchJson(url, issuer, deadlineMs);
  const { issuer: named, jwks_uri: jwksUri } = (document ?? {}) as Record<string, unknown>;
  if (named !== issuer) {
    throw misconfigured(issuer, `the document at ${url} names the issuer ${JSON.stringify(named)}`);
  }
  if (typeof jwksUri !== 'string' || !/^https?:/.test(jwksUri) || !URL.canParse(jwksUri)) {
    throw misconfigured(issuer, `the document at ${url} has no jwks_uri`);
  }
  return { jwksUri: new URL(jwksUri) };
}

async function fetchJson(url: string, issuer: string, deadlineMs: number): Promise<unknown> {
  let text: string;
  let status: number;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(deadlineMs) });
    status = response.status;
    text = await response.text();
  } catch (error) {
    throw unreachable(issuer, error);
  }
  if (status >= 500) throw unreachable(issuer, new Error(`${url} answers ${status}`));
  if (status !== 200) throw misconfigured(issuer, `${url} answers ${status}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw misconfigured(issuer, `the document at ${url} is not JSON`, { cause: error });
  }
}

function unreachable(issuer: string, error: unknown): ExportError {
  const { cause, message } = error as Error;
  const reason = cause instanceof Error ? cause.message : message;
  return new ExportError('OIDC_UNREACHABLE', [issuer, reason], { cause: error });
}

function misconfigured(issuer: string, problem: string, options?: ErrorOptions): ExportError {
  const allowed = `allowed is the URL of an OpenID Connect issuer, as it names itself: ${problem}`;
  return new ExportError('CONFIGURATION_INVALID', ['AUTHENTICATION_OIDC_ISSUER', issuer, allowed], options);
}
