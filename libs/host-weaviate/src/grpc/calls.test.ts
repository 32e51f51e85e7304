import { once } from 'node:events';
import { type ServiceError, status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { health, ServingStatus, weaviateService } from '@weaviate-export/weaviate-protocol';
import { failureOf, GrpcHost } from './grpc-host.fixture.ts';
import { checkHealth } from './health.ts';

const API_KEYS = {
  AUTHENTICATION_APIKEY_ENABLED: 'true',
  AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'right',
  AUTHENTICATION_APIKEY_USERS: 'jane',
};
const CALLS = ['Search', 'BatchObjects', 'BatchReferences', 'BatchDelete', 'TenantsGet', 'Aggregate'];
const SEARCH = weaviateService.Search;
/** No message begins so: a field of number 0. */
const NO_MESSAGE = Uint8Array.of(0, 0, 0);

describe('the health check', () => {
  it('tells that the server serves, without credentials, whatever service it is asked for', async () => {
    await using grpc = await GrpcHost.start(API_KEYS);
    for (const service of ['', 'weaviate.v1.Weaviate', '/grpc.health.v1.Health/Check']) {
      const reply = await grpc.client.bytes(
        'grpc.health.v1.Health/Check',
        health.HealthCheckRequest.encode({ service }),
      );
      expect(health.HealthCheckResponse.decode(reply).status).toBe(ServingStatus.SERVING);
    }
  });

  it('tells that the server does not serve once it is about to end', async () => {
    const reply = await checkHealth(() => false)(Buffer.of(), {
      principal: null,
      signal: new AbortController().signal,
    });
    expect(health.HealthCheckResponse.decode(reply).status).toBe(ServingStatus.NOT_SERVING);
  });
});

describe('a caller', () => {
  it('without or with a wrong API key is refused before its message is read, at every call', async () => {
    await using grpc = await GrpcHost.start(API_KEYS);
    for (const name of CALLS) {
      for (const settings of [{}, { authorization: 'Bearer wrong' }, { authorization: 'right' }]) {
        const call = grpc.client.bytes(`weaviate.v1.Weaviate/${name}`, NO_MESSAGE, settings);
        expect(await failureOf(call)).toEqual({
          code: status.UNAUTHENTICATED,
          details: expect.stringContaining('no or wrong credentials') as string,
        });
      }
    }
  });

  it('with an API key is let in', async () => {
    await using grpc = await GrpcHost.start(API_KEYS);
    await grpc.host.call('POST', '/schema', { class: 'A' }, { authorization: 'Bearer right' });
    const reply = await grpc.client.call(SEARCH, { collection: 'A' }, { authorization: 'Bearer right' });
    expect(reply.results).toEqual([]);
  });

  it('that sends no message is told', async () => {
    await using grpc = await GrpcHost.start();
    for (const name of ['Search', 'BatchObjects', 'BatchDelete']) {
      expect(await failureOf(grpc.client.bytes(`weaviate.v1.Weaviate/${name}`, NO_MESSAGE))).toEqual({
        code: status.INVALID_ARGUMENT,
        details: expect.stringMatching(/^malformed weaviate\.v1\.\w+Request: /) as string,
      });
    }
  });

  it.each([
    ['Search', '0a05'],
    ['Search', '0b'],
    ['Aggregate', 'a001010a05'],
    ['Aggregate', 'a0010107'],
    ['TenantsGet', '0ac80141'],
    ['BatchDelete', '0ac80141'],
  ])('of %s that sends %s is told that it is malformed', async (name, hex) => {
    await using grpc = await GrpcHost.start();
    const sent = grpc.client.bytes(`weaviate.v1.Weaviate/${name}`, Buffer.from(hex, 'hex'));
    expect(await failureOf(sent)).toEqual({
      code: status.INVALID_ARGUMENT,
      details: expect.stringMatching(/^malformed weaviate\.v1\.\w+Request: /) as string,
    });
  });

  it('is told what the server does not have', async () => {
    await using grpc = await GrpcHost.start();
    expect(await failureOf(grpc.client.bytes('weaviate.v1.Weaviate/Aggregate', Uint8Array.of()))).toEqual({
      code: status.UNIMPLEMENTED,
      details: expect.stringContaining(' is not available on this server: ') as string,
    });
  });

  it('that leaves, or whose deadline passes, ends its call', async () => {
    await using grpc = await GrpcHost.start();
    const late = grpc.client.call(SEARCH, { collection: 'A' }, { deadlineMs: -1 });
    expect((await failureOf(late)).code).toBe(status.DEADLINE_EXCEEDED);
    const stream = grpc.client.stream('BatchStream');
    const failed = once(stream, 'error') as Promise<[ServiceError]>;
    await once(stream, 'data');
    stream.cancel();
    expect((await failed)[0].code).toBe(status.CANCELLED);
  });

  it('may name a class that is not there in any letters', async () => {
    await using grpc = await GrpcHost.start();
    expect(await failureOf(grpc.client.call(SEARCH, { collection: 'Ä\ud800"%' }))).toEqual({
      code: status.NOT_FOUND,
      details: expect.stringContaining('does not exist') as string,
    });
  });
});

describe('messages', () => {
  it('are refused beyond GRPC_MAX_MESSAGE_SIZE, and replies as well', async () => {
    await using grpc = await GrpcHost.start({}, 2000);
    const large = { collection: 'A'.repeat(2001) };
    expect((await failureOf(grpc.client.call(SEARCH, large))).code).toBe(status.RESOURCE_EXHAUSTED);
    await grpc.host.call('POST', '/objects', { class: 'A', properties: { text: 'x'.repeat(2000) } });
    const found = grpc.client.call(SEARCH, { collection: 'A' });
    expect(await failureOf(found)).toEqual({
      code: status.RESOURCE_EXHAUSTED,
      details: expect.stringContaining('the reply is larger than the limit of 2000 bytes') as string,
    });
  });
});

describe('BatchDelete', () => {
  const DELETE = weaviateService.BatchDelete;

  it('refuses to delete without a filter', async () => {
    await using grpc = await GrpcHost.start();
    await grpc.host.call('POST', '/objects', { class: 'A' });
    expect(await failureOf(grpc.client.call(DELETE, { collection: 'A' }))).toEqual({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining('a filter says what to delete') as string,
    });
  });
});
