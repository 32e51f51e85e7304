import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall, status } from '@grpc/grpc-js';
import type { ClassDefinition } from '@weaviate-export/entities-export';
import {
  healthService,
  type Message,
  type MessageInit,
  toInt64,
  weaviate,
  weaviateService,
} from '@weaviate-export/weaviate-protocol';
import type { Timing } from './connection/timing.ts';
import type { WeaviateOptions } from './connection/weaviate-options.ts';

/** What the server does with a call in place of an answer: ends it so, or never answers. */
export type Trouble = { readonly code: status; readonly details: string } | 'silence';

type SearchRequest = Message<'SearchRequest'>;
type Reply = sendUnaryData<MessageInit<'SearchReply'>>;

/** Short enough for tests, and long enough for a busy machine. */
export const QUICK: Timing = {
  requestMs: 60_000,
  slowMs: 30_000,
  firstPatienceMs: 60_000,
  patienceMs: 60_000,
  doubtMs: 60_000,
  firstWaitMs: 1,
  mostWaitMs: 10,
};

/** A Weaviate on loopback that has objects with a number each, and troubles as a test asks for them. */
export class ScriptedWeaviate implements AsyncDisposable {
  /** In order. */
  ids: string[] = [];
  /** The properties of an object, by its id. */
  properties: (id: string) => Record<string, MessageInit<'Value'>> = () => ({});
  /** The named vectors of every object. */
  vectors: MessageInit<'Vectors'>[] = [];
  /** Properties as REST shows them. */
  restProperties: (id: string) => string = () => '{}';
  /** When an object was changed last, as REST shows it; to gRPC that is 2. */
  restUpdateTime: (id: string) => number = () => 2;
  /** Servers before 1.29 do not. */
  countsByGrpc = true;
  version = '1.37.0';
  /** How the REST API answers everything, in place of what it has. */
  restStatus: number | undefined;
  /** Asked at each call of Search, before its answer. */
  trouble: (request: SearchRequest) => Trouble | undefined = () => undefined;
  /** Waited for before each answer. */
  pace: () => Promise<void> = async () => undefined;
  definition: ClassDefinition = {
    class: 'Article',
    properties: [{ name: 'number', dataType: ['int'] }],
  };
  /** What is done with a batch of objects: a refusal by index, or a trouble. */
  onBatch: (ids: readonly string[]) => Readonly<Record<number, string>> | Trouble = () => ({});
  /** The same with references, by the objects that they are of; a number is the status of the answer, with nothing in it. */
  onReferences: (ids: readonly string[]) => Readonly<Record<number, string>> | number = () => ({});
  /** What was sent, in order: the ids of a batch, or of the objects of references. */
  readonly sent: { readonly what: 'objects' | 'references'; readonly ids: readonly string[] }[] = [];
  readonly searches: SearchRequest[] = [];
  readonly restPaths: string[] = [];
  readonly tokens = new Set<unknown>();
  /** Connections by which objects were asked for. */
  readonly peers = new Set<string>();
  served = 0;
  inFlight = 0;
  mostInFlight = 0;
  #grpc: Server | undefined;
  #port = 0;
  readonly #http: HttpServer;

  static async start(): Promise<ScriptedWeaviate> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const scripted = new ScriptedWeaviate(http);
    await scripted.startGrpc();
    return scripted;
  }

  private constructor(http: HttpServer) {
    this.#http = http;
    http.on('request', (request, response) => {
      this.restPaths.push(request.url!);
      this.tokens.add(request.headers.authorization);
      void text(request).then((sent) => {
        const isReferences = request.url === '/v1/batch/references';
        const [code, body] = isReferences ? this.#references(sent) : this.#rest(request.url!);
        response.writeHead(code, { 'content-type': 'application/json' }).end(body);
      });
    });
  }

  options(settings: Partial<WeaviateOptions> = {}): WeaviateOptions {
    const { port } = this.#http.address() as { port: number };
    const [url, grpcUrl] = [port, this.#port].map((one) => `http://127.0.0.1:${one}`);
    return { url: url!, grpcUrl: grpcUrl!, timing: QUICK, ...settings };
  }

  /** At the port that it had before. */
  async startGrpc(): Promise<void> {
    const server = new Server();
    server.addService(
      {
        Search: weaviateService.Search,
        Aggregate: weaviateService.Aggregate,
        BatchObjects: weaviateService.BatchObjects,
      },
      {
        BatchObjects: (
          { request }: ServerUnaryCall<Message<'BatchObjectsRequest'>, never>,
          reply: sendUnaryData<MessageInit<'BatchObjectsReply'>>,
        ) => this.#objects(request, reply),
        Search: (call: ServerUnaryCall<SearchRequest, never>, reply: Reply) => void this.#search(call, reply),
        Aggregate: (_call: unknown, reply: sendUnaryData<MessageInit<'AggregateReply'>>) =>
          this.countsByGrpc
            ? reply(null, { singleResult: { objectsCount: toInt64(this.ids.length) } })
            : reply({ code: status.UNIMPLEMENTED, details: 'unknown method', name: '', message: '' }),
      },
    );
    server.addService(
      { Check: healthService.Check },
      {
        Check: (_call: unknown, reply: sendUnaryData<object>) => reply(null, {}),
      },
    );
    this.#port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${this.#port}`, ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      ),
    );
    this.#grpc = server;
  }

  /** Cuts off all that is under way. */
  killGrpc(): void {
    this.#grpc?.forceShutdown();
    this.#grpc = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.killGrpc();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  async #search(call: ServerUnaryCall<SearchRequest, never>, reply: Reply): Promise<void> {
    const { request, metadata } = call;
    this.searches.push(request);
    this.peers.add(call.getPeer());
    this.tokens.add(metadata.get('authorization')[0]);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await this.pace();
    this.inFlight -= 1;
    const trouble = this.trouble(request);
    if (trouble === 'silence') return;
    if (trouble !== undefined) return reply({ ...trouble, name: 'trouble', message: trouble.details });
    const start = this.ids.findIndex((id) => id > request.after);
    const ids = start < 0 ? [] : this.ids.slice(start, start + request.limit);
    this.served += ids.length;
    reply(null, { results: ids.map((id) => weaviate.SearchResult.encode(this.#result(id))) });
  }

  #objects(
    { objects }: Message<'BatchObjectsRequest'>,
    reply: sendUnaryData<MessageInit<'BatchObjectsReply'>>,
  ): void {
    const ids = objects.map((bytes) => weaviate.BatchObject.decode(bytes).uuid);
    this.sent.push({ what: 'objects', ids });
    const done = this.onBatch(ids);
    if (done === 'silence') return;
    if ('code' in done) return reply({ ...(done as object), name: 'trouble', message: 'trouble' });
    const errors = Object.entries(done).map(([index, error]) => ({ index: Number(index), error }));
    reply(null, { errors });
  }

  #references(sent: string): [code: number, body: string] {
    const ids = (JSON.parse(sent) as { from: string }[]).map(({ from }) => from.split('/').at(-2)!);
    this.sent.push({ what: 'references', ids });
    const done = this.onReferences(ids);
    if (typeof done === 'number') return [done, ''];
    const answers = ids.map((_id, index) =>
      done[index] === undefined ? {} : { result: { errors: { error: [{ message: done[index] }] } } },
    );
    return [200, JSON.stringify(answers)];
  }

  #result(id: string): MessageInit<'SearchResult'> {
    const fields = Object.entries(this.properties(id)).map(([key, value]) => ({ key, value }));
    return {
      properties: { nonRefProps: { fields } },
      metadata: {
        id,
        creationTimeUnix: toInt64(1),
        lastUpdateTimeUnix: toInt64(2),
        vectors: this.vectors,
      },
    };
  }

  #rest(url: string): [code: number, body: string] {
    if (this.restStatus !== undefined) return [this.restStatus, '{"error":[{"message":"as it was told"}]}'];
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    if (pathname === '/v1/meta') return [200, JSON.stringify({ version: this.version })];
    if (pathname === '/v1/schema/Article') return [200, JSON.stringify(this.definition)];
    if (pathname === '/v1/schema') return [200, JSON.stringify({ classes: [this.definition] })];
    if (pathname === '/v1/graphql') {
      const counted = [{ meta: { count: this.ids.length } }];
      return [200, JSON.stringify({ data: { Aggregate: { Article: counted } } })];
    }
    const shown = (id: string): string =>
      `{"class":"Article","id":"${id}","creationTimeUnix":1,"lastUpdateTimeUnix":${this.restUpdateTime(id)},"properties":${this.restProperties(id)}}`;
    if (pathname === '/v1/objects') {
      const after = searchParams.get('after') ?? '';
      const ids = this.ids.filter((id) => id > after).slice(0, Number(searchParams.get('limit')));
      return [200, `{"objects":[${ids.map(shown).join(',')}]}`];
    }
    const id = this.ids.find((one) => pathname === `/v1/objects/Article/${one}`);
    return id === undefined ? [404, ''] : [200, shown(id)];
  }
}

/** An id of a number, in order of it. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

export const idsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => idOf(index));

/** Ids all over their space, the same each time. */
export function scattered(index: number): string {
  const digits = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map((factor) =>
    (Math.imul(index + 1, factor) >>> 0).toString(16).padStart(8, '0'),
  );
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
