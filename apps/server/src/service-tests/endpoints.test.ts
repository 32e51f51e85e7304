import { rolesFor } from '@weaviate-export/test-access';
import type { FastifyInstance } from 'fastify';
import { UNAVAILABLE } from '@weaviate-export/host-weaviate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from '../test-server.fixture.ts';
import type { Host } from './host.fixture.ts';
import { callAs, clientOf, startHostWithRoles } from './users.fixture.ts';

/** Callers, in the order of the columns below. */
const CALLERS = [null, 'nobody', 'reader', 'exporter', 'root'] as const;

const PERMISSIONS = {
  nobody: [],
  reader: [
    { action: 'read_collections', collections: { collection: 'Article' } },
    { action: 'read_data', data: { collection: 'Article' } },
    { action: 'read_data', data: { collection: 'Shared', tenant: 'a*' } },
    { action: 'read_tenants', tenants: { collection: 'Shared', tenant: 'a*' } },
    { action: 'read_nodes', nodes: { verbosity: 'minimal' } },
    { action: 'read_nodes', nodes: { verbosity: 'verbose', collection: 'Article' } },
  ],
  exporter: [{ action: 'manage_backups', backups: { collection: 'Article' } }],
};

const ID = 'a0000000-0000-4000-8000-000000000001';
const NO_ID = 'b0000000-0000-4000-8000-000000000001';
const NONE = { path: ['id'], operator: 'Equal', valueText: NO_ID };
const TO_SECRET = { beacon: `weaviate://localhost/Secret/${ID}` };
const nightly = (name: string, ...include: string[]) => ({
  name,
  cron: '0 3 1 1 *',
  backend: 'filesystem',
  request: { include },
});
/** A body for each caller, where calls must not meet. */
type Body = Readonly<Record<string, unknown>> | readonly unknown[] | ((caller: string | null) => object);
type Row = readonly [call: string, path: string, body: Body | undefined, statuses: readonly number[]];

const newId = (prefix: string) => (caller: string | null) => ({ id: `${prefix}-${caller ?? 'anonymous'}` });
const ALL_IN = [401, 200, 200, 200, 200];
const ROOT_ALONE = [401, 403, 403, 403, 200];

/** What the server does not have, it says to everyone who is let in. */
const MISSING = UNAVAILABLE.flatMap(({ calls }) => calls).map((call): Row => {
  const [method, path = ''] = call.split(' ');
  const body = method === 'GET' ? undefined : {};
  return [call, path.replace(/:\w+/g, 'some'), body, [401, 501, 501, 501, 501]];
});

/** Every endpoint with what each caller is answered: anonymous, nobody, reader, exporter of one class, root. */
const TABLE: readonly Row[] = [
  ...MISSING,

  ['GET /meta', '/meta', undefined, ALL_IN],
  ['GET /users/own-info', '/users/own-info', undefined, ALL_IN],

  ['GET /schema', '/schema', undefined, ALL_IN],
  ['POST /schema', '/schema', { class: 'New' }, ROOT_ALONE],
  ['GET /schema/:class', '/schema/Article', undefined, [401, 403, 200, 403, 200]],
  ['GET /schema/:class', '/schema/article', undefined, [401, 403, 200, 403, 200]],
  ['GET /schema/:class', '/schema/Secret', undefined, ROOT_ALONE],
  ['GET /schema/:class', '/schema/Missing', undefined, [401, 403, 403, 403, 404]],
  ['PUT /schema/:class', '/schema/Article', { description: 'd' }, ROOT_ALONE],
  ['PUT /schema/:class', '/schema/Missing', { description: 'd' }, [401, 403, 403, 403, 404]],
  ['GET /schema/:class/shards', '/schema/Article/shards', undefined, [401, 403, 200, 403, 200]],
  ['GET /schema/:class/shards', '/schema/Shared/shards?tenant=a', undefined, ROOT_ALONE],
  ['GET /schema/:class/shards', '/schema/Missing/shards', undefined, [401, 403, 403, 403, 404]],
  ['DELETE /schema/:class', '/schema/Gone', undefined, ROOT_ALONE],
  [
    'POST /schema/:class/properties',
    '/schema/Article/properties',
    { name: 'n', dataType: ['int'] },
    ROOT_ALONE,
  ],

  ['GET /nodes', '/nodes', undefined, [401, 403, 200, 403, 200]],
  ['GET /nodes/:class', '/nodes/Article', undefined, [401, 403, 200, 403, 200]],
  ['GET /nodes/:class', '/nodes/Missing', undefined, [401, 403, 200, 403, 404]],

  ['POST /schema/:class/tenants', '/schema/Tenanted/tenants', [{ name: 'b' }], ROOT_ALONE],
  ['POST /schema/:class/tenants', '/schema/Missing/tenants', [{ name: 'b' }], [401, 403, 403, 403, 404]],
  ['GET /schema/:class/tenants', '/schema/Tenanted/tenants', undefined, ROOT_ALONE],
  [
    'PUT /schema/:class/tenants',
    '/schema/Tenanted/tenants',
    [{ name: 'a', activityStatus: 'HOT' }],
    ROOT_ALONE,
  ],
  ['GET /schema/:class/tenants/:tenant', '/schema/Tenanted/tenants/a', undefined, ROOT_ALONE],
  ['HEAD /schema/:class/tenants/:tenant', '/schema/Tenanted/tenants/a', undefined, ROOT_ALONE],
  ['DELETE /schema/:class/tenants', '/schema/Tenanted/tenants', ['missing'], ROOT_ALONE],
  ['GET /objects', '/objects?class=Tenanted&tenant=a', undefined, ROOT_ALONE],
  ['GET /schema/:class/tenants', '/schema/Shared/tenants', undefined, [401, 403, 200, 403, 200]],
  ['GET /schema/:class/tenants', '/schema/Article/tenants', undefined, [401, 403, 403, 403, 422]],
  ['GET /schema/:class/tenants', '/schema/Missing/tenants', undefined, [401, 403, 403, 403, 404]],
  ['GET /schema/:class/tenants/:tenant', '/schema/Shared/tenants/a', undefined, [401, 403, 200, 403, 200]],
  ['GET /schema/:class/tenants/:tenant', '/schema/Shared/tenants/b', undefined, ROOT_ALONE],
  ['GET /schema/:class/tenants/:tenant', '/schema/Shared/tenants/a2', undefined, [401, 403, 404, 403, 404]],
  ['GET /objects', '/objects?class=Shared&tenant=a', undefined, [401, 403, 200, 403, 200]],
  ['GET /objects', '/objects?class=Shared&tenant=b', undefined, ROOT_ALONE],
  ['GET /objects', '/objects?class=Shared', undefined, [401, 403, 403, 403, 422]],
  ['GET /objects/:class/:id', `/objects/Shared/${ID}?tenant=a`, undefined, [401, 403, 200, 403, 200]],
  ['GET /objects/:class/:id', `/objects/Shared/${ID}?tenant=b`, undefined, [401, 403, 403, 403, 404]],
  ['PUT /objects/:class/:id', `/objects/Shared/${ID}`, { tenant: 'a' }, ROOT_ALONE],
  ['POST /batch/objects', '/batch/objects', { objects: [{ class: 'Shared', tenant: 'a' }] }, ROOT_ALONE],

  ['GET /objects', '/objects', undefined, ALL_IN],
  ['GET /objects', '/objects?class=Article', undefined, [401, 403, 200, 403, 200]],
  ['GET /objects', '/objects?class=Secret', undefined, ROOT_ALONE],
  ['GET /objects', '/objects?class=Missing', undefined, [401, 403, 403, 403, 404]],
  ['POST /objects', '/objects', { class: 'Article' }, ROOT_ALONE],
  ['POST /objects', '/objects', { class: 'Article', id: ID }, [401, 403, 403, 403, 422]],
  ['GET /objects/:class/:id', `/objects/Article/${ID}`, undefined, [401, 403, 200, 403, 200]],
  ['GET /objects/:class/:id', `/objects/Article/${NO_ID}`, undefined, [401, 403, 404, 403, 404]],
  ['GET /objects/:class/:id', `/objects/Secret/${ID}`, undefined, ROOT_ALONE],
  ['GET /objects/:class/:id', `/objects/Missing/${ID}`, undefined, [401, 403, 403, 403, 404]],
  ['HEAD /objects/:class/:id', `/objects/Article/${ID}`, undefined, [401, 403, 204, 403, 204]],
  ['HEAD /objects/:class/:id', `/objects/Secret/${ID}`, undefined, [401, 403, 403, 403, 204]],
  ['PUT /objects/:class/:id', `/objects/Article/${ID}`, { class: 'Article' }, ROOT_ALONE],
  ['PUT /objects/:class/:id', `/objects/Missing/${ID}`, { class: 'Missing' }, [401, 403, 403, 403, 404]],
  ['PATCH /objects/:class/:id', `/objects/Article/${ID}`, { class: 'Article' }, [401, 403, 403, 403, 204]],
  ['DELETE /objects/:class/:id', `/objects/Gone/${ID}`, undefined, [401, 403, 403, 403, 404]],
  ['GET /objects/:id', `/objects/${ID}`, undefined, ROOT_ALONE],
  ['GET /objects/:id', `/objects/${NO_ID}`, undefined, [401, 403, 403, 403, 404]],
  ['HEAD /objects/:id', `/objects/${ID}`, undefined, [401, 403, 403, 403, 204]],
  ['PUT /objects/:id', `/objects/${ID}`, { class: 'Article' }, ROOT_ALONE],
  ['PATCH /objects/:id', `/objects/${ID}`, { class: 'Article' }, [401, 403, 403, 403, 204]],
  ['DELETE /objects/:id', `/objects/${NO_ID}`, undefined, [401, 403, 403, 403, 404]],
  ['POST /objects/validate', '/objects/validate', { class: 'Article', id: NO_ID }, [401, 403, 200, 403, 200]],
  ['POST /objects/validate', '/objects/validate', { class: 'Missing', id: NO_ID }, [401, 403, 403, 403, 422]],
  [
    'POST /objects/:class/:id/references/:property',
    `/objects/Article/${ID}/references/to`,
    TO_SECRET,
    ROOT_ALONE,
  ],
  [
    'PUT /objects/:class/:id/references/:property',
    `/objects/Article/${ID}/references/to`,
    [TO_SECRET],
    ROOT_ALONE,
  ],
  [
    'DELETE /objects/:class/:id/references/:property',
    `/objects/Article/${ID}/references/to`,
    TO_SECRET,
    [401, 403, 403, 403, 204],
  ],
  ['POST /objects/:id/references/:property', `/objects/${ID}/references/to`, TO_SECRET, ROOT_ALONE],
  ['PUT /objects/:id/references/:property', `/objects/${ID}/references/to`, [TO_SECRET], ROOT_ALONE],
  [
    'DELETE /objects/:id/references/:property',
    `/objects/${ID}/references/to`,
    TO_SECRET,
    [401, 403, 403, 403, 204],
  ],
  [
    'POST /batch/references',
    '/batch/references',
    [{ from: `weaviate://localhost/Article/${ID}/to`, to: TO_SECRET.beacon }],
    ROOT_ALONE,
  ],
  ['POST /batch/objects', '/batch/objects', { objects: [{ class: 'Article' }] }, ROOT_ALONE],
  ['DELETE /batch/objects', '/batch/objects', { match: { class: 'Article', where: NONE } }, ROOT_ALONE],
  [
    'DELETE /batch/objects',
    '/batch/objects',
    { match: { class: 'Missing', where: NONE } },
    [401, 403, 403, 403, 422],
  ],

  ['POST /export/:backend', '/export/filesystem', newId('all'), [401, 422, 422, 200, 200]],
  ['POST /export/:backend', '/export/s3', newId('all'), [401, 422, 422, 422, 422]],
  [
    'POST /export/:backend',
    '/export/filesystem',
    (caller) => ({ ...newId('bucket')(caller), config: { bucket: 'b' } }),
    [401, 403, 403, 422, 422],
  ],
  ['GET /export/:backend', '/export/filesystem', undefined, ALL_IN],
  ['GET /export/:backend', '/export/nowhere', undefined, [401, 422, 422, 422, 422]],
  ['GET /export/:backend/:id', '/export/filesystem/of-article', undefined, [401, 403, 403, 200, 200]],
  ['GET /export/:backend/:id', '/export/filesystem/of-both', undefined, ROOT_ALONE],
  ['GET /export/:backend/:id', '/export/filesystem/missing', undefined, [401, 403, 403, 404, 404]],
  ['GET /export/:backend/:id', '/export/s3/of-both?bucket=b', undefined, [401, 403, 403, 422, 422]],
  ['DELETE /export/:backend/:id', '/export/filesystem/of-article', undefined, [401, 403, 403, 409, 409]],
  ['DELETE /export/:backend/:id', '/export/filesystem/of-both', undefined, [401, 403, 403, 403, 409]],
  ['DELETE /export/:backend/:id', '/export/filesystem/missing', undefined, [401, 403, 403, 404, 404]],
  ['POST /export/:backend/:id/restore', '/export/filesystem/missing/restore', {}, [401, 403, 403, 404, 404]],
  [
    'POST /export/:backend/:id/restore',
    '/export/filesystem/of-both/restore',
    { onConflict: 'x' },
    [401, 422, 422, 422, 422],
  ],
  [
    'GET /export/:backend/:id/restore',
    '/export/filesystem/missing/restore',
    undefined,
    [401, 403, 403, 404, 404],
  ],
  [
    'DELETE /export/:backend/:id/restore',
    '/export/filesystem/missing/restore',
    undefined,
    [401, 403, 403, 404, 404],
  ],
  [
    'POST /export/:backend/:id/verification',
    '/export/filesystem/missing/verification',
    {},
    [401, 403, 403, 404, 404],
  ],
  [
    'POST /export/:backend/:id/verification',
    '/export/filesystem/of-both/verification',
    { against: 'x' },
    [401, 422, 422, 422, 422],
  ],
  [
    'POST /export/:backend/:id/verification',
    '/export/filesystem/of-both/verification',
    {},
    [401, 403, 403, 403, 200],
  ],
  [
    'GET /export/:backend/:id/verification',
    '/export/filesystem/of-both/verification',
    undefined,
    [401, 403, 403, 403, 200],
  ],
  [
    'GET /export/:backend/:id/verification',
    '/export/filesystem/of-article/verification',
    undefined,
    [401, 403, 403, 404, 404],
  ],
  [
    'GET /export/:backend/:id/verification',
    '/export/filesystem/missing/verification',
    undefined,
    [401, 403, 403, 404, 404],
  ],

  ['GET /export-schedules', '/export-schedules', undefined, ALL_IN],
  [
    'POST /export-schedules',
    '/export-schedules',
    (caller) => nightly(`by-${caller ?? 'anonymous'}`, 'Article'),
    [401, 403, 403, 200, 200],
  ],
  [
    'POST /export-schedules',
    '/export-schedules',
    (caller) => nightly(`both-${caller ?? 'anonymous'}`, 'Secret'),
    [401, 403, 403, 422, 200],
  ],
  ['GET /export-schedules/:name', '/export-schedules/of-article', undefined, [401, 403, 403, 200, 200]],
  ['GET /export-schedules/:name', '/export-schedules/of-both', undefined, ROOT_ALONE],
  ['GET /export-schedules/:name', '/export-schedules/missing', undefined, [401, 403, 403, 404, 404]],
  [
    'PUT /export-schedules/:name',
    '/export-schedules/of-article',
    nightly('of-article', 'Article'),
    [401, 403, 403, 200, 200],
  ],
  [
    'PUT /export-schedules/:name',
    '/export-schedules/of-both',
    nightly('of-both', 'Article', 'Secret'),
    ROOT_ALONE,
  ],
  [
    'PUT /export-schedules/:name',
    '/export-schedules/missing',
    nightly('missing', 'Article'),
    [401, 403, 403, 404, 404],
  ],
  ['POST /export-schedules/:name/run', '/export-schedules/of-both/run', undefined, ROOT_ALONE],
  ['POST /export-schedules/:name/run', '/export-schedules/missing/run', undefined, [401, 403, 403, 404, 404]],
  ['DELETE /export-schedules/:name', '/export-schedules/gone', undefined, [401, 403, 403, 204, 404]],
  ['DELETE /export-schedules/:name', '/export-schedules/gone-both', undefined, [401, 403, 403, 403, 204]],

  ['GET /authz/roles', '/authz/roles', undefined, ALL_IN],
  ['POST /authz/roles', '/authz/roles', { name: 'new', permissions: [] }, [401, 403, 403, 403, 201]],
  ['GET /authz/roles/:role', '/authz/roles/reader', undefined, ROOT_ALONE],
  ['GET /authz/roles/:role', '/authz/roles/missing', undefined, [401, 403, 403, 403, 404]],
  ['DELETE /authz/roles/:role', '/authz/roles/missing', undefined, [401, 403, 403, 403, 204]],
  [
    'POST /authz/roles/:role/add-permissions',
    '/authz/roles/spare/add-permissions',
    { permissions: [{ action: 'read_cluster' }] },
    ROOT_ALONE,
  ],
  [
    'POST /authz/roles/:role/remove-permissions',
    '/authz/roles/missing/remove-permissions',
    { permissions: [{ action: 'read_cluster' }] },
    [401, 403, 403, 403, 404],
  ],
  [
    'POST /authz/roles/:role/has-permission',
    '/authz/roles/reader/has-permission',
    { action: 'read_cluster' },
    ROOT_ALONE,
  ],
  ['GET /authz/roles/:role/user-assignments', '/authz/roles/reader/user-assignments', undefined, ROOT_ALONE],
  ['GET /authz/roles/:role/users', '/authz/roles/reader/users', undefined, ROOT_ALONE],
  ['GET /authz/roles/:role/group-assignments', '/authz/roles/root/group-assignments', undefined, ROOT_ALONE],
  [
    'GET /authz/users/:id/roles/:userType',
    '/authz/users/reader/roles/db',
    undefined,
    [401, 403, 200, 403, 200],
  ],
  [
    'GET /authz/users/:id/roles/:userType',
    '/authz/users/missing/roles/db',
    undefined,
    [401, 403, 403, 403, 404],
  ],
  ['GET /authz/users/:id/roles', '/authz/users/reader/roles', undefined, [401, 403, 200, 403, 200]],
  ['POST /authz/users/:id/assign', '/authz/users/nobody/assign', { roles: ['spare'] }, ROOT_ALONE],
  ['POST /authz/users/:id/revoke', '/authz/users/nobody/revoke', { roles: ['spare'] }, ROOT_ALONE],
  ['GET /authz/groups/:id', '/authz/groups/oidc', undefined, ALL_IN],
  ['GET /authz/groups/:id/roles/:groupType', '/authz/groups/ops/roles/oidc', undefined, ROOT_ALONE],
  [
    'POST /authz/groups/:id/assign',
    '/authz/groups/ops/assign',
    { roles: ['spare'], groupType: 'oidc' },
    ROOT_ALONE,
  ],
  [
    'POST /authz/groups/:id/revoke',
    '/authz/groups/ops/revoke',
    { roles: ['spare'], groupType: 'oidc' },
    ROOT_ALONE,
  ],
];

/** Told to everyone: orchestrators, and clients that have no credentials yet. */
const PUBLIC = [
  // What a browser asks before a page of another origin may call.
  'OPTIONS *',
  'GET /.well-known/live',
  'GET /.well-known/ready',
  'GET /.well-known/openid-configuration',
  'GET /docs',
  'GET /docs/',
  'GET /docs/json',
  'GET /docs/yaml',
  'GET /docs/*',
  'GET /docs/static/index.html',
  'GET /docs/static/swagger-initializer.js',
];

describe('endpoints', () => {
  let host: Host;
  beforeAll(async () => {
    host = await startHostWithRoles(PERMISSIONS, { EXPORT_MAX_CONCURRENT: '20', EXPORT_PARALLELISM: '1' });
    const asRoot = (method: string, path: string, body?: object) => callAs(host, 'root', method, path, body);
    for (const name of ['Article', 'Secret']) await asRoot('POST', '/objects', { class: name, id: ID });
    await asRoot('POST', '/schema/Article/properties', { name: 'to', dataType: ['Secret'] });
    await asRoot('POST', '/schema', { class: 'Gone' });
    await asRoot('POST', '/schema', { class: 'Tenanted', multiTenancyConfig: { enabled: true } });
    await asRoot('POST', '/schema/Tenanted/tenants', [{ name: 'a' }]);
    await asRoot('POST', '/schema', { class: 'Shared', multiTenancyConfig: { enabled: true } });
    await asRoot('POST', '/schema/Shared/tenants', [{ name: 'a' }, { name: 'b' }]);
    await asRoot('POST', '/objects', { class: 'Shared', id: ID, tenant: 'a' });
    await asRoot('POST', '/authz/roles', { name: 'spare', permissions: [{ action: 'read_nodes' }] });
    for (const [id, include] of [
      ['of-article', ['Article']],
      ['of-both', ['Article', 'Secret']],
    ] satisfies [string, string[]][]) {
      await clientOf(host, 'root').export('filesystem', { id, include });
      await clientOf(host, 'root').finished('filesystem', id);
    }
  });
  beforeAll(async () => {
    for (const [name, ...include] of [
      ['of-article', 'Article'],
      ['of-both', 'Article', 'Secret'],
      ['gone', 'Article'],
      ['gone-both', 'Article', 'Secret'],
    ] as const)
      await clientOf(host, 'root').createSchedule({
        ...nightly(name, ...include),
        backend: 'filesystem',
      });
  });
  afterAll(() => host[Symbol.asyncDispose]());

  it.each(TABLE)('%s: %s', async (call, path, body, statuses) => {
    const [method = ''] = call.split(' ');
    const answered: number[] = [];
    for (const caller of CALLERS) {
      const sent: object | undefined = typeof body === 'function' ? body(caller) : body;
      const { status, body: answer } = await callAs<unknown>(host, caller, method, path, sent);
      answered.push(status);
      const message = JSON.stringify(answer ?? '');
      if (status === 403 && method !== 'HEAD') expect(message).toContain(`\\"${caller}\\" may not`);
      if (status === 501 && method !== 'HEAD') expect(message).toContain('is not available on this server: ');
      if (status === 401 && method !== 'HEAD') expect(message).toContain('no or wrong credentials');
    }
    expect(answered).toEqual(statuses);
  });

  it.each(TABLE.filter(([call]) => call.startsWith('GET ') && !call.startsWith('GET /objects/')))(
    'HEAD answers as %s: %s',
    async (_call, path, _body, statuses) => {
      for (const [index, caller] of CALLERS.entries()) {
        expect((await callAs(host, caller, 'HEAD', path)).status).toBe(statuses[index]);
      }
    },
  );
});

it('the table has every endpoint of the server', async () => {
  await using server = await TestServer.start(rolesFor());
  // Fastify prints the names of parameters that stand at one place as one: `:class|:id`.
  const shapeOf = (call: string) => call.replace(/:[^/]+/g, ':');
  const calls = new Set([...PUBLIC, ...TABLE.map(([call]) => call)].map(shapeOf));
  const missing = routesOf(server.app)
    .map(shapeOf)
    .filter((call) => !calls.has(call) && !calls.has(call.replace(/^HEAD/, 'GET')));
  expect(missing).toEqual([]);
  expect(routesOf(server.app).length).toBeGreaterThan(calls.size);
});

it('the list of exports shows just those of which the caller may export every class', async () => {
  await using host = await startHostWithRoles(PERMISSIONS, { EXPORT_PARALLELISM: '1' });
  const asRoot = (method: string, path: string, body?: object) => callAs(host, 'root', method, path, body);
  for (const name of ['Article', 'Secret']) await asRoot('POST', '/objects', { class: name, id: ID });
  for (const [id, include] of [
    ['of-article', ['Article']],
    ['of-both', ['Article', 'Secret']],
  ] satisfies [string, string[]][]) {
    await clientOf(host, 'root').export('filesystem', { id, include });
    await clientOf(host, 'root').finished('filesystem', id);
  }
  const listed = async (caller: string): Promise<string[]> =>
    (await clientOf(host, caller).list('filesystem')).map(({ id }) => id).sort();
  expect(await listed('nobody')).toEqual([]);
  expect(await listed('exporter')).toEqual(['of-article']);
  expect(await listed('root')).toEqual(['of-article', 'of-both']);
});

it('the list of exports is refused to callers without credentials, whether there are exports or not', async () => {
  const environment = { AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true', EXPORT_PARALLELISM: '1' };
  await using host = await startHostWithRoles({}, environment);
  const listed = async () => callAs(host, null, 'GET', '/export/filesystem');
  const withoutExports = await listed();
  await callAs(host, 'root', 'POST', '/objects', { class: 'Article', id: ID });
  await clientOf(host, 'root').export('filesystem', { id: 'one' });
  await clientOf(host, 'root').finished('filesystem', 'one');
  expect(withoutExports.status).toBe(401);
  expect(await listed()).toEqual(withoutExports);
});

it('the numbers of a node are of just those classes that the caller may see so', async () => {
  await using host = await startHostWithRoles({
    minimal: [{ action: 'read_nodes', nodes: { verbosity: 'minimal' } }],
    verbose: [
      { action: 'read_nodes', nodes: { verbosity: 'minimal' } },
      { action: 'read_nodes', nodes: { verbosity: 'verbose', collection: 'Article' } },
    ],
  });
  for (const name of ['Article', 'Secret', 'Secret'])
    await callAs(host, 'root', 'POST', '/objects', { class: name });
  const counted = async (caller: string, path: string): Promise<unknown> => {
    const { body } = await callAs<{ nodes: { stats: object }[] }>(host, caller, 'GET', path);
    return body.nodes.map(({ stats }) => stats);
  };
  for (const path of ['/nodes', '/nodes/Article', '/nodes/Secret', '/nodes/Missing'])
    expect(await counted('minimal', path)).toEqual([{ objectCount: 0, shardCount: 0 }]);
  for (const path of ['/nodes', '/nodes/article'])
    expect(await counted('verbose', path)).toEqual([{ objectCount: 1, shardCount: 1 }]);
  expect(await counted('verbose', '/nodes/Secret')).toEqual([{ objectCount: 0, shardCount: 0 }]);
  expect(await counted('root', '/nodes')).toEqual([{ objectCount: 3, shardCount: 2 }]);
});

/** Method and path of each route, as Fastify prints them: a tree, each level moved in by four characters. */
function routesOf(app: FastifyInstance): string[] {
  const routes: string[] = [];
  const paths: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).trimEnd().split('\n')) {
    const [, indent = '', part = '', methods = ''] = /^(.*?)(?:├|└)── (\S+)(?: \((.*)\))?$/.exec(line) ?? [];
    paths.length = indent.length / 4;
    paths.push(part);
    const path = paths
      .join('')
      .replace(/^\/v1$/, '/')
      .replace(/^\/v1/, '');
    routes.push(
      ...methods
        .split(', ')
        .filter(Boolean)
        .map((method) => `${method} ${path}`),
    );
  }
  return routes;
}
