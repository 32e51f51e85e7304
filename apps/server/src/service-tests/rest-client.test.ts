import { RestClient } from '@weaviate-export/rest-client';
import { apiKeysOf, keyOf } from '@weaviate-export/test-access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, startS3, type Host } from './host.fixture.ts';
import { clientOf } from './users.fixture.ts';

const BUCKET = 'exports';
const PLACE = { bucket: BUCKET, path: 'of/its own' };

describe("the API's client", () => {
  let store: Awaited<ReturnType<typeof startS3>>;
  let host: Host;
  let client: RestClient;
  beforeAll(async () => {
    store = await startS3(BUCKET);
    host = await startHost({ ...store.environment, ...apiKeysOf('jane') });
    client = clientOf(host, 'jane');
    for (const name of ['Article', 'Book']) await client.call('POST', '/objects', { class: name });
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });

  it('starts an export, waits for its end, and finds it in the list', async () => {
    const config = { ...PLACE, layout: 'typed', compression: { codec: 'zstd', level: 1 } } as const;
    const started = await client.export('s3', { id: 'whole', exclude: ['Book'], config });
    expect(started).toMatchObject({ id: 'whole', status: 'STARTED', classes: ['Article'] });
    const seen: string[] = [];
    const ended = await client.finished('s3', 'whole', PLACE, {
      onStatus: ({ status }) => seen.push(status),
    });
    expect(ended).toMatchObject({
      status: 'SUCCESS',
      path: 's3://exports/of/its own/whole',
      progress: { Article: { objectsExported: 1 } },
    });
    expect(seen.at(-1)).toBe('SUCCESS');
    expect(await client.status('s3', 'whole', PLACE)).toEqual(ended);
    expect(await client.list('s3', { limit: 1 })).toMatchObject([{ id: 'whole', status: 'SUCCESS' }]);
    expect(await client.list('s3', { after: 'whole' })).toEqual([]);
  });

  it.each([
    ['a name that is malformed', 'INVALID', 422, () => client.export('filesystem', { id: 'Not So' })],
    [
      'a class that is not there',
      'INVALID',
      422,
      () => client.export('filesystem', { id: 'x', include: ['Nothing'] }),
    ],
    ['an id that is taken', 'CONFLICT', 409, () => client.export('s3', { id: 'whole', config: PLACE })],
    ['an export that is not there', 'NOT_FOUND', 404, () => client.status('filesystem', 'nothing')],
    ['a backend that is not set up', 'INVALID', 422, () => client.list('gcs')],
    [
      'a caller without a key',
      'UNAUTHENTICATED',
      401,
      () => new RestClient({ url: host.server.url }).list('filesystem'),
    ],
    [
      'a caller with a wrong key',
      'UNAUTHENTICATED',
      401,
      () => new RestClient({ url: host.server.url, apiKey: `${keyOf('jane')}!` }).list('filesystem'),
    ],
    ['a path that the server does not have', 'NOT_FOUND', 404, () => client.call('GET', '/nothing')],
  ])('tells of %s by %s, with the server’s words', async (_, code, httpStatus, call) => {
    await expect(call()).rejects.toMatchObject({
      name: 'RestError',
      code,
      httpStatus,
      messages: [expect.any(String) as string],
    });
  });
});
