import { Client, credentials, Metadata, type ServiceError, type status } from '@grpc/grpc-js';
import type { Environment } from '@weaviate-export/configuration';
import { silentLogger } from '@weaviate-export/usecases-export';
import type { ServiceCall } from '@weaviate-export/weaviate-protocol';
import { TestServer } from '../test-server.fixture.ts';
import { GrpcServer } from './grpc-server.ts';

/** How long a call of a test may take, in milliseconds. */
const DEADLINE_MS = 100_000;

/** Room for the largest message of a test. */
const MESSAGE_BYTES = 100 * 1024 * 1024;

const asTheyAre = (bytes: Uint8Array) => Buffer.from(bytes);

export interface CallSettings {
  readonly authorization?: string;
  readonly deadlineMs?: number;
}

/** The calls over a real store; `host` are the routes over the same one. */
export class GrpcHost implements AsyncDisposable {
  readonly host: TestServer;
  readonly client: GrpcClient;
  readonly server: GrpcServer;

  static async start(environment: Environment = {}, maxMessageBytes = MESSAGE_BYTES): Promise<GrpcHost> {
    const host = await TestServer.start(environment);
    const server = await GrpcServer.start({
      store: host.store,
      intake: host.intake,
      ...host.access,
      configuration: { http: { host: '127.0.0.1' }, grpc: { port: 0, maxMessageBytes } },
      logger: silentLogger,
      isReady: () => true,
    });
    return new GrpcHost(host, server);
  }

  private constructor(host: TestServer, server: GrpcServer) {
    this.host = host;
    this.server = server;
    this.client = new GrpcClient(server.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client[Symbol.dispose]();
    await this.server[Symbol.asyncDispose]();
    await this.host[Symbol.asyncDispose]();
  }
}

/** A client that knows nothing but bytes. */
export class GrpcClient implements Disposable {
  readonly #client: Client;

  constructor(port: number, host = '127.0.0.1') {
    this.#client = new Client(`${host}:${port}`, credentials.createInsecure());
  }

  /** @param name such as `weaviate.v1.Weaviate/Search` */
  bytes(name: string, request: Uint8Array, settings: CallSettings = {}): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        `/${name}`,
        asTheyAre,
        (reply) => reply,
        request,
        metadataOf(settings),
        { deadline: Date.now() + (settings.deadlineMs ?? DEADLINE_MS) },
        (error, reply) => (error === null ? resolve(reply as Buffer) : reject(error)),
      );
    });
  }

  async call<Request, Reply>(
    { path, requestSerialize, responseDeserialize }: ServiceCall<Request, never, unknown, Reply>,
    request: Request,
    settings?: CallSettings,
  ): Promise<Reply> {
    return responseDeserialize(await this.bytes(path.slice(1), requestSerialize(request), settings));
  }

  stream(name: string, settings: CallSettings = {}) {
    return this.#client.makeBidiStreamRequest(
      `/weaviate.v1.Weaviate/${name}`,
      asTheyAre,
      (reply: Buffer): Uint8Array => reply,
      metadataOf(settings),
      { deadline: Date.now() + DEADLINE_MS },
    );
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

function metadataOf({ authorization }: CallSettings): Metadata {
  const metadata = new Metadata();
  if (authorization !== undefined) metadata.set('authorization', authorization);
  return metadata;
}

/** The status that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<{ code: status; details: string }> {
  try {
    await call;
  } catch (error) {
    const { code, details } = error as ServiceError;
    return { code, details };
  }
  throw new Error('the call did not fail');
}
