import { apiKeysOf } from '@weaviate-export/test-access';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Host, startHost } from './host.fixture.ts';
import { callAs, clientOf, startHostWithRoles } from './users.fixture.ts';

const ID = 'a0000000-0000-4000-8000-000000000001';
const OTHER_ID = 'a0000000-0000-4000-8000-000000000002';

function messageOf({ body }: Answer): string {
  return (body as { error: [{ message: string }] }).error[0].message;
}

const all = (action: string, domain: string, resource: object) => ({ action, [domain]: resource });

describe('roles', () => {
  let host: Host;
  const as = (user: string | null, method: string, path: string, body?: unknown) =>
    callAs(host, user, method, path, body);

  beforeAll(async () => {
    host = await startHostWithRoles(
      {
        exporter: [all('manage_backups', 'backups', { collection: 'Article' })],
        tests: [all('manage_backups', 'backups', { collection: 'Test*' })],
        reader: [
          all('read_collections', 'collections', { collection: 'Article' }),
          all('read_data', 'data', { collection: 'Article' }),
        ],
        one: [all('read_data', 'data', { collection: 'Article', object: ID })],
        writer: [
          all('create_data', 'data', { collection: 'Article' }),
          all('update_data', 'data', { collection: 'Article' }),
        ],
        maker: [
          all('create_data', 'data', { collection: 'Made*' }),
          all('create_collections', 'collections', { collection: 'Made*' }),
          all('update_collections', 'collections', { collection: 'Made*' }),
        ],
        filler: [all('create_data', 'data', { collection: 'Filled' })],
        nobody: [],
      },
      {
        EXPORT_MAX_CONCURRENT: '3',
        EXPORT_PARALLELISM: '1',
        AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true',
      },
    );
    for (const name of ['Article', 'Secret', 'TestOne', 'TestTwo']) {
      await as('root', 'POST', '/objects', { class: name, id: ID });
      await as('root', 'POST', '/objects', { class: name, id: OTHER_ID });
    }
    const root = clientOf(host, 'root');
    await root.export('filesystem', { id: 'both', include: ['Article', 'Secret'] });
    await root.finished('filesystem', 'both');
  });
  afterAll(() => host[Symbol.asyncDispose]());

  it.each([
    ['exporter', 'named', { include: ['secret', 'article', 'Missing'] }, ['Article']],
    ['tests', 'pattern', {}, ['TestOne', 'TestTwo']],
  ])('export for %s (%s) just what they may export', async (user, id, request, classes) => {
    const client = clientOf(host, user);
    expect(await client.export('filesystem', { id, ...request })).toMatchObject({ classes });
    expect(await client.finished('filesystem', id)).toMatchObject({ status: 'SUCCESS', classes });
    const files = await readdir(join(host.exports, id));
    expect(files.filter((name) => name.endsWith('.parquet')).sort()).toEqual(
      classes.map((name) => `${name}.parquet`),
    );
  });

  it('tell nobody whether a class exists: what may not be exported drops out, there or not', async () => {
    const answers = await Promise.all(
      [['Secret'], ['Missing'], ['Secret', 'Missing']].map((include) =>
        as('exporter', 'POST', '/export/filesystem', { id: 'leak', include }),
      ),
    );
    const none = await as('nobody', 'POST', '/export/filesystem', { id: 'leak' });
    for (const answer of [...answers, none]) {
      expect(answer.status).toBe(422);
      expect(answer.body).toEqual(answers[0]?.body);
      expect(messageOf(answer)).toMatch(/^no exportable classes/);
    }
    // Of their own classes they learn.
    const own = await as('tests', 'POST', '/export/filesystem', { id: 'leak', include: ['TestThree'] });
    expect([own.status, messageOf(own)]).toEqual([422, 'class "TestThree" in include does not exist']);
  });

  it('tell whoever may export nothing the same of exports that are there and that are not', async () => {
    for (const method of ['GET', 'DELETE']) {
      const there = await as('nobody', method, '/export/filesystem/both');
      const missing = await as('nobody', method, '/export/filesystem/missing');
      expect([there.status, missing.status]).toEqual([403, 403]);
      expect(messageOf(there)).toBe(messageOf(missing).replace('missing', 'both'));
    }
  });

  it('keep an export with other classes from exporters of one, and do not name those', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await as('exporter', method, '/export/filesystem/both');
      expect(answer.status).toBe(403);
      expect(JSON.stringify(answer.body)).not.toContain('Secret');
    }
  });

  it('let viewers read how exports stand, and neither start nor cancel them', async () => {
    await as('root', 'POST', '/authz/users/nobody/assign', { roles: ['viewer'], userType: 'db' });
    expect((await as('nobody', 'GET', '/export/filesystem/both')).status).toBe(200);
    expect((await as('nobody', 'DELETE', '/export/filesystem/both')).status).toBe(403);
    expect((await as('nobody', 'POST', '/export/filesystem', { id: 'viewer' })).status).toBe(422);
    expect((await as('nobody', 'GET', '/schema/Secret')).status).toBe(200);
    expect((await as('nobody', 'DELETE', '/schema/Secret')).status).toBe(403);
    await as('root', 'POST', '/authz/users/nobody/revoke', { roles: ['viewer'], userType: 'db' });
    expect((await as('nobody', 'GET', '/export/filesystem/both')).status).toBe(403);
  });

  it('show just the classes and objects that a caller may read', async () => {
    const classesOf = (answer: Answer): string[] =>
      (answer.body as { classes: { class: string }[] }).classes.map((definition) => definition.class);
    expect(classesOf(await as('root', 'GET', '/schema'))).toContain('Secret');
    expect(classesOf(await as('reader', 'GET', '/schema'))).toEqual(['Article']);
    expect(classesOf(await as('nobody', 'GET', '/schema'))).toEqual([]);

    const listed = await as('reader', 'GET', '/objects?limit=100');
    const { objects } = listed.body as { objects: { class: string }[] };
    expect(new Set(objects.map((object) => object.class))).toEqual(new Set(['Article']));
    expect((await as('nobody', 'GET', '/objects')).body).toEqual({ objects: [], totalResults: 0 });
  });

  it('permit single objects', async () => {
    expect((await as('one', 'GET', `/objects/Article/${ID}`)).status).toBe(200);
    expect((await as('one', 'GET', `/objects/Article/${ID.toUpperCase()}`)).status).toBe(200);
    expect((await as('one', 'GET', `/objects/Article/${OTHER_ID}`)).status).toBe(403);
    expect((await as('one', 'GET', '/objects?class=Article')).status).toBe(403);
    expect((await as('one', 'DELETE', `/objects/Article/${ID}`)).status).toBe(403);
  });

  it('let writers write objects, and not change the class by it', async () => {
    const article = { class: 'Article', properties: {} };
    expect((await as('writer', 'POST', '/objects', article)).status).toBe(200);
    expect((await as('writer', 'POST', '/batch/objects', { objects: [article] })).status).toBe(200);

    const wider = { class: 'Article', properties: { extra: 1 } };
    const refused = await as('writer', 'POST', '/objects', wider);
    expect([refused.status, messageOf(refused)]).toEqual([
      403,
      'forbidden: "writer" may not update_collections of collection Article',
    ]);
    expect((await as('writer', 'PUT', `/objects/Article/${ID}`, wider)).status).toBe(403);
    expect((await as('writer', 'PATCH', `/objects/Article/${ID}`, wider)).status).toBe(403);
    const [result] = (await as('writer', 'POST', '/batch/objects', { objects: [wider] })).body as [
      { result: { status: string } },
    ];
    expect(result.result.status).toBe('FAILED');
    const schema = await as('root', 'GET', '/schema/Article');
    expect(JSON.stringify(schema.body)).not.toContain('extra');
  });

  it('refuse a whole batch for one class in it, whatever its letters', async () => {
    for (const other of ['Secret', 'secret', 'Missing']) {
      const objects = [{ class: 'Article', id: 'a0000000-0000-4000-8000-00000000000b' }, { class: other }];
      expect((await as('writer', 'POST', '/batch/objects', { objects })).status).toBe(403);
    }
    const path = '/objects/Article/a0000000-0000-4000-8000-00000000000b';
    expect((await as('root', 'GET', path)).status).toBe(404);
  });

  it('let auto-schema make just the classes that the caller may make', async () => {
    const made = { class: 'MadeNow', properties: { a: 1 } };
    expect((await as('maker', 'POST', '/objects', made)).status).toBe(200);
    expect((await as('writer', 'POST', '/objects', { class: 'Other' })).status).toBe(403);
    expect((await as('maker', 'POST', '/schema', { class: 'MadeToo' })).status).toBe(200);
    expect((await as('maker', 'POST', '/schema', { class: 'Other' })).status).toBe(403);
    expect((await as('maker', 'DELETE', '/schema/MadeToo')).status).toBe(403);
  });

  it('refuse an object for a class that the caller may not make before they look at what it holds', async () => {
    const refused = await as('filler', 'POST', '/objects', { class: 'Filled', properties: { a: [[1]] } });
    expect([refused.status, messageOf(refused)]).toEqual([
      403,
      'forbidden: "filler" may not create_collections of collection Filled',
    ]);
  });

  it('tell nobody by a reference whether a class exists', async () => {
    const referring = (target: string) => ({ name: 'to', dataType: [target] });
    for (const target of ['Secret', 'Missing']) {
      const definition = { class: 'MadeReferring', properties: [referring(target)] };
      const path = '/schema/MadeNow/properties';
      const beacon = `weaviate://localhost/${target}/${ID}`;
      const object = { class: 'MadeNow', properties: { link: [{ beacon }] } };
      for (const answer of [
        await as('maker', 'POST', '/schema', definition),
        await as('maker', 'POST', path, referring(target)),
        await as('maker', 'POST', '/objects', object),
      ]) {
        expect([answer.status, messageOf(answer)]).toEqual([
          403,
          `forbidden: "maker" may not read_collections of collection ${target}`,
        ]);
      }
    }
    const own = { class: 'MadeReferring', properties: [referring('MadeReferring')] };
    expect((await as('maker', 'POST', '/schema', own)).status).toBe(200);
  });

  it('give anonymous callers nothing, whether they are let in or not', async () => {
    expect((await as(null, 'GET', '/meta')).status).toBe(200);
    expect((await as(null, 'GET', '/schema')).body).toEqual({ classes: [] });
    expect((await as(null, 'GET', '/objects')).body).toEqual({ objects: [], totalResults: 0 });
    expect((await as(null, 'GET', '/authz/roles')).body).toEqual([]);
    for (const [method, path, body] of [
      ['GET', '/schema/Article'],
      ['GET', '/users/own-info'],
      ['POST', '/objects', { class: 'Article' }],
      ['POST', '/export/filesystem', { id: 'anonymous' }],
      ['GET', '/export/filesystem/both'],
      ['DELETE', '/export/filesystem/missing'],
      ['GET', '/authz/roles/root/users'],
      ['POST', '/authz/users/nobody/assign', { roles: ['admin'] }],
    ] as const) {
      expect((await as(null, method, path, body)).status).toBe(401);
    }
  });
});

describe('the admin list', () => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost({
      ...apiKeysOf('admin', 'auditor', 'stranger'),
      AUTHORIZATION_ADMINLIST_ENABLED: 'true',
      AUTHORIZATION_ADMINLIST_USERS: 'admin',
      AUTHORIZATION_ADMINLIST_READONLY_USERS: 'auditor',
      EXPORT_PARALLELISM: '1',
    });
    await callAs(host, 'admin', 'POST', '/objects', { class: 'Article', id: ID });
    await clientOf(host, 'admin').export('filesystem', { id: 'first' });
    await clientOf(host, 'admin').finished('filesystem', 'first');
  });
  afterAll(() => host[Symbol.asyncDispose]());

  it.each([
    ['admin', { read: 200, write: 200, start: 200, status: 200, cancel: 409 }],
    ['auditor', { read: 200, write: 403, start: 422, status: 200, cancel: 403 }],
    ['stranger', { read: 403, write: 403, start: 422, status: 403, cancel: 403 }],
  ])('lets %s do what the list says', async (user, expected) => {
    const as = async (method: string, path: string, body?: unknown): Promise<number> =>
      (await callAs(host, user, method, path, body)).status;
    expect(await as('GET', '/schema/Article')).toBe(expected.read);
    expect(await as('GET', `/objects/Article/${ID}`)).toBe(expected.read);
    expect(await as('PUT', `/objects/Article/${ID}`, { class: 'Article' })).toBe(expected.write);
    expect(await as('GET', '/export/filesystem/first')).toBe(expected.status);
    expect(await as('DELETE', '/export/filesystem/first')).toBe(expected.cancel);
    expect(await as('POST', '/export/filesystem', { id: `second-${user}` })).toBe(expected.start);
  });

  it('has no roles beside it, and says how to get them', async () => {
    const roles = await callAs(host, 'admin', 'GET', '/authz/roles');
    expect([roles.status, messageOf(roles)]).toEqual([
      422,
      'roles are not in use on this server: set AUTHORIZATION_RBAC_ENABLED=true to use them',
    ]);
  });

  it('can have anonymous callers on it', async () => {
    await using open = await startHost({
      AUTHORIZATION_ADMINLIST_ENABLED: 'true',
      AUTHORIZATION_ADMINLIST_READONLY_USERS: 'anonymous',
    });
    expect((await callAs(open, null, 'GET', '/objects')).status).toBe(200);
    expect((await callAs(open, null, 'GET', '/schema/Missing')).status).toBe(404);
    expect((await callAs(open, null, 'POST', '/schema', { class: 'A' })).status).toBe(401);
  });
});
