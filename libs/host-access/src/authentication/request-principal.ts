import type { Principal } from '@weaviate-export/usecases-export';
import type { FastifyInstance } from 'fastify';
import type { Authenticate } from './authentication.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends the request; null for an anonymous caller. */
    principal: Principal | null;
  }
}

/** Has the caller of each request to these routes found before anything of the body is read. */
export function authenticateRequests(app: FastifyInstance, authenticate: Authenticate): void {
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    request.principal = await authenticate(request.headers.authorization);
  });
}
