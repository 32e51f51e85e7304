import {
  Client,
  credentials,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toInt64 } from './int64.ts';
import { type Message, type MessageInit, weaviate } from './messages.ts';
import { type ServiceCall, weaviateService } from './services.ts';

/** How long a call may take, in milliseconds. */
const DEADLINE_MS = 100_000;
const { Aggregate, Search } = weaviateService;

const server = new Server();
let client: Client;

const search: handleUnaryCall<Message<'SearchRequest'>, MessageInit<'SearchReply'>> = ({ request }, reply) =>
  reply(null, {
    took: 0.5,
    results: [weaviate.SearchResult.encode({ metadata: { id: request.after } })],
  });
const aggregate: handleUnaryCall<Message<'AggregateRequest'>, MessageInit<'AggregateReply'>> = (
  _call,
  reply,
) => reply(null, { singleResult: { objectsCount: toInt64(2n ** 62n) } });

beforeAll(async () => {
  server.addService({ Search, Aggregate }, { Search: search, Aggregate: aggregate });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
});

afterAll(() => {
  client.close();
  server.forceShutdown();
});

function send<Init, Reply>(
  call: ServiceCall<Init, never, unknown, Reply>,
  request: Init,
): Promise<Reply | undefined> {
  const { path, requestSerialize, responseDeserialize } = call;
  const options = { deadline: Date.now() + DEADLINE_MS };
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, options, (error, reply) =>
      error === null ? resolve(reply) : reject(error),
    );
  });
}

it('a server and a client of gRPC take the definitions of calls as they are', async () => {
  const reply = await send(Search, { collection: 'Article', after: 'an id' });
  expect(reply?.took).toBe(0.5);
  expect(reply?.results.map((bytes) => weaviate.SearchResult.decode(bytes).metadata?.id)).toEqual(['an id']);
  const count = (await send(Aggregate, { objectsCount: true }))?.singleResult?.objectsCount;
  expect(count).toMatchObject(toInt64(2n ** 62n));
});

it('a client may read replies by a function of its own', async () => {
  const length = { ...Search, responseDeserialize: (bytes: Buffer) => bytes.length };
  expect(await send(length, { after: 'an id' })).toBe(5 + 2 + 9);
});

it('a reply that is no message is an error of its call', async () => {
  const cutOff = {
    ...Search,
    responseDeserialize: (bytes: Buffer) => Search.responseDeserialize(bytes.subarray(0, -1)),
  };
  await expect(send(cutOff, { after: 'an id' })).rejects.toMatchObject({
    code: status.INTERNAL,
    details: expect.stringContaining('malformed weaviate.v1.SearchReply') as string,
  } satisfies Partial<ServiceError>);
});
