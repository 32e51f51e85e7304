import type { FastifyInstance } from 'fastify';
import type { OidcConfiguration } from './authentication-configuration.ts';
import { discoveryUrl } from './oidc-discovery.ts';

/** Where clients get tokens, as Weaviate's `/v1/.well-known/openid-configuration` tells them; 404 where OIDC is off. */
export async function oidcRoutes(
  app: FastifyInstance,
  { oidc }: { readonly oidc?: OidcConfiguration | undefined },
): Promise<void> {
  app.get('/.well-known/openid-configuration', async (_request, reply) => {
    if (oidc === undefined) return reply.code(404).send();
    const { issuer, clientId = '', scopes } = oidc;
    return { href: discoveryUrl(issuer), clientId, ...(scopes.length > 0 && { scopes }) };
  });
}
