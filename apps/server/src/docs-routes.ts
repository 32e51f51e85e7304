import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { openApiDocument, replyNotFound } from '@weaviate-export/adapters-rest';
import type { FastifyError, FastifyInstance } from 'fastify';

/** All comes from this server: the page works without the internet. Swagger UI writes styles into its elements. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
  "frame-ancestors 'self'",
].join('; ');

export interface DocsRoutesOptions {
  /** Path of the page, such as `/v1/docs`; the document lies at `/json` and `/yaml` below it. */
  readonly path: string;
}

/** The export API's OpenAPI document and a page to browse it; for everybody, as it tells nothing of this server. */
export async function docsRoutes(app: FastifyInstance, { path }: DocsRoutesOptions): Promise<void> {
  // What serves the page's parts throws where a path leads out of them, or cannot be one.
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if ((error.statusCode ?? 500) >= 500) throw error;
    return replyNotFound(request, reply);
  });
  await app.register(swagger, {
    mode: 'static',
    specification: { document: openApiDocument as never },
  });
  await app.register(swaggerUi, {
    routePrefix: path,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'Weaviate export API' },
    // By default the page sends the document's address to a validator on the internet.
    uiConfig: { validatorUrl: null, deepLinking: true, displayRequestDuration: true },
  });
}
