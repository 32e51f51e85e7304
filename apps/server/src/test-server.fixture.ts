import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportDoor, ScheduleDoor } from '@weaviate-export/adapters-rest';
import type { Environment } from '@weaviate-export/configuration';
import { ExportError } from '@weaviate-export/entities-export';
import { createAccessControl } from '@weaviate-export/host-access';
import { type Principal, silentLogger } from '@weaviate-export/usecases-export';
import type { FastifyInstance } from 'fastify';
import { readConfiguration } from './configuration.ts';
import { openEmbeddedSource } from './embedded-source.ts';
import type { HostSource } from './host-source.ts';
import { createHttpServer } from './http-server.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text as JSON, where there is any. */
  readonly body: unknown;
}

/** The server's routes over a real store in a folder of its own; exports are refused, as this host is about to end. */
export class TestServer implements AsyncDisposable {
  readonly app: FastifyInstance;
  /** Those that reached the exports. */
  readonly exporters: (Principal | null)[];
  readonly #source: HostSource;
  readonly #folder: string;

  static async start(environment: Environment = {}, isReady = () => true): Promise<TestServer> {
    const folder = await mkdtemp(join(tmpdir(), 'server-'));
    const configuration = readConfiguration({ PERSISTENCE_DATA_PATH: folder, ...environment });
    const source = await openEmbeddedSource(configuration, silentLogger);
    const exporters: (Principal | null)[] = [];
    const refuse = async (principal: Principal | null): Promise<never> => {
      exporters.push(principal);
      throw new ExportError('SHUTTING_DOWN', []);
    };
    const scheduler: ExportDoor = { export: refuse, statusAndShards: refuse, list: refuse, cancel: refuse };
    const schedules: ScheduleDoor = {
      create: refuse,
      list: refuse,
      get: refuse,
      replace: refuse,
      remove: refuse,
      run: refuse,
    };
    const access = await createAccessControl({
      configuration,
      roleStore: source.roles,
      logger: silentLogger,
    });
    const api = source.api?.(access);
    const app = await createHttpServer({ configuration, scheduler, schedules, access, api, isReady });
    return new TestServer(app, source, exporters, folder);
  }

  private constructor(
    app: FastifyInstance,
    source: HostSource,
    exporters: (Principal | null)[],
    folder: string,
  ) {
    this.app = app;
    this.exporters = exporters;
    this.#source = source;
    this.#folder = folder;
  }

  /** Sends a request; a payload that is no text goes out as JSON. */
  async call(
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    payload?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.app.inject({
      method,
      url: `/v1${path}`,
      headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(payload === undefined
        ? {}
        : {
            payload:
              typeof payload === 'string' || payload instanceof Buffer ? payload : JSON.stringify(payload),
          }),
    });
    const { statusCode: status, payload: text } = response;
    return { status, text, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    await this.#source[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true });
  }
}

/** The message of an error in Weaviate's shape. */
export function messageOf(answer: Answer): string {
  return (answer.body as { error: [{ message: string }] }).error[0].message;
}
