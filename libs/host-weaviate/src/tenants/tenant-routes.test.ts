import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, TestServer, messageOf } from '../test-server.fixture.ts';

const TENANTS = '/schema/A/tenants';

/** A server with the class `A` of tenants, and the class `Plain` without. */
async function serverWithClasses(): Promise<TestServer> {
  const server = await TestServer.start();
  for (const definition of [{ class: 'A', multiTenancyConfig: { enabled: true } }, { class: 'Plain' }])
    expect((await server.call('POST', '/schema', definition)).status).toBe(200);
  return server;
}

const ok = (body: unknown) => ({ status: 200, body });
const namesOf = (answer: Answer) => (answer.body as { name: string }[]).map(({ name }) => name);

describe('/v1/schema/{class}/tenants', () => {
  it('creates, lists, changes and deletes tenants, and answers as Weaviate does', async () => {
    await using server = await serverWithClasses();
    expect(
      await server.call('POST', '/schema/a/tenants', [{ name: 'bob' }, { name: 'anna', activityStatus: '' }]),
    ).toMatchObject(
      ok([
        { name: 'bob', activityStatus: 'HOT' },
        { name: 'anna', activityStatus: 'HOT' },
      ]),
    );
    expect(await server.call('PUT', TENANTS, [{ name: 'anna', activityStatus: 'OFFLOADED' }])).toMatchObject(
      ok([{ name: 'anna', activityStatus: 'FROZEN' }]),
    );
    expect(await server.call('GET', '/schema/a/tenants')).toMatchObject(
      ok([
        { name: 'anna', activityStatus: 'FROZEN' },
        { name: 'bob', activityStatus: 'HOT' },
      ]),
    );
    expect(await server.call('DELETE', TENANTS, ['bob', 'nobody'])).toEqual({
      status: 200,
      text: '',
      body: undefined,
    });
    expect(namesOf(await server.call('GET', TENANTS))).toEqual(['anna']);
    expect(await server.call('DELETE', TENANTS, ['anna'])).toMatchObject({ status: 200 });
    expect(await server.call('GET', TENANTS)).toMatchObject(ok([]));
  });

  it('takes the newer and the older words for a status, and answers with the older ones', async () => {
    await using server = await serverWithClasses();
    await server.call('POST', TENANTS, [{ name: 'T' }]);
    const words = { ACTIVE: 'HOT', INACTIVE: 'COLD', HOT: 'HOT', COLD: 'COLD' };
    for (const [sent, answered] of Object.entries(words)) {
      const tenants = [{ name: `created-${sent}`, activityStatus: sent }];
      const expected = ok([{ name: `created-${sent}`, activityStatus: answered }]);
      expect(await server.call('POST', TENANTS, tenants)).toMatchObject(expected);
    }
    for (const [sent, answered] of Object.entries({ ...words, OFFLOADED: 'FROZEN', FROZEN: 'FROZEN' })) {
      const tenants = [{ name: 'T', activityStatus: sent }];
      const expected = ok([{ name: 'T', activityStatus: answered }]);
      expect(await server.call('PUT', TENANTS, tenants)).toMatchObject(expected);
    }
  });

  it('creating a tenant that is there leaves it as it is, and says how that is', async () => {
    await using server = await serverWithClasses();
    await server.call('POST', TENANTS, [{ name: 'T', activityStatus: 'COLD' }]);
    expect(await server.call('POST', TENANTS, [{ name: 'T', activityStatus: 'HOT' }])).toMatchObject(
      ok([{ name: 'T', activityStatus: 'COLD' }]),
    );
  });

  it('creates and lists thousands of tenants, in order of name', async () => {
    await using server = await serverWithClasses();
    const names = Array.from({ length: 5000 }, (_, number) => `T${String(number).padStart(4, '0')}`);
    await server.call(
      'POST',
      TENANTS,
      names.map((name) => ({ name })),
    );
    expect(namesOf(await server.call('GET', TENANTS))).toEqual(names);
    // As many as are read at once.
    await server.call('DELETE', TENANTS, names.slice(500));
    expect(namesOf(await server.call('GET', TENANTS))).toEqual(names.slice(0, 500));
  });

  it('a class reads back with its tenancy, and can be created again from that', async () => {
    await using server = await serverWithClasses();
    const definition = (await server.call('GET', '/schema/A')).body as Record<string, unknown>;
    expect(definition).toMatchObject({
      multiTenancyConfig: { enabled: true, autoTenantCreation: false, autoTenantActivation: false },
      shardingConfig: { desiredCount: 0 },
    });
    expect(await server.call('POST', '/schema', { ...definition, class: 'B' })).toMatchObject(
      ok({ ...definition, class: 'B' }),
    );
  });
});

describe('/v1/schema/{class}/tenants/{tenant}', () => {
  it('GET gives the tenant, and HEAD says that it is there', async () => {
    await using server = await serverWithClasses();
    await server.call('POST', TENANTS, [{ name: 'T', activityStatus: 'INACTIVE' }]);
    expect(await server.call('GET', '/schema/a/tenants/T')).toMatchObject(
      ok({ name: 'T', activityStatus: 'COLD' }),
    );
    const head = await server.app.inject({ method: 'HEAD', url: `/v1${TENANTS}/T` });
    expect([head.statusCode, head.payload]).toEqual([200, '']);
  });
});

describe('what /v1/schema/{class}/tenants/{tenant} refuses', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serverWithClasses();
    await server.call('POST', TENANTS, [{ name: 'T' }]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    [`${TENANTS}/t`, 404, /tenant not found: "t" in class "A"/],
    [`${TENANTS}/a%20b`, 404, /tenant not found: "a b"/],
    ['/schema/B/tenants/T', 404, /class "B" does not exist/],
    ['/schema/Plain/tenants/T', 422, /multi-tenancy is disabled for class "Plain"/],
  ])('GET and HEAD of %s are %d', async (path, status, message) => {
    const answer = await server.call('GET', path);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(status);
    expect((await server.app.inject({ method: 'HEAD', url: `/v1${path}` })).statusCode).toBe(status);
  });
});

describe('what /v1/schema/{class}/tenants refuses', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serverWithClasses();
    await server.call('POST', TENANTS, [{ name: 'T' }]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const long = '1'.repeat(30);
  it.each([
    ['POST', 'A', undefined, 422, /it must be an array of tenants/],
    ['POST', 'A', { name: 'U' }, 422, /it must be an array of tenants/],
    ['POST', 'A', ['U'], 422, /invalid tenant: "U" is none: it must be \{"name"/],
    ['POST', 'A', [null], 422, /invalid tenant: null is none/],
    ['POST', 'A', [{}], 422, /name is missing: it must be a text/],
    ['POST', 'A', [{ name: '' }], 422, /name is ""/],
    ['POST', 'A', `[{"name":${long}}]`, 422, /name is "1{30}"/],
    ['POST', 'A', '[{"name":"\\ud800"}]', 422, /name is "\\ud800": .*without half a surrogate pair/],
    ['DELETE', 'A', '["\\udc00"]', 422, /name is "\\udc00": .*without half a surrogate pair/],
    ['POST', 'A', [{ name: 'a b' }], 422, /name is "a b": allowed are 1 to 64 letters/],
    ['POST', 'A', [{ name: 'x'.repeat(1_000_000) }], 422, /^.{0,150}allowed are 1 to 64 letters/],
    ['POST', 'A', [{ name: 'U' }, { name: 'U' }], 422, /U is listed twice/],
    [
      'POST',
      'A',
      [{ name: 'U' }, { name: 'V', activityStatus: 'FROZEN' }],
      422,
      /activityStatus of "V" is "FROZEN": allowed are ACTIVE, INACTIVE, HOT, COLD/,
    ],
    ['POST', 'A', [{ name: 'U', activityStatus: 'hot' }], 422, /is "hot"/],
    ['POST', 'A', [{ name: 'U', activityStatus: 'FREEZING' }], 422, /is "FREEZING"/],
    ['POST', 'A', `[{"name":"U","activityStatus":${long}}]`, 422, /is "1{30}"/],
    ['POST', 'B', [{ name: 'U' }], 404, /class "B" does not exist/],
    ['POST', 'Plain', [{ name: 'U' }], 422, /multi-tenancy is disabled for class "Plain"/],
    ['PUT', 'A', undefined, 422, /it must be an array of tenants/],
    ['PUT', 'A', [{ name: 'T' }], 422, /activityStatus of "T" is missing: .*OFFLOADED, HOT, COLD, FROZEN/],
    ['PUT', 'A', [{ name: 'T', activityStatus: 'UNFREEZING' }], 422, /is "UNFREEZING"/],
    [
      'PUT',
      'A',
      [
        { name: 'T', activityStatus: 'COLD' },
        { name: 'U', activityStatus: 'COLD' },
      ],
      422,
      /tenant not found: "U" in class "A"/,
    ],
    ['PUT', 'Plain', [{ name: 'T', activityStatus: 'COLD' }], 422, /multi-tenancy is disabled/],
    ['DELETE', 'A', undefined, 422, /it must be an array of names/],
    ['DELETE', 'A', { name: 'T' }, 422, /it must be an array of names/],
    ['DELETE', 'A', ['T', { name: 'T' }], 422, /name is \{"name":"T"\}/],
    ['DELETE', 'A', ['T', ''], 422, /name is ""/],
    ['DELETE', 'B', ['T'], 404, /class "B" does not exist/],
    ['DELETE', 'Plain', ['T'], 422, /multi-tenancy is disabled/],
    ['GET', 'B', undefined, 404, /class "B" does not exist/],
    ['GET', 'Plain', undefined, 422, /multi-tenancy is disabled/],
  ] as const)('%s of %s with %j', async (method, className, body, status, message) => {
    const answer = await server.call(method, `/schema/${className}/tenants`, body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(status);
    expect(server.store.tenants.list('A')).toEqual([{ name: 'T', status: 'HOT', objects: 0 }]);
  });
});
