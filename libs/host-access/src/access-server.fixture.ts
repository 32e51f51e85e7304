import { type Environment, EnvironmentReader } from '@weaviate-export/configuration';
import { ExportError, isExportError } from '@weaviate-export/entities-export';
import { silentLogger } from '@weaviate-export/usecases-export';
import Fastify, { type FastifyInstance } from 'fastify';
import { createAccessControl } from './access-control.ts';
import { readAuthentication } from './authentication/authentication-configuration.ts';
import { oidcRoutes } from './authentication/oidc-routes.ts';
import { authenticateRequests } from './authentication/request-principal.ts';
import { collections } from './authorization/access-to.ts';
import { readAuthorization } from './authorization/authorization-configuration.ts';
import { authzRoutes } from './authorization/authz-routes.ts';
import { ownInfoRoutes } from './authorization/own-info-routes.ts';
import { MemoryRoles } from './memory-roles.fixture.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text as JSON, where there is any. */
  readonly body: unknown;
}

interface ClassPath {
  Params: { class: string };
}

/** Room for the largest body of a test. */
const BODY_LIMIT_BYTES = 50 * 1024 * 1024;

/** The routes of this library, and those of a class that is never there, behind the guard as a host's are. */
export class AccessServer implements AsyncDisposable {
  readonly #app: FastifyInstance;

  static async start(environment: Environment = {}): Promise<AccessServer> {
    const reader = new EnvironmentReader(environment);
    const authentication = readAuthentication(reader, { isLoopback: true });
    const configuration = { authentication, authorization: readAuthorization(reader, authentication) };
    reader.assertValid();
    const access = await createAccessControl({
      configuration,
      roleStore: new MemoryRoles(),
      logger: silentLogger,
    });
    const { guard, roles } = access;
    const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES, routerOptions: { maxParamLength: 255 } });
    app.setErrorHandler((error, _request, reply) => {
      if (!isExportError(error)) throw error;
      return reply.code(error.httpStatus).send({ error: [{ message: error.message }] });
    });
    await app.register(oidcRoutes, { prefix: '/v1', oidc: authentication.oidc });
    await app.register(
      async (authenticated) => {
        authenticateRequests(authenticated, access.authenticate);
        await authenticated.register(ownInfoRoutes, { roles });
        await authenticated.register(authzRoutes, { guard, roles });
        authenticated.get('/schema', async () => ({ classes: [] }));
        authenticated.get<ClassPath>('/schema/:class', async ({ params, principal }) => {
          guard.require(principal, collections('read', params.class));
          throw new ExportError('CLASS_NOT_FOUND', [params.class]);
        });
        authenticated.delete<ClassPath>('/schema/:class', async ({ params, principal }) => {
          guard.require(principal, collections('delete', params.class));
          return null;
        });
      },
      { prefix: '/v1' },
    );
    return new AccessServer(app);
  }

  private constructor(app: FastifyInstance) {
    this.#app = app;
  }

  async call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    payload?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { statusCode, payload: text } = await this.#app.inject({
      method,
      url: `/v1${path}`,
      headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(payload !== undefined && { payload: JSON.stringify(payload) }),
    });
    return { status: statusCode, text, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#app.close();
  }
}
