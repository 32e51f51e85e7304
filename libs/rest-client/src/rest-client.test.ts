import type * as entities from '@weaviate-export/entities-export';
import { staleFiles } from '@weaviate-export/generated-code';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { clientCode } from '../openapi-specs/generate.ts';
import { RestClient, type ExportRequest, type ExportStatus, type RestClientOptions } from './index.ts';
import { json, serve, state, type Answer } from './scripted-server.fixture.ts';

const SUCCESS = json(state('SUCCESS'));

async function called(
  answer: Answer,
  call: (client: RestClient) => Promise<unknown>,
  options: Omit<RestClientOptions, 'url'> = {},
) {
  await using server = await serve(answer);
  await call(new RestClient({ ...options, url: server.url }));
  return server.received;
}

it('is generated of the document as it is', async () => {
  expect(await staleFiles(clientCode), 'run npm run generate').toEqual([]);
});

it('has the states of the entities', () => {
  expectTypeOf<ExportStatus>().toEqualTypeOf<entities.ExportStatus>();
});

describe('every call is sent as the document says', () => {
  const WHERE = { bucket: 'ä b', path: 'a/b&c=d' };
  const WHERE_SENT = 'bucket=%C3%A4%20b&path=a%2Fb%26c%3Dd';

  it('a start', async () => {
    const request: ExportRequest = { id: 'nightly', include: ['Article'], config: { layout: 'typed' } };
    expect(await called(SUCCESS, (client) => client.export('s3', request))).toEqual([
      {
        method: 'POST',
        target: '/v1/export/s3',
        authorization: undefined,
        contentType: 'application/json',
        body: request,
      },
    ]);
  });

  it.each([
    ['a status', 'GET', '/v1/export/s3/a%2Fb', (client: RestClient) => client.status('s3', 'a/b')],
    [
      'a status elsewhere',
      'GET',
      `/v1/export/gcs/nightly?${WHERE_SENT}`,
      (client: RestClient) => client.status('gcs', 'nightly', WHERE),
    ],
    [
      'a status with every shard',
      'GET',
      '/v1/export/s3/nightly?shards=all',
      (client: RestClient) => client.status('s3', 'nightly', { shards: 'all' }),
    ],
    [
      'a page of the list',
      'GET',
      '/v1/export/azure?limit=10&after=nightly',
      (client: RestClient) => client.list('azure', { limit: 10, after: 'nightly' }),
    ],
    [
      'a cancel',
      'DELETE',
      `/v1/export/s3/nightly?${WHERE_SENT}`,
      (client: RestClient) => client.cancel('s3', 'nightly', WHERE),
    ],
    ['another call', 'PUT', '/v1/schema/A', (client: RestClient) => client.call('PUT', '/schema/A')],
  ])('%s', async (_, method, target, call) => {
    expect(await called(SUCCESS, call)).toEqual([
      { method, target, authorization: undefined, contentType: undefined, body: undefined },
    ]);
  });

  it('below the path of an address that has one', async () => {
    await using server = await serve(SUCCESS);
    await new RestClient({ url: `${server.url}/exports//` }).status('s3', 'nightly');
    expect(server.received[0]!.target).toBe('/exports/v1/export/s3/nightly');
  });
});

describe('an answer', () => {
  it('is given as it is, also with what the document does not have', async () => {
    const sent = { ...state('TRANSFERRING'), progress: undefined, more: 1 };
    await using server = await serve(json(sent));
    expect(await new RestClient({ url: server.url }).status('s3', 'nightly')).toEqual(sent);
  });

  it('of a cancel is none', async () => {
    await using server = await serve((response) => response.writeHead(204).end());
    expect(await new RestClient({ url: server.url }).cancel('s3', 'nightly')).toBeUndefined();
  });
});

describe('credentials', () => {
  it.each([{ apiKey: 'the-key' }, { bearerToken: 'the-key' }])(
    'are sent with every call: %o',
    async (options) => {
      const received = await called(
        SUCCESS,
        async (client) => {
          await client.export('s3', { id: 'a' });
          await client.status('s3', 'a');
          await client.list('s3');
          await client.cancel('s3', 'a');
          await client.call('GET', '/schema');
        },
        options,
      );
      expect(received.map(({ authorization }) => authorization)).toEqual(Array(5).fill('Bearer the-key'));
    },
  );

  it('are asked for again for each call where a function gives them', async () => {
    let hour = 0;
    const bearerToken = async () => `token-${(hour += 1)}`;
    const received = await called(
      SUCCESS,
      async (client) => {
        await client.status('s3', 'a');
        await client.status('s3', 'a');
      },
      { bearerToken },
    );
    expect(received.map(({ authorization }) => authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('that cannot be had are told by what should give them', async () => {
    const error = new Error('the issuer is away');
    const call = called(SUCCESS, (client) => client.status('s3', 'a'), {
      apiKey: () => Promise.reject(error),
    });
    await expect(call).rejects.toBe(error);
  });
});

it.each(['', 'localhost:8080', 'ftp://host', 'http://host?a=b', 'http://host/#a'])(
  'refuses the address %j',
  (url) => {
    expect(() => new RestClient({ url })).toThrow(/^invalid url .*: it must be an http: or https: address/);
  },
);
