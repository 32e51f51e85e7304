import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { giveRoles, headersOf, rolesFor } from '@weaviate-export/test-access';
import { messageOf, TestServer } from '../test-server.fixture.ts';

const ID = 'a0000000-0000-4000-8000-000000000001';
const IN_B = 'a0000000-0000-4000-8000-000000000002';
const NO_ID = 'b0000000-0000-4000-8000-000000000001';

describe('the deprecated /v1/objects/{id}', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'Tenanted', multiTenancyConfig: { enabled: true } });
    await server.call('POST', '/schema/Tenanted/tenants', [{ name: 't' }]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  beforeEach(async () => {
    const objects = [
      { class: 'B', id: ID, properties: { name: 'in b' } },
      { class: 'A', id: ID, properties: { name: 'in a' }, vector: [1, 2] },
      { class: 'B', id: IN_B, properties: { name: 'in b alone' } },
      { class: 'Tenanted', id: NO_ID, tenant: 't' },
    ];
    await server.call('POST', '/batch/objects', { objects });
  });

  it('GET finds an object in whatever class, the first by name where there are many', async () => {
    const found = await server.call('GET', `/objects/${ID.toUpperCase()}?include=vector`);
    expect(found).toMatchObject({
      status: 200,
      body: { class: 'A', id: ID, properties: { name: 'in a' }, vector: [1, 2] },
    });
    expect(await server.call('GET', `/objects/${IN_B}`)).toMatchObject({ status: 200, body: { class: 'B' } });
  });

  it('HEAD tells whether an object is there', async () => {
    expect((await server.call('HEAD', `/objects/${IN_B}`)).status).toBe(204);
    expect((await server.call('HEAD', `/objects/${NO_ID}`)).status).toBe(404);
  });

  it('PUT replaces the object of the class that the body names', async () => {
    const body = { class: 'b', id: ID, properties: { name: 'new' } };
    expect(await server.call('PUT', `/objects/${ID}`, body)).toMatchObject({
      status: 200,
      body: { class: 'B', id: ID, properties: { name: 'new' } },
    });
    expect(server.store.get('B', ID)?.properties).toBe('{"name":"new"}');
    expect(server.store.get('A', ID)?.properties).toBe('{"name":"in a"}');
  });

  it('PATCH merges into the object of the class that the body names', async () => {
    const body = { class: 'A', properties: { more: 1 } };
    expect((await server.call('PATCH', `/objects/${ID}`, body)).status).toBe(204);
    expect(server.store.get('A', ID)?.properties).toBe('{"name":"in a","more":1}');
    expect(server.store.get('B', ID)?.properties).toBe('{"name":"in b"}');
  });

  it('PUT and PATCH reach the object of a tenant', async () => {
    const body = { class: 'Tenanted', tenant: 't', properties: { p: 1 } };
    expect((await server.call('PUT', `/objects/${NO_ID}`, body)).status).toBe(200);
    expect((await server.call('PATCH', `/objects/${NO_ID}`, body)).status).toBe(204);
    expect(server.store.get('Tenanted', NO_ID, 't')?.properties).toBe('{"p":1}');
  });

  it('DELETE deletes the objects of this id in all classes', async () => {
    expect(await server.call('DELETE', `/objects/${ID}`)).toMatchObject({ status: 204, text: '' });
    expect([server.store.has('A', ID), server.store.has('B', ID)]).toEqual([false, false]);
    expect(server.store.has('B', IN_B)).toBe(true);
    expect((await server.call('DELETE', `/objects/${ID}`)).status).toBe(404);
  });

  it.each([
    ['GET', NO_ID, undefined, 404, /object ".*" does not exist in any class without tenants/],
    ['GET', 'x', undefined, 422, /id "x" is not a UUID/],
    ['GET', `${NO_ID}?tenant=t`, undefined, 422, /invalid tenant "t": it needs the class in the path/],
    ['GET', `${ID}?include=all`, undefined, 422, /invalid include "all"/],
    ['DELETE', NO_ID, undefined, 404, /does not exist in any class/],
    ['DELETE', 'x', undefined, 422, /not a UUID/],
    ['DELETE', `${NO_ID}?tenant=t`, undefined, 422, /it needs the class in the path/],
    ['PUT', ID, { properties: {} }, 422, /class is missing/],
    ['PUT', ID, undefined, 422, /class is missing/],
    ['PUT', ID, { class: 'A', id: NO_ID }, 422, /invalid id .*as in the path/],
    ['PUT', NO_ID, { class: 'A' }, 404, /of class "A" does not exist/],
    ['PUT', NO_ID, { class: 'Missing' }, 404, /class "Missing" does not exist/],
    ['PATCH', ID, { properties: {} }, 422, /class is missing/],
    ['PATCH', ID, [], 422, /class is missing/],
    ['PATCH', NO_ID, { class: 'A' }, 404, /of class "A" does not exist/],
  ] as const)('%s %s with %o is refused with %d', async (method, path, body, status, message) => {
    const answer = await server.call(method, `/objects/${path}`, body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(status);
  });
});

it('the deprecated /v1/objects/{id} asks for every class where none is named, and for that one where it is', async () => {
  await using server = await TestServer.start(rolesFor('one', 'all'));
  const of = (collection: string) =>
    ['read_data', 'update_data', 'delete_data'].map((action) => ({ action, data: { collection } }));
  await giveRoles((path, body, headers) => server.call('POST', path, body, headers), {
    one: of('A'),
    all: of('*'),
  });
  await server.call('POST', '/objects', { class: 'A', id: ID }, headersOf('root'));
  await server.call('POST', '/objects', { class: 'B', id: ID }, headersOf('root'));
  const statuses = async (user: string | null) => {
    const answered: number[] = [];
    for (const [method, body] of [
      ['GET', undefined],
      ['HEAD', undefined],
      ['PUT', { class: 'A' }],
      ['PUT', { class: 'B' }],
      ['PATCH', { class: 'A' }],
      ['PATCH', { class: 'B' }],
      ['DELETE', undefined],
    ] as const)
      answered.push((await server.call(method, `/objects/${ID}`, body, headersOf(user))).status);
    return answered;
  };
  expect(await statuses(null)).toEqual([401, 401, 401, 401, 401, 401, 401]);
  expect(await statuses('one')).toEqual([403, 403, 200, 403, 204, 403, 403]);
  expect(await statuses('all')).toEqual([200, 204, 200, 200, 204, 204, 204]);
});
