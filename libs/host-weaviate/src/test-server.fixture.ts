import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedRoles, EmbeddedStore } from '@weaviate-export/adapters-db';
import { acceptJson, replyNotFound, replyWithError } from '@weaviate-export/adapters-rest';
import { type Environment, EnvironmentReader } from '@weaviate-export/configuration';
import {
  type AccessControl,
  authenticateRequests,
  authzRoutes,
  createAccessControl,
  readAuthentication,
  readAuthorization,
} from '@weaviate-export/host-access';
import { silentLogger } from '@weaviate-export/usecases-export';
import Fastify, { type FastifyInstance } from 'fastify';
import { ObjectIntake } from './objects/object-intake.ts';
import { weaviateRoutes } from './weaviate-routes.ts';

/** Room for the largest body of a test. */
const BODY_LIMIT_BYTES = 50 * 1024 * 1024;

export interface Answer<T = unknown> {
  readonly status: number;
  readonly text: string;
  /** The text as JSON, where there is any. */
  readonly body: T;
}

/** The routes of this library over a real store in a folder of its own, behind real access control. */
export class TestServer implements AsyncDisposable {
  readonly app: FastifyInstance;
  readonly store: EmbeddedStore;
  readonly access: AccessControl;
  readonly intake: ObjectIntake;
  readonly #folder: string;

  static async start(environment: Environment = {}): Promise<TestServer> {
    const folder = await mkdtemp(join(tmpdir(), 'weaviate-'));
    const store = await EmbeddedStore.open({ path: folder });
    const reader = new EnvironmentReader(environment);
    const authentication = readAuthentication(reader, { isLoopback: true });
    const configuration = { authentication, authorization: readAuthorization(reader, authentication) };
    reader.assertValid();
    const roleStore = new EmbeddedRoles<never>(store);
    const access = await createAccessControl({ configuration, roleStore, logger: silentLogger });
    const intake = new ObjectIntake(store, access.guard);
    const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES, routerOptions: { maxParamLength: 255 } });
    app.setErrorHandler(replyWithError);
    app.setNotFoundHandler(replyNotFound);
    await app.register(
      async (authenticated) => {
        authenticateRequests(authenticated, access.authenticate);
        acceptJson(authenticated);
        await authenticated.register(authzRoutes, access);
        await authenticated.register(weaviateRoutes, { store, intake, guard: access.guard });
      },
      { prefix: '/v1' },
    );
    return new TestServer(app, store, access, intake, folder);
  }

  private constructor(
    app: FastifyInstance,
    store: EmbeddedStore,
    access: AccessControl,
    intake: ObjectIntake,
    folder: string,
  ) {
    this.app = app;
    this.store = store;
    this.access = access;
    this.intake = intake;
    this.#folder = folder;
  }

  /** Sends a request; a payload that is no text goes out as JSON. */
  async call<T = unknown>(
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    payload?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const { statusCode: status, payload: text } = await this.app.inject({
      method,
      url: `/v1${path}`,
      headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(payload !== undefined && {
        payload: typeof payload === 'string' || payload instanceof Buffer ? payload : JSON.stringify(payload),
      }),
    });
    return { status, text, body: (text === '' ? undefined : JSON.parse(text)) as T };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    await this.store[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true });
  }
}

/** The message of an error in Weaviate's shape. */
export function messageOf(answer: Answer): string {
  return (answer.body as { error: [{ message: string }] }).error[0].message;
}
