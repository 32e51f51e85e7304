import { giveRoles, headersOf, rolesFor } from '@weaviate-export/test-access';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messageOf, TestServer } from '../test-server.fixture.ts';

const ID = 'a0000000-0000-4000-8000-000000000001';
const OTHER_ID = 'a0000000-0000-4000-8000-000000000002';
const NO_ID = 'b0000000-0000-4000-8000-000000000001';

const to = (name: string) => ({ beacon: `weaviate://localhost/${name}` });
const property = (name: string, ...dataType: string[]) => ({ name, dataType });

async function serverWithClasses(environment = {}, headers = {}): Promise<TestServer> {
  const server = await TestServer.start(environment);
  await server.call('POST', '/schema', { class: 'B' }, headers);
  const properties = [property('name', 'text'), property('to', 'B'), property('any', 'A', 'B')];
  await server.call('POST', '/schema', { class: 'A', properties }, headers);
  return server;
}

async function fill(server: TestServer, headers = {}): Promise<void> {
  const objects = [
    { class: 'A', id: ID, properties: { name: 'one', big: 9 }, vector: [1, 2] },
    { class: 'B', id: ID },
    { class: 'B', id: OTHER_ID },
  ];
  await server.call('POST', '/batch/objects', { objects }, headers);
}

describe('/v1/objects/{class}/{id}/references/{property}', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serverWithClasses();
    const multiTenancyConfig = { enabled: true };
    const properties = [property('own', 'Tenanted'), property('to', 'B')];
    await server.call('POST', '/schema', { class: 'Tenanted', multiTenancyConfig, properties });
    await server.call('POST', '/schema/Tenanted/tenants', [{ name: 't' }, { name: 'u' }]);
    await server.call('POST', '/schema', { class: 'Outer', properties: [property('to', 'Tenanted')] });
    await server.call('POST', '/objects', { class: 'Tenanted', id: ID, tenant: 't' });
    await server.call('POST', '/objects', { class: 'Outer', id: ID });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => fill(server));

  const path = `/objects/A/${ID}/references`;
  const kept = (name: string) =>
    (JSON.parse(server.store.get('A', ID)?.properties ?? '{}') as Record<string, unknown>)[name];

  it('POST adds a reference behind those that are there, in its one form', async () => {
    expect(await server.call('POST', `${path}/to`, to(`B/${OTHER_ID}`))).toMatchObject({
      status: 200,
      text: '',
    });
    expect((await server.call('POST', `${path}/to`, to(ID.toUpperCase()))).status).toBe(200);
    expect((await server.call('POST', `${path}/to`, to(`b/${OTHER_ID}`))).status).toBe(200);
    expect(kept('to')).toEqual([to(`B/${OTHER_ID}`), to(`B/${ID}`), to(`B/${OTHER_ID}`)]);
    expect(server.store.get('A', ID)).toMatchObject({ vector: Float32Array.of(1, 2) });
    expect(kept('name')).toBe('one');
  });

  it('PUT puts references in the place of those that are there', async () => {
    await server.call('POST', `${path}/any`, to(`B/${OTHER_ID}`));
    const references = [to(`A/${ID}`), to(`B/${ID}`)];
    expect(await server.call('PUT', `${path}/any`, references)).toMatchObject({ status: 200, text: '' });
    expect(kept('any')).toEqual(references);
    expect((await server.call('PUT', `${path}/any`, [])).status).toBe(200);
    expect(kept('any')).toEqual([]);
  });

  it('DELETE takes a reference away, however often it is there, and need not find it', async () => {
    await server.call('PUT', `${path}/to`, [to(OTHER_ID), to(ID), to(OTHER_ID)]);
    expect(await server.call('DELETE', `${path}/to`, to(`B/${OTHER_ID}`))).toMatchObject({
      status: 204,
      text: '',
    });
    expect(kept('to')).toEqual([to(`B/${ID}`)]);
    expect((await server.call('DELETE', `${path}/to`, to(NO_ID))).status).toBe(204);
    expect((await server.call('DELETE', `${path}/to`, to(ID))).status).toBe(204);
    expect(kept('to')).toEqual([]);
  });

  it('DELETE takes away references that an older version has kept as they came', async () => {
    const old = `{"to":[{"beacon":"weaviate://localhost/b/${ID.toUpperCase()}"},{"beacon":"weaviate://localhost/${ID}"}]}`;
    await server.store.update('A', ID, (object) => ({ ...object, properties: old }));
    expect((await server.call('DELETE', `${path}/to`, to(`B/${ID}`))).status).toBe(204);
    expect(kept('to')).toEqual([]);
  });

  it('the deprecated ones find the object by its id', async () => {
    await server.call('POST', '/objects', { class: 'A', id: NO_ID });
    const classless = `/objects/${NO_ID}/references/to`;
    expect((await server.call('POST', classless, to(ID))).status).toBe(200);
    expect(server.store.get('A', NO_ID)?.properties).toBe(JSON.stringify({ to: [to(`B/${ID}`)] }));
    expect((await server.call('PUT', classless, [to(OTHER_ID)])).status).toBe(200);
    expect(server.store.get('A', NO_ID)?.properties).toBe(JSON.stringify({ to: [to(`B/${OTHER_ID}`)] }));
    expect((await server.call('DELETE', classless, to(OTHER_ID))).status).toBe(204);
    expect(server.store.get('A', NO_ID)?.properties).toBe('{"to":[]}');
    await server.call('DELETE', `/objects/A/${NO_ID}`);
    for (const [method, body, status] of [
      ['POST', to(ID), 422],
      ['PUT', [], 422],
      ['DELETE', to(ID), 404],
    ] as const)
      expect((await server.call(method, classless, body)).status).toBe(status);
  });

  it('an object of a tenant refers to those of its tenant, and to those without', async () => {
    const tenants = `/objects/Tenanted/${ID}/references`;
    expect((await server.call('POST', `${tenants}/own?tenant=t`, to(ID))).status).toBe(200);
    expect((await server.call('POST', `${tenants}/to?tenant=t`, to(OTHER_ID))).status).toBe(200);
    expect(server.store.get('Tenanted', ID, 't')?.properties).toBe(
      JSON.stringify({ own: [to(`Tenanted/${ID}`)], to: [to(`B/${OTHER_ID}`)] }),
    );
    for (const [place, status] of [
      [`${tenants}/to?tenant=u`, 404],
      [`${tenants}/to`, 422],
      [`/objects/Outer/${ID}/references/to`, 422],
    ] as const)
      expect((await server.call('POST', place, to(ID))).status).toBe(status);
  });

  it.each([
    ['POST', `A/${ID}/references/to`, to(`B/${NO_ID}`), 422, /invalid beacon ".*": it leads to no object/],
    ['POST', `A/${ID}/references/to`, to(`A/${ID}`), 422, /property "to\[0\]" of class "A" is .* to B/],
    ['POST', `A/${ID}/references/any`, to(ID), 422, /property "any\[0\]" of class "A" is .* to A or B/],
    ['POST', `A/${ID}/references/name`, to(ID), 422, /invalid property "name": class A has no such property/],
    ['POST', `A/${ID}/references/missing`, to(ID), 422, /invalid property "missing"/],
    ['POST', `A/${ID}/references/to`, {}, 422, /property "to\[0\]" of class "A" is \{\}/],
    ['POST', `A/${ID}/references/to`, { beacon: 'x' }, 422, /property "to\[0\]"/],
    ['POST', `A/${ID}/references/to`, [to(ID)], 422, /property "to\[0\]"/],
    ['POST', `A/${ID}/references/to`, 'null', 422, /property "to\[0\]"/],
    ['POST', `A/${ID}/references/to`, undefined, 422, /a reference is/],
    ['POST', `A/${NO_ID}/references/to`, to(ID), 404, /does not exist/],
    ['POST', `Missing/${ID}/references/to`, to(ID), 422, /invalid class "Missing": it does not exist/],
    ['POST', 'A/x/references/to', to(ID), 422, /not a UUID/],
    ['PUT', `A/${ID}/references/to`, [to(ID), to(NO_ID)], 422, /it leads to no object/],
    ['PUT', `A/${ID}/references/to`, to(ID), 422, /property "to" of class "A"/],
    ['PUT', `A/${ID}/references/to`, 'null', 422, /property "to" of class "A"/],
    ['PUT', `A/${ID}/references/name`, [], 422, /invalid property "name"/],
    ['PUT', `A/${NO_ID}/references/to`, [], 404, /does not exist/],
    ['DELETE', `A/${ID}/references/name`, to(ID), 422, /invalid property "name"/],
    ['DELETE', `A/${ID}/references/to`, undefined, 422, /a reference is/],
    ['DELETE', `A/${NO_ID}/references/to`, to(ID), 404, /does not exist/],
  ] as const)('%s %s with %o is refused with %d', async (method, place, body, status, message) => {
    const before = server.store.get('A', ID);
    const answer = await server.call(method, `/objects/${place}`, body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(status);
    expect(server.store.get('A', ID)).toEqual(before);
  });

  it('loses none of many references that come at once', async () => {
    await Promise.all(Array.from({ length: 30 }, () => server.call('POST', `${path}/to`, to(ID))));
    expect(kept('to')).toEqual(Array.from({ length: 30 }, () => to(`B/${ID}`)));
  });

  it('keeps, whatever is added, replaced and taken away, what a list of them would hold', async () => {
    const target = fc.constantFrom(`B/${ID}`, `B/${OTHER_ID}`, `A/${ID}`);
    const step = fc.oneof(
      fc.record({ method: fc.constant('POST' as const), targets: fc.tuple(target) }),
      fc.record({ method: fc.constant('DELETE' as const), targets: fc.tuple(target) }),
      fc.record({ method: fc.constant('PUT' as const), targets: fc.array(target, { maxLength: 4 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        await fill(server);
        let model: string[] = [];
        for (const { method, targets } of steps) {
          const body = targets.map(to);
          await server.call(method, `${path}/any`, method === 'PUT' ? body : body[0]);
          if (method === 'PUT') model = targets;
          else if (method === 'POST') model = [...model, ...targets];
          else model = model.filter((one) => one !== targets[0]);
        }
        expect(kept('any') ?? []).toEqual(model.map(to));
      }),
      { numRuns: 50, seed: 12 },
    );
  });
});

describe('POST /v1/batch/references', () => {
  interface Result {
    from?: unknown;
    to?: unknown;
    result: { status: string; errors?: { error: [{ message: string }] } };
  }
  const from = (name: string) => `weaviate://localhost/${name}`;

  it('adds what fits, and says of each of the others what is wrong', async () => {
    await using server = await serverWithClasses();
    await fill(server);
    const answer = await server.call<Result[]>('POST', '/batch/references', [
      { from: from(`A/${ID}/to`), to: from(`B/${OTHER_ID}`) },
      { from: from(`a/${ID.toUpperCase()}/to`), to: from(ID) },
      { from: from(`A/${ID}/any`), to: from(`A/${NO_ID}`) },
      { from: from(`A/${ID}/missing`), to: from(ID) },
      { from: from(`A/${NO_ID}/to`), to: from(ID) },
      { from: from(`Missing/${ID}/to`), to: from(ID) },
      { from: from(`${ID}/to`), to: from(ID) },
      { from: 'x', to: from(ID) },
      { from: from(`A/${ID}/to`), to: 5 },
      { from: from(`A/${ID}/any`), to: from(ID) },
      { from: from(`A/${ID}/to`), to: from(ID), tenant: 't' },
      { from: from(`A/${ID}/to`), to: from(ID), tenant: 5 },
      null,
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body.map(({ result }) => result.errors?.error[0].message ?? result.status)).toEqual([
      'SUCCESS',
      'SUCCESS',
      'SUCCESS',
      expect.stringContaining('invalid property "missing"'),
      expect.stringContaining('does not exist'),
      expect.stringContaining('class "Missing" does not exist'),
      expect.stringContaining('invalid from'),
      expect.stringContaining('invalid from "x"'),
      expect.stringContaining('invalid to 5'),
      expect.stringContaining('property "any[0]"'),
      expect.stringContaining('multi-tenancy is disabled'),
      expect.stringContaining('invalid tenant 5'),
      expect.stringContaining('invalid from null'),
    ]);
    expect(answer.body[1]).toEqual({
      from: from(`a/${ID.toUpperCase()}/to`),
      to: from(`B/${ID}`),
      result: { status: 'SUCCESS' },
    });
    expect(JSON.parse(server.store.get('A', ID)?.properties ?? '')).toEqual({
      name: 'one',
      big: 9,
      to: [to(`B/${OTHER_ID}`), to(`B/${ID}`)],
      any: [to(`A/${NO_ID}`)],
    });
  });

  it('adds thousands to objects of tenants, each in its order', { tags: 'long' }, async () => {
    await using server = await serverWithClasses();
    const properties = [property('to', 'B')];
    await server.call('POST', '/schema', { class: 'T', multiTenancyConfig: { enabled: true }, properties });
    await server.call('POST', '/schema/T/tenants', [{ name: 't' }, { name: 'u' }]);
    const numbered = (index: number) => `c0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const objects = Array.from({ length: 600 }, (_, index) => ({
      class: 'T',
      id: numbered(index),
      tenant: index % 2 === 0 ? 't' : 'u',
    }));
    await server.call('POST', '/batch/objects', { objects });
    const references = Array.from({ length: 3_000 }, (_, index) => ({
      from: from(`T/${numbered(index % 600)}/to`),
      to: from(numbered(index)),
      tenant: index % 2 === 0 ? 't' : 'u',
    }));
    const { body } = await server.call<Result[]>('POST', '/batch/references', references);
    expect(new Set(body.map(({ result }) => result.status))).toEqual(new Set(['SUCCESS']));
    for (const [index, { id, tenant }] of objects.entries()) {
      const expected = [0, 1, 2, 3, 4].map((round) => to(`B/${numbered(index + round * 600)}`));
      expect(JSON.parse(server.store.get('T', id, tenant)?.properties ?? '')).toEqual({ to: expected });
    }
  });

  it.each([[[]], [{}], ['null']])('refuses %j', async (body) => {
    await using server = await TestServer.start();
    expect((await server.call('POST', '/batch/references', body)).status).toBe(422);
  });
});

describe('POST /v1/objects/validate', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serverWithClasses();
    await fill(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    { class: 'A', id: NO_ID, properties: { name: 'x', to: [to(ID)] }, vector: [1] },
    { class: 'a', id: ID, properties: {} },
    { class: 'A', id: NO_ID },
  ])('says yes to %j, and writes nothing', async (body) => {
    const before = [server.store.get('A', ID), server.store.get('A', NO_ID)];
    expect(await server.call('POST', '/objects/validate', body)).toMatchObject({ status: 200, text: '' });
    expect([server.store.get('A', ID), server.store.get('A', NO_ID)]).toEqual(before);
  });

  it.each([
    [{ class: 'A', properties: {} }, /id .* is not a UUID/],
    [{ class: 'A', id: 'x' }, /id "x" is not a UUID/],
    [{ class: 'A', id: NO_ID, properties: { name: 5 } }, /property "name" of class "A" is 5/],
    [{ class: 'A', id: NO_ID, properties: { fresh: 5 } }, /property "fresh" .*no such property/],
    [{ class: 'Missing', id: NO_ID }, /invalid class "Missing": it does not exist/],
    [{ id: NO_ID }, /class is missing/],
    [{ class: 'A', id: NO_ID, vector: 'x' }, /vector of class "A"/],
    [undefined, /must be a JSON object/],
  ])('says what is wrong with %j, and makes no class of it', async (body, message) => {
    const answer = await server.call('POST', '/objects/validate', body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(422);
    expect(server.store.listClasses()).toHaveLength(2);
    expect(server.store.getClass('A')?.properties).toHaveLength(4);
  });
});

it('references ask to update the object, and to read what they lead to', async () => {
  const environment = rolesFor('writer', 'linker', 'reader');
  await using server = await serverWithClasses(environment, headersOf('root'));
  await fill(server, headersOf('root'));
  const data = (action: string, collection: string) => ({ action, data: { collection } });
  await giveRoles((path, body, headers) => server.call('POST', path, body, headers), {
    writer: [data('update_data', 'A')],
    linker: [data('update_data', 'A'), data('read_data', 'B')],
    reader: [data('read_data', '*')],
  });
  const statuses = async (user: string | null) => {
    const answered: number[] = [];
    const path = `/objects/A/${ID}/references/to`;
    for (const [method, place, body] of [
      ['POST', path, to(ID)],
      ['POST', path, to(NO_ID)],
      ['PUT', path, [to(ID)]],
      ['DELETE', path, to(ID)],
      ['POST', `/objects/${ID}/references/to`, to(ID)],
      ['PUT', `/objects/${ID}/references/to`, []],
      ['DELETE', `/objects/${ID}/references/to`, to(ID)],
      ['POST', '/batch/references', [{ from: to(`A/${ID}/to`).beacon, to: to(ID).beacon }]],
      ['POST', '/batch/references', [{ from: to(`B/${ID}/to`).beacon, to: to(ID).beacon }]],
      ['POST', '/objects/validate', { class: 'A', id: ID }],
    ] as const)
      answered.push((await server.call(method, place, body, headersOf(user))).status);
    return answered;
  };
  expect(await statuses(null)).toEqual(Array.from({ length: 10 }, () => 401));
  expect(await statuses('writer')).toEqual([403, 403, 403, 204, 403, 403, 403, 403, 403, 403]);
  expect(await statuses('linker')).toEqual([200, 422, 200, 204, 403, 403, 403, 200, 403, 403]);
  expect(await statuses('reader')).toEqual([403, 403, 403, 403, 403, 403, 403, 403, 403, 200]);
  expect(await statuses('root')).toEqual([200, 422, 200, 204, 200, 200, 204, 200, 200, 200]);
});
