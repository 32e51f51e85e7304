import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weaviate, {
  ApiKey,
  type Collection,
  type CollectionConfigCreate,
  configure,
  dataType,
  Filters,
  reconfigure,
  type WeaviateClient,
} from 'weaviate-client';
import { type RunningServer, runServer } from './running-server.fixture.ts';

/** The client of npm, unchanged, against this server. */

const ID = '0e000000-0000-4000-8000-000000000001';
const OTHER_ID = 'f0000000-0000-4000-8000-000000000002';

let server: RunningServer;
let client: WeaviateClient;
let names = 0;

beforeAll(async () => {
  server = await runServer();
  client = await connect(server);
});

afterAll(async () => {
  await client.close();
  await server[Symbol.asyncDispose]();
});

function connect({ host, port, grpcPort }: RunningServer, key?: string): Promise<WeaviateClient> {
  return weaviate.connectToLocal({
    host,
    port,
    grpcPort,
    ...(key !== undefined && { authCredentials: new ApiKey(key) }),
  });
}

/** A new collection of its own for each test. */
async function collection(
  config: Omit<CollectionConfigCreate, 'name'> = {},
): Promise<Collection<undefined, string>> {
  const made = await client.collections.create({
    name: `Test${++names}`,
    vectorizers: configure.vectors.selfProvided(),
    ...config,
  });
  return made as unknown as Collection<undefined, string>;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  return Array.fromAsync(items);
}

describe('the client of npm', () => {
  it('connects, and learns a version that has the export API', async () => {
    expect(await client.isLive()).toBe(true);
    expect(await client.isReady()).toBe(true);
    expect(await client.getWeaviateVersion()).toMatchObject({ major: 1, minor: 37 });
  });

  it('connects with an API key, and is refused with none or another one', async () => {
    await using guarded = await runServer({
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'right',
      AUTHENTICATION_APIKEY_USERS: 'jane',
    });
    const known = await connect(guarded, 'right');
    const made = known.collections.use('Guarded');
    await made.data.insertMany([{ a: 1 }]);
    expect(await all(made.iterator())).toHaveLength(1);
    await known.close();
    await expect(connect(guarded)).rejects.toThrow(/no or wrong credentials/);
    await expect(connect(guarded, 'wrong')).rejects.toThrow(/no or wrong credentials/);
  });

  it('creates a collection, reads its configuration, lists and deletes it', async () => {
    const made = await collection({
      description: 'what it is for',
      properties: [
        { name: 'title', dataType: dataType.TEXT },
        {
          name: 'parts',
          dataType: dataType.OBJECT_ARRAY,
          nestedProperties: [{ name: 'n', dataType: dataType.INT }],
        },
      ],
    });
    expect(await made.exists()).toBe(true);
    const config = await made.config.get();
    expect(config).toMatchObject({ name: made.name, description: 'what it is for' });
    expect(config.properties.map(({ name, dataType: type }) => [name, type])).toEqual([
      ['title', 'text'],
      ['parts', 'object[]'],
    ]);
    expect(Object.keys(config.vectorizers)).toEqual(['default']);
    expect(await client.collections.export(made.name)).toEqual(config);
    await made.config.addProperty({ name: 'added', dataType: dataType.BOOLEAN });
    expect((await made.config.get()).properties.map(({ name }) => name)).toContain('added');
    expect((await client.collections.listAll()).map(({ name }) => name)).toContain(made.name);
    await client.collections.delete(made.name);
    expect(await client.collections.exists(made.name)).toBe(false);
  });

  it('inserts an object, and reads it by its id with its vector and times', async () => {
    const { data, query } = await collection();
    const id = await data.insert({ id: ID, properties: { title: 'one' }, vectors: [0.1, 0.2] });
    expect(id).toBe(ID);
    expect(await data.exists(ID)).toBe(true);
    expect(await data.exists(OTHER_ID)).toBe(false);
    const object = await query.fetchObjectById(ID, { includeVector: true });
    expect(object).toMatchObject({ uuid: ID, properties: { title: 'one' } });
    expect(object?.vectors).toEqual({ default: [Math.fround(0.1), Math.fround(0.2)] });
    expect(object?.metadata?.creationTime?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(object?.metadata?.updateTime).toEqual(object?.metadata?.creationTime);
    expect(await query.fetchObjectById(OTHER_ID)).toBeNull();
  });

  it('refuses a second object of one id', async () => {
    const { data } = await collection();
    await data.insert({ id: ID, properties: {} });
    await expect(data.insert({ id: ID, properties: {} })).rejects.toThrow(/already exists/);
  });

  it('replaces, updates and deletes an object', async () => {
    const { data, query } = await collection();
    await data.insert({ id: ID, properties: { a: 1, b: 'x' }, vectors: [1, 2] });
    await data.update({ id: ID, properties: { b: 'y' }, vectors: [3, 4] });
    expect(await query.fetchObjectById(ID, { includeVector: true })).toMatchObject({
      properties: { a: 1, b: 'y' },
      vectors: { default: [3, 4] },
    });
    await data.replace({ id: ID, properties: { b: 'z' } });
    expect((await query.fetchObjectById(ID))?.properties).toEqual({ a: undefined, b: 'z' });
    expect(await data.deleteById(ID)).toBe(true);
    expect(await data.exists(ID)).toBe(false);
  });

  it('inserts many objects of every type, and reads the same', async () => {
    const made = await collection({
      properties: [
        { name: 'text', dataType: dataType.TEXT },
        { name: 'int', dataType: dataType.INT },
        { name: 'number', dataType: dataType.NUMBER },
        { name: 'boolean', dataType: dataType.BOOLEAN },
        { name: 'date', dataType: dataType.DATE },
        { name: 'uuid', dataType: dataType.UUID },
        { name: 'blob', dataType: dataType.BLOB },
        { name: 'place', dataType: dataType.GEO_COORDINATES },
        { name: 'phone', dataType: dataType.PHONE_NUMBER },
        { name: 'texts', dataType: dataType.TEXT_ARRAY },
        { name: 'ints', dataType: dataType.INT_ARRAY },
        { name: 'numbers', dataType: dataType.NUMBER_ARRAY },
        { name: 'booleans', dataType: dataType.BOOLEAN_ARRAY },
        { name: 'dates', dataType: dataType.DATE_ARRAY },
        { name: 'uuids', dataType: dataType.UUID_ARRAY },
        { name: 'none', dataType: dataType.TEXT_ARRAY },
        { name: 'missing', dataType: dataType.TEXT },
        {
          name: 'object',
          dataType: dataType.OBJECT,
          nestedProperties: [
            { name: 'inner', dataType: dataType.TEXT },
            { name: 'ints', dataType: dataType.INT_ARRAY },
          ],
        },
        {
          name: 'objects',
          dataType: dataType.OBJECT_ARRAY,
          nestedProperties: [{ name: 'inner', dataType: dataType.NUMBER }],
        },
      ],
    });
    const plain = {
      text: 'ä€😀',
      int: Number.MAX_SAFE_INTEGER,
      number: -1.5e-7,
      boolean: false,
      date: new Date('2026-01-31T12:30:00.123Z'),
      uuid: OTHER_ID,
      texts: ['a', ''],
      ints: [1, -2],
      numbers: [0.1, -2.5],
      booleans: [true, false],
      dates: [new Date('2026-01-31T12:30:00Z'), new Date('1969-12-31T00:00:00Z')],
      uuids: [ID, OTHER_ID],
      none: [],
      object: { inner: 'x', ints: [3] },
      objects: [{ inner: 1.5 }, { inner: 2 }],
    };
    const place = { latitude: 52.5, longitude: 13.25 };
    const blob = Buffer.from([0, 255, 7]).toString('base64');
    const phone = { number: '+49 30 1234567', defaultCountry: 'DE' };
    const inserted = await made.data.insertMany([
      { id: ID, properties: { ...plain, blob, place, phone }, vectors: [1, 2, 3] },
    ]);
    expect(inserted).toMatchObject({ hasErrors: false, uuids: { 0: ID } });

    const object = await made.query.fetchObjectById(ID, { includeVector: true });
    expect(object?.properties).toEqual({
      ...plain,
      place,
      missing: undefined,
      phone: {
        input: phone.number,
        defaultCountry: 'DE',
        countryCode: 49,
        internationalFormatted: '+49 30 1234567',
        national: 301234567,
        nationalFormatted: '030 1234567',
        valid: true,
      },
    });
    expect(object?.vectors).toEqual({ default: [1, 2, 3] });
    const [withBlob] = (await made.query.fetchObjects({ returnProperties: ['blob', 'text'] })).objects;
    expect(withBlob?.properties).toEqual({ blob, text: plain.text });
    const [nested] = (
      await made.query.fetchObjects({ returnProperties: [{ name: 'object', properties: ['inner'] }] })
    ).objects;
    expect(nested?.properties).toEqual({ object: { inner: 'x' } });
  });

  it('learns which of many objects failed, and why', async () => {
    const { data } = await collection({ properties: [{ name: 'n', dataType: dataType.INT }] });
    const result = await data.insertMany([{ n: 1 }, { n: 'no number' }, { n: 3 }]);
    expect(result.hasErrors).toBe(true);
    expect(Object.keys(result.uuids)).toEqual(['0', '2']);
    expect(result.errors[1]?.message).toMatch(/property "n" .*"no number": it must be an integer/);
  });

  it('iterates over a collection: each object once, in order of id, with properties and vectors', async () => {
    const made = await collection();
    const objects = Array.from({ length: 130 }, (_, n) => ({ properties: { n }, vectors: [n, 1] }));
    await made.data.insertMany(objects);
    const read = await all(made.iterator({ includeVector: true }));
    expect(read.map(({ properties }) => properties['n'] as number).sort((a, b) => a - b)).toEqual(
      objects.map(({ properties }) => properties.n),
    );
    const ids = read.map(({ uuid }) => uuid);
    expect(ids).toEqual([...ids].sort());
    for (const { properties, vectors } of read) expect(vectors['default']).toEqual([properties['n'], 1]);
  });

  it('reads pages by limit, offset and cursor', async () => {
    const made = await collection();
    await made.data.insertMany(Array.from({ length: 30 }, (_, n) => ({ n })));
    const ids = (await all(made.iterator())).map(({ uuid }) => uuid);
    const page = async (options: { limit?: number; offset?: number; after?: string }) =>
      (await made.query.fetchObjects(options)).objects.map(({ uuid }) => uuid);
    expect(await page({})).toEqual(ids.slice(0, 10));
    expect(await page({ limit: 3 })).toEqual(ids.slice(0, 3));
    expect(await page({ limit: 3, offset: 5 })).toEqual(ids.slice(5, 8));
    expect(await page({ limit: 20, after: ids[14] ?? '' })).toEqual(ids.slice(15));
  });

  it('stores and reads named vectors and multi-vectors', async () => {
    const made = await collection({
      vectorizers: [
        configure.vectors.selfProvided({ name: 'a' }),
        configure.vectors.selfProvided({ name: 'b' }),
        configure.multiVectors.selfProvided({ name: 'many' }),
      ],
    });
    const vectors = {
      a: [1, 2],
      b: [3, 4, 5],
      many: [
        [1, 2],
        [3, 4],
      ],
    };
    await made.data.insertMany([{ id: ID, properties: {}, vectors }]);
    await made.data.insert({ id: OTHER_ID, properties: {}, vectors });
    for (const id of [ID, OTHER_ID]) {
      expect((await made.query.fetchObjectById(id, { includeVector: true }))?.vectors).toEqual(vectors);
      const { b } = vectors;
      expect((await made.query.fetchObjectById(id, { includeVector: ['b'] }))?.vectors).toEqual({ b });
    }
    const config = await made.config.get();
    expect(Object.keys(config.vectorizers).sort()).toEqual(['a', 'b', 'many']);
  });

  it('ingests objects over a stream, and learns which failed', async () => {
    const made = await collection({ properties: [{ name: 'n', dataType: dataType.INT }] });
    const objects = Array.from({ length: 150 }, (_, n) => ({ properties: { n: n === 123 ? 'bad' : n } }));
    const result = await made.data.ingest(objects);
    expect(Object.keys(result.errors)).toEqual(['123']);
    expect(Object.keys(result.uuids)).toHaveLength(149);
    expect(await all(made.iterator())).toHaveLength(149);
  });

  it('deletes many objects by their ids', async () => {
    const made = await collection();
    const { uuids } = await made.data.insertMany(Array.from({ length: 5 }, (_, n) => ({ n })));
    const doomed = [uuids[0] ?? '', uuids[3] ?? '', OTHER_ID];
    const where = made.filter.byId().containsAny(doomed);
    expect(await made.data.deleteMany(where, { dryRun: true })).toMatchObject({ matches: 2 });
    expect(await all(made.iterator())).toHaveLength(5);
    const deleted = await made.data.deleteMany(where, { verbose: true });
    expect(deleted).toMatchObject({ matches: 2, successful: 2, failed: 0 });
    expect(deleted.objects?.map(({ id }) => id)).toEqual([...doomed.slice(0, 2)].sort());
    expect(await all(made.iterator())).toHaveLength(3);
  });

  it('deletes many objects by what they hold', async () => {
    const made = await collection({
      properties: [
        { name: 'n', dataType: dataType.INT },
        { name: 'size', dataType: dataType.NUMBER },
        { name: 'title', dataType: dataType.TEXT },
        { name: 'tags', dataType: dataType.TEXT_ARRAY },
        { name: 'at', dataType: dataType.DATE },
      ],
    });
    const at = (n: number) => new Date(Date.UTC(2026, 0, n + 1));
    await made.data.insertMany(
      Array.from({ length: 10 }, (_, n) => ({
        ...{ n, size: n / 2, title: `title ${n}`, tags: ['all', `t${n}`], at: at(n) },
      })),
    );
    await made.data.insertMany([{}]);
    const by = (name: string) => made.filter.byProperty(name);
    const length = made.filter.byProperty('tags', true);
    for (const [filter, matches] of [
      [by('n').equal(3), 1],
      [by('n').notEqual(3), 10],
      [by('n').greaterOrEqual(3), 7],
      [by('size').lessThan(1), 2],
      [by('size').lessOrEqual(1.5), 4],
      [by('title').like('title ?'), 10],
      [by('title').equal('title 3'), 1],
      [by('tags').containsAny(['t1', 't2']), 2],
      [by('tags').containsAll(['all', 't2']), 1],
      [by('n').isNull(true), 1],
      [by('at').greaterThan(at(7)), 2],
      [length.equal(2), 10],
      [made.filter.byCreationTime().lessThan(at(0)), 0],
      [Filters.and(by('n').greaterThan(3), by('n').lessThan(6)), 2],
      [Filters.or(by('n').equal(1), by('title').equal('title 2')), 2],
    ] as const)
      expect(await made.data.deleteMany(filter, { dryRun: true })).toMatchObject({ matches });
    expect(await made.data.deleteMany(by('n').lessThan(4))).toMatchObject({ successful: 4, failed: 0 });
    expect(await all(made.iterator())).toHaveLength(7);
    await expect(made.data.deleteMany(by('missing').equal(1))).rejects.toThrow(/nothing of this name/);
  });

  it('reads what it wrote with references', async () => {
    const target = await collection();
    await target.data.insert({ id: OTHER_ID, properties: {} });
    const made = await collection({ references: [{ name: 'to', targetCollection: target.name }] });
    const result = await made.data.insertMany([
      { id: ID, properties: { a: 1 }, references: { to: OTHER_ID } },
    ]);
    expect(result.hasErrors).toBe(false);
    const stored = await fetch(`${server.url}/v1/objects/${made.name}/${ID}`);
    expect(await stored.json()).toMatchObject({
      properties: { a: 1, to: [{ beacon: `weaviate://localhost/${target.name}/${OTHER_ID}` }] },
    });
  });

  it('adds, replaces and takes away references between stored objects', async () => {
    const target = await collection();
    for (const id of [ID, OTHER_ID]) await target.data.insert({ id, properties: {} });
    const made = await collection({ references: [{ name: 'to', targetCollection: target.name }] });
    await made.data.insert({ id: ID, properties: { a: 1 } });
    const kept = async () => {
      const stored = await fetch(`${server.url}/v1/objects/${made.name}/${ID}`);
      const { properties } = (await stored.json()) as { properties: { to: { beacon: string }[] } };
      return properties.to.map(({ beacon }) => beacon.replace(/^.*\//, ''));
    };
    const source = { fromUuid: ID, fromProperty: 'to' };
    await made.data.referenceAdd({ ...source, to: ID });
    await made.data.referenceAdd({ ...source, to: OTHER_ID });
    expect(await kept()).toEqual([ID, OTHER_ID]);
    await made.data.referenceReplace({ ...source, to: [OTHER_ID] });
    expect(await kept()).toEqual([OTHER_ID]);
    const added = await made.data.referenceAddMany([
      { ...source, to: ID },
      { ...source, fromProperty: 'missing', to: ID },
    ]);
    expect(added.hasErrors).toBe(true);
    expect(Object.keys(added.errors)).toEqual(['1']);
    expect(await kept()).toEqual([OTHER_ID, ID]);
    await made.data.referenceDelete({ ...source, to: OTHER_ID });
    expect(await kept()).toEqual([ID]);
    await expect(made.data.referenceAdd({ ...source, fromUuid: OTHER_ID, to: ID })).rejects.toThrow(/404/);
  });

  it('counts the objects of a collection', async () => {
    const made = await collection();
    expect(await made.length()).toBe(0);
    await made.data.insertMany([{ a: 1 }, { a: 2 }]);
    expect(await made.length()).toBe(2);
    expect((await made.aggregate.overAll()).totalCount).toBe(2);
  });

  it('changes descriptions, the inverted index and what multi-tenancy does by itself', async () => {
    const made = await collection({
      properties: [{ name: 'title', dataType: dataType.TEXT }],
      multiTenancy: configure.multiTenancy(),
    });
    const before = await made.config.get();
    await made.config.update({
      description: 'new',
      propertyDescriptions: { title: 'what it is called' },
      invertedIndex: reconfigure.invertedIndex({ bm25k1: 1.5 }),
      multiTenancy: reconfigure.multiTenancy({ autoTenantActivation: true, autoTenantCreation: true }),
    });
    const after = await made.config.get();
    expect(after).toEqual({
      ...before,
      description: 'new',
      properties: [{ ...before.properties[0], description: 'what it is called' }],
      invertedIndex: { ...before.invertedIndex, bm25: { ...before.invertedIndex.bm25, k1: 1.5 } },
      multiTenancy: { enabled: true, autoTenantActivation: true, autoTenantCreation: true },
    });
  });

  it('changes how a collection is replicated, and its vectors searched', async () => {
    const made = await collection({ vectorizers: configure.vectors.selfProvided() });
    const before = await made.config.get();
    await made.config.update({
      replication: reconfigure.replication({ asyncEnabled: true, deletionStrategy: 'TimeBasedResolution' }),
      vectorizers: reconfigure.vectors.update({
        vectorIndexConfig: reconfigure.vectorIndex.hnsw({
          ef: 42,
          quantizer: reconfigure.vectorIndex.quantizer.bq(),
        }),
      }),
    });
    const after = await made.config.get();
    expect(after.replication).toEqual({
      ...before.replication,
      asyncEnabled: true,
      deletionStrategy: 'TimeBasedResolution',
    });
    expect(after.vectorizers['default']?.indexConfig).toMatchObject({
      ...before.vectorizers['default']?.indexConfig,
      ef: 42,
      quantizer: { type: 'bq' },
    });
  });

  it('sees the shards of a collection', async () => {
    const made = await collection();
    expect(await made.config.getShards()).toMatchObject([{ status: 'READY', vectorQueueSize: 0 }]);
  });

  it('creates, lists, changes and removes tenants', async () => {
    const { tenants } = await collection({ multiTenancy: configure.multiTenancy() });
    await tenants.create([{ name: 'bob' }, { name: 'anna', activityStatus: 'INACTIVE' }]);
    expect(await tenants.get()).toEqual({
      anna: { name: 'anna', activityStatus: 'INACTIVE' },
      bob: { name: 'bob', activityStatus: 'ACTIVE' },
    });
    expect(Object.keys(await tenants.getByNames(['bob', 'nobody']))).toEqual(['bob']);
    expect(await tenants.getByName('bob')).toEqual({ name: 'bob', activityStatus: 'ACTIVE' });
    expect(await tenants.getByName('nobody')).toBeNull();
    await tenants.activate('anna');
    await tenants.deactivate('bob');
    expect((await tenants.getByName('anna'))?.activityStatus).toBe('ACTIVE');
    await tenants.offload('bob');
    expect((await tenants.get())['bob']?.activityStatus).toBe('OFFLOADED');
    await tenants.remove('bob');
    expect(Object.keys(await tenants.get())).toEqual(['anna']);
  });

  it('writes, reads, counts and deletes objects within a tenant', async () => {
    const made = await collection({ multiTenancy: configure.multiTenancy() });
    await made.tenants.create([{ name: 'anna' }, { name: 'bob' }]);
    const [anna, bob] = [made.withTenant('anna'), made.withTenant('bob')];
    await anna.data.insert({ id: ID, properties: { a: 1 }, vectors: [1, 2] });
    expect((await bob.data.insertMany([{ a: 2 }, { a: 3 }])).hasErrors).toBe(false);
    expect(
      (await bob.data.ingest(Array.from({ length: 300 }, (_, a) => ({ properties: { a } })))).hasErrors,
    ).toBe(false);
    expect(await anna.query.fetchObjectById(ID, { includeVector: true })).toMatchObject({
      properties: { a: 1 },
      vectors: { default: [1, 2] },
    });
    expect(await bob.query.fetchObjectById(ID)).toBeNull();
    expect([await anna.data.exists(ID), await bob.data.exists(ID)]).toEqual([true, false]);
    expect([await all(anna.iterator()), await all(bob.iterator())].map(({ length }) => length)).toEqual([
      1, 302,
    ]);
    expect([await anna.length(), await bob.length()]).toEqual([1, 302]);
    await anna.data.update({ id: ID, properties: { b: 'x' } });
    expect((await anna.query.fetchObjectById(ID))?.properties).toEqual({ a: 1, b: 'x' });
    const where = anna.filter.byId().equal(ID);
    expect(await bob.data.deleteMany(where)).toMatchObject({ matches: 0 });
    expect(await anna.data.deleteMany(where)).toMatchObject({ successful: 1 });
    await expect(made.query.fetchObjects()).rejects.toThrow(/name a tenant/);
    await made.tenants.deactivate('bob');
    await expect(bob.query.fetchObjects()).rejects.toThrow(/"bob"/);
    await made.tenants.remove('anna');
    await expect(all(anna.iterator())).rejects.toThrow(/"anna"/);
  });

  it('sees the one node that the server is', async () => {
    const [node] = await client.cluster.nodes({ output: 'minimal' });
    expect(node).toMatchObject({ status: 'HEALTHY', version: '1.37.0' });
  });

  describe('hears that the server does not have', () => {
    const cases: [string, (made: Collection<undefined, string>) => Promise<unknown>, RegExp][] = [
      [
        'vector search',
        ({ query }) => query.nearVector([1, 2]),
        /vector search \(near vector\) is not available/,
      ],
      ['search near an object', ({ query }) => query.nearObject(ID), /near object\) is not available/],
      ['search near a text', ({ query }) => query.nearText('x'), /near text\) is not available/],
      ['keyword search', ({ query }) => query.bm25('x'), /bm25\) is not available/],
      ['hybrid search', ({ query }) => query.hybrid('x'), /hybrid search is not available/],
      [
        'aggregation',
        ({ aggregate, metrics }) =>
          aggregate.overAll({ returnMetrics: metrics.aggregate('a').integer(['sum']) }),
        /aggregation other than the number of all objects is not available/,
      ],
      [
        'generative search',
        ({ generate }) => generate.fetchObjects({ singlePrompt: 'x' }),
        /generative search is not available/,
      ],
      [
        'sorting',
        ({ query, sort }) => query.fetchObjects({ sort: sort.byCreationTime() }),
        /sorting is not available/,
      ],
      [
        'filters by property',
        ({ query, filter }) => query.fetchObjects({ filters: filter.byProperty('a').equal(1) }),
        /filter other than by ids .* is not available/,
      ],
    ];
    it.each(cases)('%s', async (_what, ask, message) => {
      const made = await collection();
      await made.data.insert({ properties: { a: 1 }, vectors: [1, 2] });
      await expect(ask(made)).rejects.toThrow(message);
    });
  });
});
