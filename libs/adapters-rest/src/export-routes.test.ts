import { ExportError, type ExportStatus } from '@weaviate-export/entities-export';
import Fastify, { type InjectOptions, type LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { exportRoutes } from './export-routes.ts';
import { InMemoryDoor, STARTED_AT } from './in-memory-door.fixture.ts';
import { openApiDocument } from './openapi-document.ts';
import { TEST_BODY_LIMIT_BYTES, testHost, type TestHost } from './test-host.fixture.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const GET = { method: 'GET', url: '/v1/export/s3/e1' } as const;
const LIST = { method: 'GET', url: '/v1/export/s3' } as const;
const DELETE = { method: 'DELETE', url: '/v1/export/s3/e1' } as const;
const RESTORE = { method: 'GET', url: '/v1/export/s3/e1/restore' } as const;
const CANCEL_RESTORE = { ...RESTORE, method: 'DELETE' } as const;
const VERIFICATION = { method: 'GET', url: '/v1/export/s3/e1/verification' } as const;

let host: TestHost;
beforeAll(async () => {
  host = await testHost();
});
beforeEach(() => {
  host.door.clear();
  host.log.length = 0;
});
afterAll(() => host.app.close());

function post(payload: unknown, backend = 's3'): InjectOptions {
  return {
    method: 'POST',
    url: `/v1/export/${backend}`,
    headers: JSON_TYPE,
    payload: typeof payload === 'string' || payload instanceof Buffer ? payload : JSON.stringify(payload),
  };
}

const restore = (payload: unknown): InjectOptions => ({ ...post(payload), url: RESTORE.url });
const verify = (payload: unknown): InjectOptions => ({ ...post(payload), url: VERIFICATION.url });

function messageOf(response: LightMyRequestResponse): string {
  const body = response.json<{ error: { message: string }[] }>();
  expect(body).toEqual({ error: [{ message: expect.any(String) as string }] });
  return body.error[0]?.message ?? '';
}

describe('the calls of the integration guide', () => {
  it('start an export, tell its status and cancel it', async () => {
    const request = {
      id: 'test-export-1',
      include: ['Article'],
      config: { bucket: 'weaviate-exports', path: 'exports/' },
    };

    const started = await host.app.inject(post(request));
    expect(started.statusCode).toBe(200);
    expect(started.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(started.json()).toEqual({
      id: 'test-export-1',
      backend: 's3',
      path: 's3://weaviate-exports/test-export-1',
      status: 'STARTED',
      startedAt: STARTED_AT,
      classes: ['Article'],
      progress: {
        Article: { status: 'STARTED', objectsExported: 0, objectsTotal: null, fileSizeBytes: 0 },
      },
      shardStatus: { Article: { shard0: { status: 'TRANSFERRING', objectsExported: 0 } } },
    });
    expect(host.door.calls).toEqual([['export', null, 's3', request]]);

    const status = await host.app.inject('/v1/export/s3/test-export-1');
    expect(status.statusCode).toBe(200);
    expect(status.json()).toEqual(started.json());

    const canceled = await host.app.inject({ method: 'DELETE', url: '/v1/export/s3/test-export-1' });
    expect([canceled.statusCode, canceled.body]).toEqual([204, '']);
  });

  it.each(['filesystem', 's3', 'gcs', 'azure'])(
    'are of one backend, called %s or by its module',
    async (name) => {
      const module = `backup-${name}`;
      const started = await host.app.inject(post({ id: 'e1' }, module));
      expect(started.json()).toMatchObject({ backend: name, path: `${name}://bucket/e1` });
      expect((await host.app.inject(post({ id: 'e1' }, name))).statusCode).toBe(409);
      for (const backend of [name, module]) {
        expect((await host.app.inject(`/v1/export/${backend}/e1`)).json()).toEqual(started.json());
        expect((await host.app.inject(`/v1/export/${backend}`)).json()).toEqual([started.json()]);
      }
      expect((await host.app.inject({ method: 'DELETE', url: `/v1/export/${module}/e1` })).statusCode).toBe(
        204,
      );
      // Nothing behind the door hears of the module.
      for (const [, , backend] of host.door.calls) expect(backend).toBe(name);
    },
  );

  it('list exports, page by page', async () => {
    const started = await host.app.inject(post({ id: 'e1' }));
    await host.app.inject(post({ id: 'e2' }, 'gcs'));
    host.door.calls.length = 0;
    const listed = await host.app.inject('/v1/export/s3?limit=25&after=007');
    expect(listed.statusCode).toBe(200);
    expect(listed.json()).toEqual([started.json()]);
    expect((await host.app.inject('/v1/export/azure')).json()).toEqual([]);
    expect(host.door.calls).toEqual([
      ['list', null, 's3', { limit: 25, after: '007' }],
      ['list', null, 'azure', {}],
    ]);
  });

  it('hand a finished export out with everything that is known about it', async () => {
    const status: ExportStatus = {
      id: 'done',
      backend: 'filesystem',
      path: '/data/exports/done',
      status: 'FAILED',
      startedAt: STARTED_AT,
      completedAt: '2026-03-04T05:06:08Z',
      tookInMs: 911,
      error: 'class "B": disk full',
      classes: ['A', 'B'],
      progress: {
        A: { status: 'SKIPPED', objectsExported: 0, objectsTotal: 0, fileSizeBytes: 0 },
        B: {
          status: 'FAILED',
          objectsExported: 7,
          objectsTotal: 2 ** 40,
          fileSizeBytes: 99,
          error: 'disk full',
        },
      },
      shardStatus: {
        A: { t1: { status: 'SKIPPED', objectsExported: 0, skipReason: 'tenant status is FROZEN' } },
        B: { s1: { status: 'FAILED', objectsExported: 7, error: 'disk full' } },
      },
    };
    host.door.put(status);
    const answer = await host.app.inject('/v1/export/filesystem/done');
    expect(answer.json()).toEqual(status);
  });
});

describe('an answer that tells of many shards', () => {
  const manyShards = (count: number): ExportStatus => ({
    id: 'many',
    backend: 's3',
    path: 's3://b/many',
    status: 'TRANSFERRING',
    startedAt: STARTED_AT,
    classes: ['Doc', 'Empty', '__proto__'],
    progress: {
      Doc: {
        status: 'TRANSFERRING',
        objectsExported: 7,
        objectsTotal: null,
        fileSizeBytes: 1,
        shards: { TRANSFERRING: count },
      },
    },
    shardStatus: Object.fromEntries([
      ['Doc', shardsOf(count)],
      ['Empty', {}],
      ['__proto__', shardsOf(201)],
    ]),
  });
  const shardsOf = (count: number): ExportStatus['shardStatus'][string] =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        ['__proto__', '"quoted"', 'Ünï'][index] ?? `tenant-${index}`,
        { status: 'TRANSFERRING', objectsExported: index },
      ]),
    );

  it.each([799, 800, 1_000, 10_000])('is the same JSON, byte for byte (%d)', async (count) => {
    const status = manyShards(count);
    host.door.put(status);
    const answer = await host.app.inject('/v1/export/s3/many?shards=all');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.body === JSON.stringify(status)).toBe(true);
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)));
    expect(host.door.calls.at(-1)).toEqual(['status', null, 's3', 'many', { shards: 'all' }]);
  });

  it('is made piece by piece, so that others are answered meanwhile', async () => {
    host.door.put(manyShards(50_000));
    // A clock on which each look takes a tenth of a slice: what is done between two looks is no more than a piece.
    let now = 0;
    const looks: number[] = [];
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 0.5));
    try {
      const turn = (): void => {
        looks.push(now);
        turns = setImmediate(turn);
      };
      let turns = setImmediate(turn);
      const answer = await host.app.inject('/v1/export/s3/many?shards=all');
      clearImmediate(turns);
      expect(answer.statusCode).toBe(200);
      const longest = Math.max(...looks.slice(1).map((at, index) => at - looks[index]!));
      expect(longest).toBeLessThan(10);
      expect(looks.length).toBeGreaterThan(20);
    } finally {
      clock.mockRestore();
    }
  });

  it('is a logged 500 where one of them is outside the document', async () => {
    const status = manyShards(5_000);
    status.shardStatus['Doc']!['tenant-4900'] = { status: 'GONE' as 'FAILED', objectsExported: 0 };
    host.door.put(status);
    const answer = await host.app.inject('/v1/export/s3/many');
    expect(answer.statusCode).toBe(500);
    expect(host.log[0]?.err?.stack).toContain(
      'would answer 200 outside the OpenAPI document: answer/tenant-4900/status must be equal to one of',
    );
  });
});

it('takes a body that begins with a byte order mark', async () => {
  expect((await host.app.inject(post('\ufeff{"id":"e1"}'))).statusCode).toBe(200);
  expect(host.door.calls).toEqual([['export', null, 's3', { id: 'e1' }]]);
});

it('takes a field that is null for absent, at any depth: Weaviate’s Go client sends all that it knows', async () => {
  const names = { include: ['A'], exclude: null, file_format: null };
  const config = { bucket: null, path: 'a', compression: { codec: 'zstd', level: null } };
  expect((await host.app.inject(post({ id: 'e1', ...names, config }))).statusCode).toBe(200);
  expect((await host.app.inject(post({ id: 'e2', ...names, config: null }))).statusCode).toBe(200);
  const known = { path: 'a', compression: { codec: 'zstd' } };
  expect(host.door.calls).toEqual([
    ['export', null, 's3', { id: 'e1', include: ['A'], config: known }],
    ['export', null, 's3', { id: 'e2', include: ['A'] }],
  ]);
});

it('names the field whose value is nested deeper than the stack', async () => {
  await using deep = await testHost({ bodyLimitBytes: 1_000_000 });
  const value = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  for (const [body, message] of [
    [`{"id":${value}}`, /^invalid id \[{100}…: allowed are a-z/],
    [`{"id":"e1","include":[${value}]}`, /^invalid include\[0\] \[{100}…: /],
  ] as const) {
    const response = await deep.app.inject(post(body));
    expect(response.statusCode).toBe(422);
    expect(messageOf(response)).toMatch(message);
  }
});

it('passes bucket and path of the query on, and the caller', async () => {
  const query = '?bucket=b&path=a%2Fb';
  const headers = { authorization: 'Bearer key-of-ada' };
  await host.app.inject({ ...GET, url: GET.url + query, headers });
  await host.app.inject({ ...DELETE, url: DELETE.url + query, headers });
  await host.app.inject(GET);
  const ada = { username: 'ada' };
  const lookup = { bucket: 'b', path: 'a/b' };
  expect(host.door.calls).toEqual([
    ['status', ada, 's3', 'e1', lookup],
    ['cancel', ada, 's3', 'e1', lookup],
    ['status', null, 's3', 'e1', {}],
  ]);
});

describe('a request that the document does not allow is refused, and the message says why', () => {
  const cases: readonly [what: string, request: InjectOptions, status: number, message: string | RegExp][] = [
    ['no body at all', { method: 'POST', url: '/v1/export/s3' }, 422, /body must be a JSON object/],
    ['an empty body', post(''), 422, /body must be a JSON object/],
    ['a body that is null', post(null), 422, /body must be a JSON object/],
    ['a body that is a list', post([]), 422, /body must be a JSON object/],
    ['half a body', post('{"id":'), 400, /^malformed JSON in the request body: /],
    [
      'a body that is not UTF-8',
      post(Buffer.from('{"id":"e1","config":{"path":"\xff"}}', 'latin1')),
      400,
      /^malformed JSON in the request body: .*utf-8/,
    ],
    ['a form', { ...post('id=a'), headers: { 'content-type': 'text/plain' } }, 415, /"text\/plain"/],
    ['no id', post({}), 422, /^id is missing/],
    ['an id that is null', post({ id: null }), 422, /^id is missing/],
    ['an empty id', post({ id: '' }), 422, /^id is missing/],
    ['a class that is null', post({ id: 'e1', include: [null] }), 422, /^invalid include\[0\] null/],
    ['an unknown field that is null', post({ id: 'e1', includes: null }), 422, /^unknown field "includes"/],
    ['an id that is a number', post({ id: 5 }), 422, /^invalid id 5: allowed are a-z, 0-9, _ and -$/],
    ['a capital in the id', post({ id: 'Export' }), 422, /^invalid id "Export": allowed are a-z/],
    ['an id that is too long', post({ id: 'x'.repeat(129) }), 422, /129 characters: at most 128/],
    [
      'an unknown field',
      post({ id: 'e1', includes: ['A'] }),
      422,
      'unknown field "includes": allowed are id, file_format, include, exclude, config',
    ],
    [
      'an unknown field within config',
      post({ id: 'e1', config: { bukcet: 'b' } }),
      422,
      'unknown field "config.bukcet": allowed are bucket, path, compression, encoding, layout',
    ],
    [
      'an unknown field within config.compression',
      post({ id: 'e1', config: { compression: { speed: 1 } } }),
      422,
      'unknown field "config.compression.speed": allowed are codec, level',
    ],
    ['a field named __proto__', post('{"id":"e1","__proto__":{}}'), 422, /^unknown field "__proto__"/],
    [
      'a number for a string',
      post({ id: 'e1', config: { path: 5 } }),
      422,
      /^invalid config.path 5: .*string$/,
    ],
    [
      'a string for a list',
      post({ id: 'e1', include: 'A' }),
      422,
      'invalid include "A": it must be an array',
    ],
    ['a number in a list', post({ id: 'e1', exclude: ['A', 1] }), 422, /^invalid exclude\[1\] 1: .*string$/],
    [
      'a string for an object',
      post({ id: 'e1', config: 's3' }),
      422,
      'invalid config "s3": it must be an object',
    ],
    [
      'a string for an integer',
      post({ id: 'e1', config: { compression: { level: '1' } } }),
      422,
      'invalid config.compression.level "1": it must be an integer',
    ],
    [
      'an unknown codec',
      post({ id: 'e1', config: { compression: { codec: 'zip' } } }),
      422,
      'invalid config.compression.codec "zip": allowed are zstd, snappy, lz4, gzip, none',
    ],
    [
      'an unknown layout',
      post({ id: 'e1', config: { layout: 'wide' } }),
      422,
      'invalid config.layout "wide": allowed are standard, typed, weaviate',
    ],
    [
      'an unknown encoding',
      post({ id: 'e1', config: { encoding: 'dense' } }),
      422,
      'invalid config.encoding "dense": allowed are plain, compact',
    ],
    ['an unknown file format', post({ id: 'e1', file_format: 'csv' }), 422, /file_format "csv": .* parquet$/],
    [
      'an unknown backend',
      post({}, 'ftp'),
      422,
      'unknown backend "ftp": allowed are filesystem, s3, gcs, azure',
    ],
    [
      'an unknown module',
      post({ id: 'e1' }, 'backup-ftp'),
      422,
      'unknown backend "backup-ftp": allowed are filesystem, s3, gcs, azure',
    ],
    ['a malformed id in the path', { url: '/v1/export/s3/a.b' }, 422, /^invalid id "a.b": allowed are a-z/],
    [
      'a long id in the path',
      { url: `/v1/export/s3/${'x'.repeat(129)}` },
      422,
      /129 characters: at most 128/,
    ],
    [
      'a field named __proto__ behind a byte order mark',
      post('\ufeff{"id":"e1","__proto__":{}}'),
      422,
      /^unknown field "__proto__"/,
    ],
    ['no id in the path', { url: '/v1/export/s3/' }, 422, /^id is missing/],
    [
      'a mistyped query parameter',
      { ...DELETE, url: `${DELETE.url}?buckte=b` },
      422,
      'unknown field "buckte": allowed are bucket, path',
    ],
    [
      'a page of no exports',
      { url: '/v1/export/s3?limit=0' },
      422,
      'invalid limit 0: allowed are whole numbers from 1 to 1000',
    ],
    [
      'a page of some exports',
      { url: '/v1/export/s3?limit=some' },
      422,
      /^invalid limit "some": .* 1 to 1000$/,
    ],
    ['a page of half an export', { url: '/v1/export/s3?limit=1.5' }, 422, /^invalid limit "1.5"/],
    ['a page in hexadecimal', { url: '/v1/export/s3?limit=0x10' }, 422, /^invalid limit "0x10"/],
    ['a page with an exponent', { url: '/v1/export/s3?limit=1e2' }, 422, /^invalid limit "1e2"/],
    ['a page behind a blank', { url: '/v1/export/s3?limit=%201' }, 422, /^invalid limit " 1"/],
    ['a page told twice', { url: '/v1/export/s3?limit=1&limit=2' }, 422, /^invalid limit \["1","2"\]/],
    ['a page told in an array', { url: '/v1/export/s3?limit[]=1' }, 422, /^unknown field "limit\[\]"/],
    [
      'a list of an unknown backend',
      { url: '/v1/export/ftp' },
      422,
      'unknown backend "ftp": allowed are filesystem, s3, gcs, azure',
    ],
    [
      'a list by another parameter',
      { url: '/v1/export/s3?page=2' },
      422,
      /^unknown field "page": .* limit, after$/,
    ],
    [
      'a query parameter given twice',
      { ...GET, url: `${GET.url}?path=a&path=b` },
      422,
      /^invalid path \["a","b"\]/,
    ],
  ];
  it.each(cases)('%s', async (_what, request, status, message) => {
    const response = await host.app.inject(request);
    expect(response.statusCode).toBe(status);
    expect(messageOf(response)).toMatch(message);
    expect(host.door.calls).toEqual([]);
    expect(host.log).toEqual([]);
  });

  it('by the same one of several problems every time', async () => {
    const wrong = post({ config: { path: 1, bukcet: 2 }, zeta: 1, alpha: 2, id: 'e1', include: 3 });
    const messages = new Set<string>();
    for (let time = 0; time < 5; time += 1) messages.add(messageOf(await host.app.inject(wrong)));
    expect([...messages]).toEqual([expect.stringContaining('unknown field "zeta"')]);
  });
});

it('asks for credentials before it looks at the body', async () => {
  const headers = { ...JSON_TYPE, authorization: 'Bearer wrong' };
  for (const body of ['{"id":', '{"nonsense":1}', 'x'.repeat(TEST_BODY_LIMIT_BYTES + 1)]) {
    const response = await host.app.inject({ ...post(body, 'ftp'), headers });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer');
    expect(messageOf(response)).toMatch(/^no or wrong credentials/);
  }
  expect(host.door.calls).toEqual([]);
});

describe('every status of the document is reached', () => {
  const failing = (error: ExportError, request: InjectOptions) => () => {
    host.door.failure = error;
    return host.app.inject(request);
  };
  const plain = (request: InjectOptions) => () => host.app.inject(request);
  const afterExport =
    (...requests: readonly InjectOptions[]) =>
    async () => {
      let last = await host.app.inject(post({ id: 'e1' }));
      for (const request of requests) last = await host.app.inject(request);
      return last;
    };
  const wrongKey = { authorization: 'Bearer wrong' };
  const forbidden = new ExportError('FORBIDDEN', ['ada', 'read exports']);
  const unreachable = new ExportError('BACKEND_UNREACHABLE', ['s3', 'localhost:9000', 'refused']);
  const tooLong = 'x'.repeat(TEST_BODY_LIMIT_BYTES + 1);

  const scenarios: Record<string, () => Promise<LightMyRequestResponse>> = {
    'exportsCreate 200': plain(post({ id: 'e1' })),
    'exportsCreate 400': plain(post('{')),
    'exportsCreate 401': plain({ ...post({ id: 'e1' }), headers: wrongKey }),
    'exportsCreate 403': failing(new ExportError('BUCKET_NOT_ALLOWED', ['b']), post({ id: 'e1' })),
    'exportsCreate 409': afterExport(post({ id: 'e1' })),
    'exportsCreate 413': plain(post(tooLong)),
    'exportsCreate 415': plain({ ...post('<id>e1</id>'), headers: { 'content-type': 'text/xml' } }),
    'exportsCreate 422': failing(new ExportError('NO_EXPORTABLE_CLASSES', []), post({ id: 'e1' })),
    'exportsCreate 500': failing(unreachable, post({ id: 'e1' })),
    'exportsCreate 503': failing(new ExportError('SHUTTING_DOWN', []), post({ id: 'e1' })),
    'exportsList 200': afterExport(LIST),
    'exportsList 401': plain({ ...LIST, headers: wrongKey }),
    'exportsList 422': plain({ ...LIST, url: '/v1/export/ftp' }),
    'exportsList 500': failing(new ExportError('INTERNAL', []), LIST),
    'exportsStatus 200': afterExport(GET),
    'exportsStatus 401': plain({ ...GET, headers: wrongKey }),
    'exportsStatus 403': failing(forbidden, GET),
    'exportsStatus 404': plain(GET),
    'exportsStatus 422': plain({ ...GET, url: '/v1/export/ftp/e1' }),
    'exportsStatus 500': failing(unreachable, GET),
    'exportsCancel 204': afterExport({ ...DELETE, headers: JSON_TYPE }),
    'exportsCancel 400': plain({ ...DELETE, headers: JSON_TYPE, payload: '{' }),
    'exportsCancel 401': plain({ ...DELETE, headers: wrongKey }),
    'exportsCancel 403': failing(forbidden, DELETE),
    'exportsCancel 404': plain(DELETE),
    'exportsCancel 409': afterExport(DELETE, DELETE),
    'exportsCancel 413': plain({ ...DELETE, headers: JSON_TYPE, payload: tooLong }),
    'exportsCancel 415': plain({ ...DELETE, headers: { 'content-type': 'text/xml' }, payload: '<a/>' }),
    'exportsCancel 422': plain({ ...DELETE, url: '/v1/export/s3/A' }),
    'exportsCancel 500': failing(unreachable, DELETE),
    'exportsRestore 200': afterExport(restore({ rename: { Article: 'Again' }, onConflict: 'skip' })),
    'exportsRestore 400': plain(restore('{')),
    'exportsRestore 401': plain({ ...restore({}), headers: wrongKey }),
    'exportsRestore 403': failing(forbidden, restore({})),
    'exportsRestore 404': plain(restore({})),
    'exportsRestore 409': afterExport(restore({}), restore({})),
    'exportsRestore 413': plain(restore(tooLong)),
    'exportsRestore 415': plain({ ...restore('<a/>'), headers: { 'content-type': 'text/xml' } }),
    'exportsRestore 422': plain(restore({ onConflict: 'merge' })),
    'exportsRestore 500': failing(unreachable, restore({})),
    'exportsRestore 503': failing(new ExportError('SHUTTING_DOWN', []), restore({})),
    'exportsRestoreStatus 200': afterExport(restore({}), RESTORE),
    'exportsRestoreStatus 401': plain({ ...RESTORE, headers: wrongKey }),
    'exportsRestoreStatus 403': failing(forbidden, RESTORE),
    'exportsRestoreStatus 404': plain(RESTORE),
    'exportsRestoreStatus 422': plain({ ...RESTORE, url: '/v1/export/ftp/e1/restore' }),
    'exportsRestoreStatus 500': failing(unreachable, RESTORE),
    'exportsRestoreCancel 204': afterExport(restore({}), { ...CANCEL_RESTORE, headers: JSON_TYPE }),
    'exportsRestoreCancel 400': plain({ ...CANCEL_RESTORE, headers: JSON_TYPE, payload: '{' }),
    'exportsRestoreCancel 401': plain({ ...CANCEL_RESTORE, headers: wrongKey }),
    'exportsRestoreCancel 403': failing(forbidden, CANCEL_RESTORE),
    'exportsRestoreCancel 404': plain(CANCEL_RESTORE),
    'exportsRestoreCancel 409': afterExport(restore({}), CANCEL_RESTORE, CANCEL_RESTORE),
    'exportsRestoreCancel 413': plain({ ...CANCEL_RESTORE, headers: JSON_TYPE, payload: tooLong }),
    'exportsRestoreCancel 415': plain({
      ...CANCEL_RESTORE,
      headers: { 'content-type': 'text/xml' },
      payload: '<a/>',
    }),
    'exportsRestoreCancel 422': plain({ ...CANCEL_RESTORE, url: '/v1/export/s3/A/restore' }),
    'exportsRestoreCancel 500': failing(unreachable, CANCEL_RESTORE),
    'exportsVerify 200': afterExport(verify({})),
    'exportsVerify 400': plain(verify('{')),
    'exportsVerify 401': plain({ ...verify({}), headers: wrongKey }),
    'exportsVerify 403': failing(forbidden, verify({})),
    'exportsVerify 404': plain(verify({})),
    'exportsVerify 409': afterExport(verify({}), verify({ against: 'source' })),
    'exportsVerify 413': plain(verify(tooLong)),
    'exportsVerify 415': plain({ ...verify('<a/>'), headers: { 'content-type': 'text/xml' } }),
    'exportsVerify 422': plain(verify({ against: 'nothing' })),
    'exportsVerify 500': failing(unreachable, verify({})),
    'exportsVerify 503': failing(new ExportError('SHUTTING_DOWN', []), verify({})),
    'exportsVerifyStatus 200': afterExport(verify({}), VERIFICATION),
    'exportsVerifyStatus 401': plain({ ...VERIFICATION, headers: wrongKey }),
    'exportsVerifyStatus 403': failing(forbidden, VERIFICATION),
    'exportsVerifyStatus 404': plain(VERIFICATION),
    'exportsVerifyStatus 422': plain({ ...VERIFICATION, url: '/v1/export/ftp/e1/verification' }),
    'exportsVerifyStatus 500': failing(unreachable, VERIFICATION),
  };

  it.each(Object.entries(scenarios))('%s', async (name, answer) => {
    const response = await answer();
    expect(response.statusCode).toBe(Number(name.split(' ')[1]));
    if (response.statusCode >= 400) expect(messageOf(response)).not.toBe('');
  });

  it('and no other one is documented', () => {
    interface Operation {
      operationId: string;
      responses: Record<string, unknown>;
    }
    const operations = Object.values(openApiDocument.paths).flatMap((path) =>
      Object.values(path as Record<string, Operation>).filter((part) => 'operationId' in part),
    );
    const documented = operations.flatMap(({ operationId, responses }) =>
      Object.keys(responses).map((status) => `${operationId} ${status}`),
    );
    // Those of schedules are reached in a file of their own.
    const ofExports = documented.filter((name) => !name.startsWith('exportSchedules'));
    expect(ofExports.sort()).toEqual(Object.keys(scenarios).sort());
  });
});

describe('an answer outside the document becomes a logged 500', () => {
  const good: ExportStatus = {
    id: 'e1',
    backend: 's3',
    path: 's3://b/e1',
    status: 'STARTED',
    startedAt: STARTED_AT,
    classes: [],
    progress: {},
    shardStatus: {},
  };
  const outside: readonly [what: string, change: object, problem: string][] = [
    ['an unknown status', { status: 'DONE' }, 'answer/status must be equal to one of the allowed values'],
    ['a time without a zone', { startedAt: '2026-03-04T05:06:07' }, 'answer/startedAt must match format'],
    ['a missing field', { classes: undefined }, "answer must have required property 'classes'"],
    ['an undocumented field', { secret: 's' }, 'answer must NOT have additional properties'],
    ['a count that is not whole', { tookInMs: 0.5 }, 'answer/tookInMs must be integer'],
  ];
  it.each(outside)('%s', async (_what, change, problem) => {
    host.door.put({ ...good, ...change });
    const response = await host.app.inject(GET);
    expect(response.statusCode).toBe(500);
    expect(messageOf(response)).toBe('internal error: the log of the server says more');
    expect(host.log[0]?.err?.stack).toContain(
      `GET /v1/export/:backend/:id would answer 200 outside the OpenAPI document: ${problem}`,
    );
  });

  it('an error whose status the operation does not document', async () => {
    host.door.failure = new ExportError('FILE_NOT_FOUND', ['s3', 'e1/manifest.json']);
    const response = await host.app.inject(post({ id: 'e1' }));
    expect(response.statusCode).toBe(500);
    expect(host.log[0]?.err?.stack).toContain('file not found on backend s3');
  });
});

describe('in any host', () => {
  it('neither uses nor changes its error handler, body parser and compilers', async () => {
    const app = Fastify();
    app.setErrorHandler((error, _request, reply) => reply.code(418).send({ own: String(error) }));
    app.addContentTypeParser('application/json', { parseAs: 'string' }, async () => ({ own: 'parser' }));
    app.setValidatorCompiler(() => () => ({ error: new Error('own validator') }));
    app.setSerializerCompiler(() => () => '"own serializer"');
    await app.register(exportRoutes, {
      prefix: '/v1',
      scheduler: host.door,
      principalOf: async () => null,
    });
    const schema = { body: {}, response: { 200: {} } };
    app.post('/own', { schema }, async () => 'fine');
    app.get('/own', { schema: { response: { 200: {} } } }, async () => ({}));

    expect((await app.inject(post({ id: 'e1' }))).json()).toMatchObject({ id: 'e1' });
    expect((await app.inject(post('{', 's3'))).statusCode).toBe(400);
    const own = await app.inject({ ...post('{'), url: '/own' });
    expect([own.statusCode, own.json()]).toEqual([418, { own: 'Error: own validator' }]);
    expect((await app.inject('/own')).body).toBe('"own serializer"');
    await app.close();
  });

  it('works under another prefix and twice', async () => {
    const other = new InMemoryDoor();
    const app = Fastify();
    const principalOf = async () => null;
    await app.register(exportRoutes, { prefix: '/a/v1', scheduler: host.door, principalOf });
    await app.register(exportRoutes, { prefix: '/b/v1', scheduler: other, principalOf });
    await app.inject('/a/v1/export/s3/e1');
    await app.inject('/b/v1/export/s3/e2');
    expect([host.door.calls, other.calls]).toEqual([
      [['status', null, 's3', 'e1', {}]],
      [['status', null, 's3', 'e2', {}]],
    ]);
    await app.close();
  });

  it('warns where the host cannot route the longest ids', async () => {
    await using short = await testHost({}, { maxParamLength: 100 });
    expect(short.log.map(({ msg }) => msg)).toEqual([
      expect.stringContaining('routerOptions.maxParamLength to 128'),
    ]);
    await using long = await testHost({}, { maxParamLength: 128 });
    expect(long.log).toEqual([]);
    const status = await long.app.inject(`/v1/export/s3/${'x'.repeat(128)}`);
    expect(messageOf(status)).toContain('export not found');
  });
});
