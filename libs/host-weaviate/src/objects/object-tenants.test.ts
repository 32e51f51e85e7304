import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, TestServer, messageOf } from '../test-server.fixture.ts';

const ID = 'a0000000-0000-4000-8000-000000000001';
const OTHER_ID = 'a0000000-0000-4000-8000-000000000002';

/** A server with the tenants `hot`, `other` and `cold` of class `A`. */
async function serverWithTenants(multiTenancyConfig: Record<string, boolean> = {}): Promise<TestServer> {
  const server = await TestServer.start();
  await server.call('POST', '/schema', {
    class: 'A',
    properties: [{ name: 'n', dataType: ['int'] }],
    multiTenancyConfig: { enabled: true, ...multiTenancyConfig },
  });
  await server.call('POST', '/schema/A/tenants', [
    { name: 'hot' },
    { name: 'other' },
    { name: 'cold', activityStatus: 'COLD' },
  ]);
  return server;
}

const put = (server: TestServer, tenant: string, n: number, id = ID) =>
  server.call('POST', '/objects', { class: 'A', id, tenant, properties: { n } });
const objectsOf = (answer: Answer) => (answer.body as { objects: unknown[] }).objects;
const numberOf = (server: TestServer, tenant: string, id = ID) =>
  server.store.get('A', id, tenant)?.properties;
const statusOf = (server: TestServer, tenant: string) => server.store.tenants.get('A', tenant)?.status;

describe('the objects of a tenant', () => {
  it('are written, read, listed, changed and deleted with its name, and are no other tenant’s', async () => {
    await using server = await serverWithTenants();
    const created = await put(server, 'hot', 1);
    expect(created).toMatchObject({ status: 200, body: { class: 'A', id: ID, tenant: 'hot' } });
    expect(await put(server, 'other', 2)).toMatchObject({ status: 200, body: { tenant: 'other' } });
    expect((await put(server, 'hot', 3)).status).toBe(422);

    const path = `/objects/A/${ID}?tenant=hot`;
    expect(await server.call('GET', path)).toEqual({ ...created, text: expect.any(String) as string });
    expect((await server.call('HEAD', path)).status).toBe(204);
    expect(objectsOf(await server.call('GET', '/objects?class=A&tenant=other'))).toMatchObject([
      { id: ID, tenant: 'other', properties: { n: 2 } },
    ]);

    const replaced = await server.call('PUT', `/objects/A/${ID}`, { tenant: 'hot', properties: { n: 4 } });
    expect(replaced).toMatchObject({ status: 200, body: { tenant: 'hot', properties: { n: 4 } } });
    const patch = { tenant: 'other', properties: { m: 5 } };
    expect((await server.call('PATCH', `/objects/A/${ID}`, patch)).status).toBe(204);
    expect([numberOf(server, 'hot'), numberOf(server, 'other')]).toEqual(['{"n":4}', '{"n":2,"m":5}']);

    expect((await server.call('DELETE', path)).status).toBe(204);
    expect((await server.call('DELETE', path)).status).toBe(404);
    expect((await server.call('GET', path)).status).toBe(404);
    expect((await server.app.inject({ method: 'HEAD', url: `/v1${path}` })).statusCode).toBe(404);
    expect(numberOf(server, 'other')).toBe('{"n":2,"m":5}');
  });

  it('are listed page after page', async () => {
    await using server = await serverWithTenants();
    const id = (n: number) => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const objects = Array.from({ length: 120 }, (_, n) => ({ class: 'A', tenant: 'hot', id: id(n) }));
    await server.call('POST', '/batch/objects', { objects });
    await put(server, 'other', 1, id(3));
    const all = await server.call('GET', '/objects?class=A&tenant=hot&limit=1000');
    expect(objectsOf(all)).toMatchObject(objects);
    const page = await server.call('GET', `/objects?class=A&tenant=hot&limit=60&after=${id(99)}`);
    expect(objectsOf(page)).toMatchObject(objects.slice(100));
  });

  it('are not among those of all classes', async () => {
    await using server = await serverWithTenants();
    await put(server, 'hot', 1);
    await server.call('POST', '/objects', { class: 'Plain', id: ID });
    const objects = objectsOf(await server.call('GET', '/objects'));
    expect(objects).toMatchObject([{ class: 'Plain' }]);
    expect(objects[0]).not.toHaveProperty('tenant');
  });
});

describe('what is refused of objects of tenants', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serverWithTenants();
    await put(server, 'hot', 1);
    await server.call('POST', '/objects', { class: 'Plain', id: ID });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    ['GET', `/objects/A/${ID}`, undefined, /multi-tenancy is enabled for class "A": name a tenant/],
    ['GET', `/objects/A/${ID}?tenant=`, undefined, /name a tenant/],
    ['GET', `/objects/A/${ID}?tenant=nobody`, undefined, /tenant not found: "nobody" in class "A"/],
    ['GET', `/objects/A/${ID}?tenant=cold`, undefined, /tenant not active: "cold" in class "A" is COLD/],
    ['GET', `/objects/A/${ID}?tenant=hot&tenant=cold`, undefined, /invalid tenant \["hot","cold"\]/],
    ['GET', `/objects/Plain/${ID}?tenant=hot`, undefined, /multi-tenancy is disabled for class "Plain"/],
    ['GET', '/objects?class=A', undefined, /name a tenant/],
    ['GET', '/objects?class=A&tenant=nobody', undefined, /tenant not found/],
    ['GET', '/objects?class=A&tenant=cold', undefined, /tenant not active/],
    ['DELETE', `/objects/A/${ID}`, undefined, /name a tenant/],
    ['DELETE', `/objects/A/${ID}?tenant=nobody`, undefined, /tenant not found/],
    ['DELETE', `/objects/A/${ID}?tenant=cold`, undefined, /tenant not active/],
    ['POST', '/objects', { class: 'A', id: OTHER_ID }, /name a tenant/],
    ['POST', '/objects', { class: 'A', id: OTHER_ID, tenant: 'nobody' }, /tenant not found/],
    ['POST', '/objects', { class: 'A', id: OTHER_ID, tenant: 'cold' }, /tenant not active/],
    ['POST', '/objects', { class: 'Plain', tenant: 'hot' }, /multi-tenancy is disabled for class "Plain"/],
    ['PUT', `/objects/A/${ID}`, { properties: { n: 5 } }, /name a tenant/],
    ['PUT', `/objects/A/${ID}`, { tenant: 'nobody', properties: { fresh: 5 } }, /tenant not found/],
    ['PATCH', `/objects/A/${ID}`, { tenant: 'cold', properties: { fresh: 5 } }, /tenant not active/],
    ['PATCH', `/objects/Plain/${ID}`, { tenant: 'hot', properties: { fresh: 5 } }, /is disabled/],
  ] as const)('%s %s with %j is refused, and changes nothing', async (method, path, body, message) => {
    const classes = server.store.listClasses();
    const answer = await server.call(method, path, body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(422);
    expect(server.store.tenants.list('A').map(({ objects }) => objects)).toEqual([0, 1, 0]);
    expect(server.store.count('Plain')).toBe(1);
    expect(server.store.listClasses()).toEqual(classes);
  });
});

describe('autoTenantActivation', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serverWithTenants({ autoTenantActivation: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    ['GET', `/objects/A/${ID}?tenant=t1`, 't1', undefined, 'COLD', 200],
    ['HEAD', `/objects/A/${ID}?tenant=t2`, 't2', undefined, 'COLD', 204],
    ['GET', '/objects?class=A&tenant=t3', 't3', undefined, 'FROZEN', 200],
    ['PUT', `/objects/A/${ID}`, 't4', { tenant: 't4', properties: { n: 2 } }, 'COLD', 200],
    ['PATCH', `/objects/A/${ID}`, 't5', { tenant: 't5', properties: { n: 2 } }, 'FROZEN', 204],
    ['DELETE', `/objects/A/${ID}?tenant=t6`, 't6', undefined, 'COLD', 204],
    ['POST', '/objects', 't7', { class: 'A', tenant: 't7', id: OTHER_ID }, 'FROZEN', 200],
    ['POST', '/batch/objects', 't8', { objects: [{ class: 'A', tenant: 't8' }] }, 'COLD', 200],
  ] as const)('is heeded by %s %s', async (method, url, name, body, activityStatus, status) => {
    await server.call('POST', '/schema/A/tenants', [{ name }]);
    await put(server, name, 1);
    await server.call('PUT', '/schema/A/tenants', [{ name, activityStatus }]);
    expect(statusOf(server, name)).not.toBe('HOT');
    expect((await server.call(method, url, body)).status).toBe(status);
    expect(statusOf(server, name)).toBe('HOT');
  });
});

describe('autoTenantCreation', () => {
  it('makes the tenants that objects are added to, and those alone', async () => {
    await using server = await serverWithTenants({ autoTenantCreation: true });
    expect((await put(server, 'one', 1)).status).toBe(200);
    const objects = ['two', 'a b', 'x'.repeat(100_000)].map((tenant) => ({ class: 'A', id: ID, tenant }));
    const { text, body } = await server.call('POST', '/batch/objects', { objects });
    expect(body).toMatchObject([
      { tenant: 'two', result: { status: 'SUCCESS' } },
      { result: { status: 'FAILED' } },
      { result: { status: 'FAILED' } },
    ]);
    expect(text).toMatch(/name is \\"x{99}…: allowed are 1 to 64 letters/);
    expect((await server.call('GET', `/objects/A/${ID}?tenant=three`)).status).toBe(422);
    expect((await server.call('PUT', `/objects/A/${ID}`, { tenant: 'three' })).status).toBe(422);
    const names = server.store.tenants.list('A').map(({ name }) => name);
    expect(names).toEqual(['cold', 'hot', 'one', 'other', 'two']);
  });
});

describe('POST /v1/batch/objects', () => {
  it('writes objects of many tenants, and says of each of the others what is wrong', async () => {
    await using server = await serverWithTenants();
    const sent = [
      { class: 'A', id: ID, tenant: 'hot', properties: { n: 1 } },
      { class: 'A', id: ID, tenant: 'other', properties: { n: 2 } },
      { class: 'A', id: ID, tenant: 'cold' },
      { class: 'A', id: ID, tenant: 'nobody' },
      { class: 'A', id: ID },
      { class: 'B', id: ID, tenant: 'hot' },
      { class: 'Plain', id: ID },
      { class: 'Plain', id: OTHER_ID, tenant: 'hot' },
      { class: 'A', id: OTHER_ID, tenant: 'hot', properties: { n: 3 } },
      { class: 'A', id: ID, tenant: 5 },
    ];
    const answer = await server.call('POST', '/batch/objects', { objects: sent });
    expect(answer.status).toBe(200);
    const results = answer.body as {
      tenant?: string;
      result: { status: string; errors?: { error: [{ message: string }] } };
    }[];
    expect(results.map(({ result }) => result.errors?.error[0].message ?? result.status)).toEqual([
      'SUCCESS',
      'SUCCESS',
      expect.stringContaining('tenant not active: "cold"'),
      expect.stringContaining('tenant not found: "nobody"'),
      expect.stringContaining('name a tenant'),
      expect.stringContaining('create class B with multiTenancyConfig.enabled'),
      'SUCCESS',
      expect.stringContaining('multi-tenancy is disabled for class "Plain"'),
      'SUCCESS',
      expect.stringContaining('invalid tenant 5'),
    ]);
    expect(results.map(({ tenant }) => tenant)).toEqual([
      ...sent.slice(0, 9).map(({ tenant }) => tenant),
      undefined,
    ]);
    expect(server.store.tenants.list('A').map(({ name, objects }) => [name, objects])).toEqual([
      ['cold', 0],
      ['hot', 2],
      ['other', 1],
    ]);
    expect([numberOf(server, 'hot'), numberOf(server, 'other')]).toEqual(['{"n":1}', '{"n":2}']);
    expect(server.store.count('Plain')).toBe(1);
    expect(server.store.getClass('B')).toBeNull();
  });

  it('writes to a thousand tenants in one batch', { tags: 'long' }, async () => {
    await using server = await serverWithTenants({ autoTenantCreation: true });
    const objects = Array.from({ length: 2000 }, (_, n) => ({
      class: 'A',
      tenant: `T${n % 1000}`,
      properties: { n },
    }));
    const { body } = await server.call('POST', '/batch/objects', { objects });
    const statuses = (body as { result: { status: string } }[]).map(({ result }) => result.status);
    expect(new Set(statuses)).toEqual(new Set(['SUCCESS']));
    expect(server.store.count('A')).toBe(2000);
    expect(server.store.tenants.get('A', 'T999')).toMatchObject({ objects: 2 });
  });
});
