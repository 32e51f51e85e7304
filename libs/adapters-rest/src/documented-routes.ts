import Fastify, { type FastifySchema, type HTTPMethods, type RouteOptions } from 'fastify';
import openapiGlue from 'fastify-openapi-glue';
import { openApiDocument } from './openapi-document.ts';

/** A route as the OpenAPI document has it, below whatever prefix. */
export interface DocumentedRoute {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly schema: FastifySchema;
  readonly operationId: string;
}

let routes: Promise<readonly DocumentedRoute[]> | undefined;

/** The routes of the document; read once a process, since the glue holds the whole document against Swagger's schema. */
export function documentedRoutes(): Promise<readonly DocumentedRoute[]> {
  return (routes ??= readRoutes());
}

async function readRoutes(): Promise<DocumentedRoute[]> {
  const found: RouteOptions[] = [];
  const operations: string[] = [];
  // Where the routes lie is the host's choice, by its prefix, not the document's.
  const { basePath: _, ...specification } = openApiDocument;
  const reader = Fastify({ exposeHeadRoutes: false });
  reader.addHook('onRoute', (route) => void found.push(route));
  await reader.register(openapiGlue, {
    specification,
    operationResolver: (operationId) => {
      operations.push(operationId);
      return () => undefined;
    },
  });
  return found.map(({ method, url, schema = {} }, index) => ({
    method: method as HTTPMethods,
    url,
    schema,
    operationId: operations[index]!,
  }));
}
