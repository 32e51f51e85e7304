import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, startS3, type Host } from './host.fixture.ts';

type Store = Awaited<ReturnType<typeof startS3>>;

/** A port of the discard service: nothing listens there. */
const NOBODY = 'http://127.0.0.1:9';

/** Requests that are refused before anything is written: what is sent, the status, and what the message must tell. */
const REFUSALS: [name: string, backend: string, body: unknown, status: number, message: RegExp][] = [
  ['malformed JSON', 'filesystem', '{"id":', 400, /malformed JSON/],
  ['an id that is missing', 'filesystem', {}, 422, /id is missing/],
  ['an id with ..', 'filesystem', { id: '../etc' }, 422, /invalid id "\.\.\/etc".*a-z/],
  ['an id with capitals', 'filesystem', { id: 'Export' }, 422, /invalid id "Export"/],
  ['an id that is too long', 'filesystem', { id: 'a'.repeat(129) }, 422, /129 characters.*128/],
  ['an unknown field', 'filesystem', { id: 'x', inclued: [] }, 422, /unknown field "inclued".*include/],
  ['an unknown field of config', 'filesystem', { id: 'x', config: { bukcet: 'b' } }, 422, /config\.bukcet/],
  [
    'include with exclude',
    'filesystem',
    { id: 'x', include: ['A'], exclude: ['B'] },
    422,
    /include and exclude/,
  ],
  [
    'a class that does not exist',
    'filesystem',
    { id: 'x', include: ['Nobody'] },
    422,
    /class "Nobody" in include/,
  ],
  ['no class left', 'filesystem', { id: 'x', exclude: ['Article'] }, 422, /no exportable classes/],
  [
    'a bucket for filesystem',
    'filesystem',
    { id: 'x', config: { bucket: 'b' } },
    422,
    /config\.bucket "b".*no buckets/,
  ],
  [
    'a path that climbs',
    'filesystem',
    { id: 'x', config: { path: 'a/../b' } },
    422,
    /config\.path "a\/\.\.\/b"/,
  ],
  ['a path with a backslash', 'filesystem', { id: 'x', config: { path: 'a\\b' } }, 422, /backslash/],
  [
    'a path with an empty segment',
    'filesystem',
    { id: 'x', config: { path: 'a//b' } },
    422,
    /empty segments/,
  ],
  [
    'a layout that is none',
    'filesystem',
    { id: 'x', config: { layout: 'wide' } },
    422,
    /config\.layout "wide".*standard, typed, weaviate/,
  ],
  [
    'an encoding that is none',
    'filesystem',
    { id: 'x', config: { encoding: 'dense' } },
    422,
    /config\.encoding "dense".*plain, compact/,
  ],
  [
    'a codec that is none',
    'filesystem',
    { id: 'x', config: { compression: { codec: 'rar' } } },
    422,
    /codec "rar".*zstd/,
  ],
  [
    'a level that the encoder lacks',
    'filesystem',
    { id: 'x', config: { compression: { level: 23 } } },
    422,
    /level 23.*zstd has the levels 1 to 22/,
  ],
  ['another file format', 'filesystem', { id: 'x', file_format: 'csv' }, 422, /file_format "csv".*parquet/],
  ['an unknown backend', 'ftp', { id: 'x' }, 422, /unknown backend "ftp".*filesystem, s3, gcs, azure/],
  ['gcs', 'gcs', { id: 'x', config: { bucket: 'b' } }, 422, /gcs is not configured/],
  ['azure', 'azure', { id: 'x', config: { bucket: 'b' } }, 422, /azure is not configured/],
  ['no bucket', 's3', { id: 'x' }, 422, /needs a bucket.*EXPORT_DEFAULT_BUCKET/],
  [
    'a bucket that does not exist',
    's3',
    { id: 'x', config: { bucket: 'nowhere' } },
    422,
    /bucket "nowhere" does not exist on backend s3/,
  ],
];

describe('an export that cannot start', () => {
  let store: Store;
  let host: Host;
  beforeAll(async () => {
    store = await startS3('exports');
    host = await startHost(store.environment);
    await host.call('POST', '/objects', { class: 'Article', properties: { title: 'one' } });
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });

  it.each(REFUSALS)(
    'for %s is refused at once, and leaves nothing',
    async (_name, backend, body, status, message) => {
      const answer = await host.call<{ error: { message: string }[] }>('POST', `/export/${backend}`, body);
      expect(answer.body.error[0]!.message).toMatch(message);
      expect(answer.status).toBe(status);
      expect(store.s3.keys('exports')).toEqual([]);
      expect(store.s3.openUploads()).toEqual([]);
    },
  );

  it('for a body over the limit is refused with 413', async () => {
    const body = JSON.stringify({ id: 'x', include: Array.from({ length: 300_000 }, () => 'Article') });
    expect((await host.call('POST', '/export/filesystem', body)).status).toBe(413);
  });

  it('for a body that is not JSON is refused with 415', async () => {
    const answer = await host.call('POST', '/export/filesystem', 'id=x', { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
  });

  it.each([
    [
      'a wrong secret',
      (s: Store) => ({ ...s.environment, AWS_SECRET_ACCESS_KEY: 'wrong-secret-key' }),
      422,
      /refused the server's credentials/,
    ],
    [
      'an unknown key',
      (s: Store) => ({ ...s.environment, AWS_ACCESS_KEY_ID: 'nobody' }),
      422,
      /refused the server's credentials/,
    ],
    [
      'a server that is not there',
      (s: Store) => ({ ...s.environment, AWS_ENDPOINT_URL_S3: NOBODY }),
      500,
      /s3 cannot be reached at 127\.0\.0\.1:9/,
    ],
  ])('for %s says so and holds no secret', async (_name, environment, status, message) => {
    await using other = await startHost(environment(store));
    await other.call('POST', '/objects', { class: 'Article', properties: { title: 'one' } });
    const refused = other.client.export('s3', { id: 'x', config: { bucket: 'exports' } });
    await expect(refused).rejects.toMatchObject({ httpStatus: status });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow('wrong-secret-key');
  });

  it('because exports are off says how to enable them', async () => {
    await using off = await startHost({ EXPORT_ENABLED: 'false' });
    await expect(off.client.export('filesystem', { id: 'x' })).rejects.toMatchObject({
      httpStatus: 422,
      messages: [expect.stringContaining('EXPORT_ENABLED=true') as string],
    });
  });

  it('because the bucket is not among those allowed is 403', async () => {
    await using strict = await startHost({ ...store.environment, EXPORT_DEFAULT_BUCKET: 'exports' });
    await strict.call('POST', '/objects', { class: 'Article', properties: { title: 'one' } });
    const bucket = 'other';
    const forbidden = { httpStatus: 403 };
    await expect(strict.client.export('s3', { id: 'x', config: { bucket } })).rejects.toMatchObject(
      forbidden,
    );
    await expect(strict.client.status('s3', 'x', { bucket })).rejects.toMatchObject(forbidden);
  });

  it('because the caller shows no key, or a wrong one, is 401', async () => {
    await using closed = await startHost({
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'the-key',
      AUTHENTICATION_APIKEY_USERS: 'jane',
    });
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic dGhlLWtleQ==' }]) {
      expect((await closed.call('POST', '/export/filesystem', { id: 'x' }, headers)).status).toBe(401);
      expect((await closed.call('GET', '/export/filesystem/x', undefined, headers)).status).toBe(401);
      expect((await closed.call('GET', '/objects', undefined, headers)).status).toBe(401);
    }
    expect(
      (await closed.call('GET', '/export/filesystem/x', undefined, { authorization: 'Bearer the-key' }))
        .status,
    ).toBe(404);
  });
});

describe('an id', () => {
  it('can be used once on a backend, bucket and path, also by two callers at once', async () => {
    await using host = await startHost({ EXPORT_MAX_CONCURRENT: '4' });
    await host.call('POST', '/objects', { class: 'Article', properties: { title: 'one' } });
    const answers = await Promise.all(
      [1, 2].map(() => host.call('POST', '/export/filesystem', { id: 'twin' })),
    );
    expect(answers.map(({ status }) => status).sort(), JSON.stringify(answers)).toEqual([200, 409]);
    await host.client.finished('filesystem', 'twin');
    await expect(host.client.export('filesystem', { id: 'twin' })).rejects.toMatchObject({
      httpStatus: 409,
      messages: [expect.stringMatching(/^export already exists/)],
    });
    await host.client.export('filesystem', { id: 'twin', config: { path: 'other' } });
    await host.client.finished('filesystem', 'twin', { path: 'other' });
  });

  it('that is not there is 404 for status and cancel', async () => {
    await using host = await startHost();
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await host.call(method, '/export/filesystem/nobody');
      expect(status).toBe(404);
      expect(body).toMatchObject({
        error: [{ message: expect.stringMatching(/^export not found/) as string }],
      });
    }
  });
});
