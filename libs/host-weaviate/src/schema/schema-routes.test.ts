import { DATA_TYPES } from '@weaviate-export/entities-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, TestServer, messageOf } from '../test-server.fixture.ts';

describe('/v1/schema', () => {
  it('creates a class, with the defaults that clients read', async () => {
    await using server = await TestServer.start();
    const created = await server.call('POST', '/schema', {
      class: 'Article',
      properties: [{ name: 'title', dataType: ['text'] }],
    });
    expect(created.status).toBe(200);
    expect(created.body).toMatchObject({
      class: 'Article',
      vectorizer: 'none',
      vectorIndexType: 'hnsw',
      vectorIndexConfig: { distance: 'cosine', efConstruction: 128 },
      invertedIndexConfig: { bm25: { b: 0.75, k1: 1.2 } },
      multiTenancyConfig: { enabled: false },
      replicationConfig: { factor: 1 },
      shardingConfig: { desiredCount: 1 },
      properties: [
        {
          name: 'title',
          dataType: ['text'],
          tokenization: 'word',
          indexFilterable: true,
          indexSearchable: true,
        },
      ],
    });
    expect((await server.call('GET', '/schema/Article')).body).toEqual(created.body);
    expect((await server.call('GET', '/schema')).body).toEqual({ classes: [created.body] });
  });

  it.each([
    ['flat', { distance: 'dot', vectorCacheMaxObjects: 1_000_000_000_000 }],
    [
      'dynamic',
      {
        distance: 'dot',
        threshold: 10_000,
        hnsw: { ef: -1 },
        flat: { vectorCacheMaxObjects: 1_000_000_000_000 },
      },
    ],
    ['hfresh', { distance: 'l2-squared', maxPostingSizeKB: 48, replicas: 4, searchProbe: 64 }],
  ])('fills in what clients read of a vector index that is %s', async (vectorIndexType, expected) => {
    await using server = await TestServer.start();
    const { distance } = expected;
    const vectorIndexConfig = { distance, multivector: { enabled: true } };
    const definition = { class: 'A', vectorConfig: { v: { vectorIndexType, vectorIndexConfig } } };
    expect((await server.call('POST', '/schema', definition)).body).toMatchObject({
      vectorConfig: {
        v: { vectorIndexConfig: { ...expected, multivector: { enabled: true, aggregation: 'maxSim' } } },
      },
    });
  });

  it('fills in what clients read of settings that are there in part', async () => {
    await using server = await TestServer.start();
    const answer = await server.call('POST', '/schema', {
      class: 'A',
      invertedIndexConfig: { bm25: { b: 0.5 }, stopwords: { preset: 'none', additions: null } },
      shardingConfig: { desiredCount: 3 },
    });
    expect(answer.body).toMatchObject({
      invertedIndexConfig: {
        bm25: { b: 0.5, k1: 1.2 },
        stopwords: { preset: 'none', additions: null, removals: null },
      },
      shardingConfig: {
        desiredCount: 3,
        actualCount: 3,
        virtualPerPhysical: 128,
        desiredVirtualCount: 384,
        actualVirtualCount: 384,
      },
    });
  });

  it('keeps all that a class says, known to this server or not', async () => {
    await using server = await TestServer.start();
    const definition = {
      class: 'Article',
      description: 'with Ümlauts 😀',
      vectorizer: 'text2vec-somewhere',
      vectorIndexType: 'flat',
      vectorIndexConfig: { distance: 'dot', bq: { enabled: true } },
      moduleConfig: { 'text2vec-somewhere': { model: 'x', deep: [{ a: [1, null] }] } },
      shardingConfig: { desiredCount: 3, strategyOfTheFuture: 'other' },
      settingOfTheFuture: { enabled: true },
      properties: [
        { name: 'title', dataType: ['text'], tokenization: 'field', moduleConfig: { skip: true } },
      ],
    };
    expect((await server.call('POST', '/schema', definition)).body).toMatchObject(definition);
    expect((await server.call('GET', '/schema/Article')).body).toMatchObject(definition);
  });

  it('takes every word of a closed list of Weaviate', async () => {
    await using server = await TestServer.start();
    const tokenizations = [
      'word',
      'lowercase',
      'whitespace',
      'field',
      'trigram',
      'gse',
      'gse_ch',
      'kagome_ja',
      'kagome_kr',
    ];
    const definition = {
      class: 'Article',
      vectorConfig: Object.fromEntries(
        [
          ['none'],
          ['text2vec-openai'],
          ['multi2multivec-jinaai'],
          ['img2vec-neural'],
          ['ref2vec-centroid'],
        ].map(([name], index) => [`v${index}`, { vectorizer: { [name!]: {} } }]),
      ),
      invertedIndexConfig: {
        stopwordPresets: { de: ['der'] },
        stopwords: { preset: 'de' },
      },
      replicationConfig: { deletionStrategy: 'DeleteOnConflict' },
      properties: [
        ...tokenizations.map((tokenization) => ({ name: tokenization, dataType: ['text'], tokenization })),
        { name: 'ranged', dataType: ['date'], indexRangeFilters: true, indexSearchable: false },
      ],
    };
    expect((await server.call('POST', '/schema', definition)).body).toMatchObject(definition);
  });

  it('says in today’s words what older clients say, as Weaviate does', async () => {
    await using server = await TestServer.start();
    const { body } = await server.call('POST', '/schema', {
      class: 'Article',
      properties: [
        { name: 'words', dataType: ['string'] },
        { name: 'whole', dataType: ['string[]'], tokenization: 'field' },
        { name: 'unindexed', dataType: ['int'], indexInverted: false },
        { name: 'indexed', dataType: ['text'], indexInverted: true },
      ],
    });
    expect(body).toMatchObject({
      properties: [
        { dataType: ['text'], tokenization: 'whitespace', indexSearchable: true },
        { dataType: ['text[]'], tokenization: 'field', indexSearchable: true },
        { indexFilterable: false, indexSearchable: false },
        { indexFilterable: true, indexSearchable: true },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('indexInverted');
    expect((await server.call('PUT', '/schema/Article', body)).body).toEqual(body);
  });

  it('takes null for a setting that is not set', async () => {
    await using server = await TestServer.start();
    const created = await server.call('POST', '/schema', {
      class: 'Article',
      description: null,
      properties: null,
      vectorConfig: null,
      invertedIndexConfig: null,
    });
    const property = { name: 'p', dataType: ['text'], nestedProperties: null, description: null };
    const vectorIndexConfig = { distance: null, multivector: { enabled: null } };
    const nulls = { class: 'B', properties: [property], vectorIndexConfig };
    expect((await server.call('POST', '/schema', nulls)).status).toBe(200);
    expect(created.body).toMatchObject({
      properties: [],
      vectorizer: 'none',
      invertedIndexConfig: { bm25: {} },
    });
    expect(created.body).not.toHaveProperty('description');
  });

  it('takes what it has answered for a class of the same kind', async () => {
    await using server = await TestServer.start();
    const first = await server.call('POST', '/schema', {
      class: 'Article',
      properties: DATA_TYPES.map((type, index) => ({ name: `p${index}`, dataType: [type] })),
      vectorConfig: { a: {}, b: { vectorIndexConfig: { multivector: { enabled: true } } } },
    });
    await server.call('DELETE', '/schema/Article');
    expect(await server.call('POST', '/schema', first.body)).toEqual(first);
  });

  it('has named vectors instead of the unnamed one where a class names them', async () => {
    await using server = await TestServer.start();
    const { body } = await server.call('POST', '/schema', {
      class: 'Article',
      vectorConfig: { title: {}, body: { vectorIndexConfig: { multivector: { enabled: true } } } },
    });
    expect(body).toMatchObject({
      vectorConfig: {
        title: {
          vectorizer: { none: {} },
          vectorIndexType: 'hnsw',
          vectorIndexConfig: { distance: 'cosine' },
        },
        body: { vectorIndexConfig: { multivector: { enabled: true }, distance: 'cosine' } },
      },
    });
    expect(body).not.toHaveProperty('vectorizer');
    expect(body).not.toHaveProperty('vectorIndexConfig');
  });

  it('raises the first letter of a class, and makes that of a property small, as Weaviate does', async () => {
    await using server = await TestServer.start();
    const { body } = await server.call('POST', '/schema', {
      class: 'article',
      properties: [
        { name: 'Title', dataType: ['text'] },
        { name: 'Where', dataType: ['object'], nestedProperties: [{ name: 'City', dataType: ['text'] }] },
        { name: 'similar', dataType: ['article'] },
      ],
    });
    expect(body).toMatchObject({
      class: 'Article',
      properties: [
        { name: 'title' },
        { name: 'where', nestedProperties: [{ name: 'City' }] },
        { name: 'similar', dataType: ['Article'] },
      ],
    });
    expect((await server.call('GET', '/schema/article')).body).toEqual(body);
  });

  it('lets a property refer to classes that are there', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'Author' });
    await server.call('POST', '/schema', { class: 'Publisher' });
    const definition = { class: 'Article', properties: [{ name: 'by', dataType: ['Author', 'Publisher'] }] };
    expect((await server.call('POST', '/schema', definition)).body).toMatchObject(definition);
  });

  it('deletes a class with its objects; one that is not there is deleted already', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'Article', properties: { a: 1 } });
    const deleted = await server.call('DELETE', '/schema/Article');
    expect(deleted).toEqual({ status: 200, text: '', body: undefined });
    expect((await server.call('DELETE', '/schema/Article')).status).toBe(200);
    expect((await server.call('GET', '/schema/Article')).status).toBe(404);
    expect((await server.call('GET', '/objects?class=Article')).status).toBe(404);
    await server.call('POST', '/schema', { class: 'Article' });
    expect((await server.call('GET', '/objects?class=Article')).body).toEqual({
      objects: [],
      totalResults: 0,
    });
  });

  it('answers 404 for a class that is not there', async () => {
    await using server = await TestServer.start();
    const answer = await server.call('GET', '/schema/Nothing');
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ error: [{ message: 'class "Nothing" does not exist' }] });
  });

  it('refuses a class twice', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'Article' });
    const answer = await server.call('POST', '/schema', { class: 'article' });
    expect(answer.status).toBe(422);
    expect(messageOf(answer)).toBe('class name "Article" already exists');
  });
});

describe('POST /v1/schema', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const property = (more: object) => ({
    class: 'A',
    properties: [{ name: 'p', dataType: ['text'], ...more }],
  });
  const nested = (more: object) =>
    property({ dataType: ['object'], nestedProperties: [{ name: 'n', dataType: ['text'], ...more }] });
  const deep = (depth: number): object => (depth === 0 ? {} : { deeper: deep(depth - 1) });

  const nestedDeep = (type: string, depth: number, leaf: string): object =>
    depth === 0
      ? { name: 'p', dataType: [leaf] }
      : { name: 'p', dataType: [type], nestedProperties: [nestedDeep(type, depth - 1, leaf)] };

  it.each([
    ['no body', undefined, /the body is missing/],
    ['an array', [], /the body is \[\]: it must be an object/],
    ['a text', '"A"', /the body is "A"/],
    ['null', 'null', /the body is null/],
    ['no class', {}, /class is missing/],
    ['a class that is a number', { class: 5 }, /class is 5/],
    ['a class that is a long number', '{"class":12345678901234567890}', /class is 12345678901234567000/],
    ['a class with a dash', { class: 'A-B' }, /class is "A-B".*\^\[A-Z\]/],
    ['a class that begins with a digit', { class: '1A' }, /class is "1A"/],
    ['a class with dots', { class: '../A' }, /class is "\.\.\/A"/],
    ['a class with an umlaut', { class: 'Äpfel' }, /class is "Äpfel"/],
    ['a class of 256 letters', { class: 'A'.repeat(256) }, /class is "AAA/],
    ['an empty class', { class: '' }, /class is ""/],
    ['a description that is a number', { class: 'A', description: 1 }, /description is 1: it must be a text/],
    [
      'properties that are an object',
      { class: 'A', properties: {} },
      /properties is {}: it must be an array/,
    ],
    ['a property that is a text', { class: 'A', properties: ['p'] }, /properties\[0\] is "p"/],
    ['a property without name', property({ name: undefined }), /properties\[0\]\.name is missing/],
    ['a property with a blank', property({ name: 'a b' }), /property "a b": its name must match/],
    ['a property with an empty name', property({ name: '' }), /property ""/],
    ['a property named id', property({ name: 'id' }), /property "id": its name is reserved/],
    ['a property named Id', property({ name: 'Id' }), /property "id": its name is reserved/],
    ['a property named _id', property({ name: '_id' }), /reserved/],
    ['a property named vector', property({ name: 'vector' }), /reserved/],
    ['a property named _additional', property({ name: '_additional' }), /reserved/],
    ['a property of 232 letters', property({ name: 'p'.repeat(232) }), /must match/],
    ['a property without type', property({ dataType: undefined }), /properties\[0\]\.dataType is missing/],
    ['a type that is a text', property({ dataType: 'text' }), /dataType is "text": it must be an array/],
    ['no type in the array', property({ dataType: [] }), /dataType is \[\]/],
    ['a number for a type', property({ dataType: [1] }), /dataType is \[1\]/],
    ['two types', property({ dataType: ['text', 'int'] }), /dataType is \["text","int"\]/],
    ['a type beside a class', property({ dataType: ['text', 'A'] }), /dataType is \["text","A"\]/],
    ['an unknown type', property({ dataType: ['float'] }), /"Float" is neither a type nor the name/],
    ['an array of blobs', property({ dataType: ['blob[]'] }), /dataType is "blob\[\]"/],
    ['a class that is not there', property({ dataType: ['Nothing'] }), /"Nothing" is neither/],
    [
      'nested properties that are a text',
      property({ dataType: ['object'], nestedProperties: 'x' }),
      /nestedProperties is "x"/,
    ],
    [
      'nested properties in a text',
      property({ nestedProperties: [{ name: 'n', dataType: ['text'] }] }),
      /allowed with object/,
    ],
    [
      'nested properties that are null',
      property({ dataType: ['object'], nestedProperties: [null] }),
      /nestedProperties\[0\] is null/,
    ],
    ['a nested property with a dash', nested({ name: 'a-b' }), /property "a-b"/],
    ['a nested point', nested({ dataType: ['geoCoordinates'] }), /nestedProperties\[0\]\.dataType/],
    ['a nested reference', nested({ dataType: ['A'] }), /nestedProperties\[0\]\.dataType/],
    [
      'a property twice',
      {
        class: 'A',
        properties: [
          { name: 'Url', dataType: ['text'] },
          { name: 'uRL', dataType: ['text'] },
        ],
      },
      /property "uRL": there is a property url/,
    ],
    [
      'multi-tenancy that is a text',
      { class: 'A', multiTenancyConfig: { enabled: 'no' } },
      /multiTenancyConfig\.enabled is "no": allowed are true and false/,
    ],
    [
      'automatic tenants that are a text',
      { class: 'A', multiTenancyConfig: { enabled: true, autoTenantCreation: 'true' } },
      /multiTenancyConfig\.autoTenantCreation is "true"/,
    ],
    [
      'shards beside tenants',
      { class: 'A', multiTenancyConfig: { enabled: true }, shardingConfig: { desiredCount: 3 } },
      /shardingConfig\.desiredCount is 3: leave it out of a class with multi-tenancy/,
    ],
    ['no shards', { class: 'A', shardingConfig: { desiredCount: 0 } }, /shardingConfig\.desiredCount is 0/],
    ['half a shard', { class: 'A', shardingConfig: { desiredCount: 1.5 } }, /desiredCount is 1\.5/],
    ['shards that are a text', { class: 'A', shardingConfig: 'x' }, /shardingConfig is "x"/],
    ['vectors that are an array', { class: 'A', vectorConfig: [] }, /vectorConfig is \[\]/],
    ['a vector with a blank', { class: 'A', vectorConfig: { 'a b': {} } }, /vectorConfig: name "a b"/],
    ['a vector that is a text', { class: 'A', vectorConfig: { a: 'x' } }, /vectorConfig\.a is "x"/],
    [
      'an unknown distance',
      { class: 'A', vectorIndexConfig: { distance: 'far' } },
      /vectorIndexConfig\.distance is "far".*cosine/,
    ],
    [
      'a multi-vector that is a text',
      { class: 'A', vectorConfig: { a: { vectorIndexConfig: { multivector: 'x' } } } },
      /vectorConfig\.a\.vectorIndexConfig\.multivector is "x"/,
    ],
    [
      'no tokenization of Weaviate',
      property({ tokenization: 'bogus' }),
      /properties\[0\]\.tokenization is "bogus": allowed are word, lowercase, whitespace, field, trigram, gse, gse_ch, kagome_ja, kagome_kr/,
    ],
    [
      'a nested tokenization that is none',
      nested({ tokenization: 'bogus' }),
      /nestedProperties\[0\]\.tokenization is "bogus"/,
    ],
    [
      'tokens of a number',
      property({ dataType: ['int'], tokenization: 'word' }),
      /properties\[0\]\.tokenization is "word": allowed with text, text\[\], string, string\[\] alone/,
    ],
    [
      'tokens of an object',
      property({ dataType: ['object'], tokenization: 'word' }),
      /tokenization is "word": allowed with/,
    ],
    [
      'tokens of a reference',
      property({ dataType: ['A'], tokenization: 'word' }),
      /tokenization is "word": allowed with/,
    ],
    [
      'trigrams of a string',
      property({ dataType: ['string'], tokenization: 'trigram' }),
      /tokenization is "trigram": allowed are word, field/,
    ],
    ['a tokenization that is a number', property({ tokenization: 1 }), /tokenization is 1: allowed are word/],
    [
      'an index that is a text',
      property({ indexFilterable: 'yes' }),
      /properties\[0\]\.indexFilterable is "yes": allowed are true and false/,
    ],
    [
      'searchable numbers',
      property({ dataType: ['int'], indexSearchable: true }),
      /indexSearchable is true: allowed with text/,
    ],
    [
      'ranges of texts',
      property({ indexRangeFilters: true }),
      /indexRangeFilters is true: allowed with int, number, date alone/,
    ],
    [
      'ranges of arrays',
      property({ dataType: ['int[]'], indexRangeFilters: true }),
      /indexRangeFilters is true/,
    ],
    [
      'ranges of nested texts',
      nested({ indexRangeFilters: true }),
      /nestedProperties\[0\]\.indexRangeFilters is true/,
    ],
    [
      'indexes by two names',
      property({ indexInverted: true, indexFilterable: true }),
      /indexInverted is true: it is deprecated/,
    ],
    [
      'a property whose description is a number',
      property({ description: 1 }),
      /properties\[0\]\.description is 1/,
    ],
    [
      'modules of a property that are a text',
      property({ moduleConfig: 'x' }),
      /properties\[0\]\.moduleConfig is "x"/,
    ],
    [
      'modules that are a text',
      { class: 'A', moduleConfig: 'x' },
      /moduleConfig is "x": it must be an object/,
    ],
    [
      'an unknown vectorizer',
      { class: 'A', vectorizer: 'bogus' },
      /vectorizer is "bogus": allowed are none and names of modules/,
    ],
    [
      'an unknown index',
      { class: 'A', vectorIndexType: 'bogus' },
      /vectorIndexType is "bogus": allowed are hnsw, flat, dynamic, hfresh/,
    ],
    [
      'an unknown index of a named vector',
      { class: 'A', vectorConfig: { v: { vectorIndexType: 'x' } } },
      /vectorConfig\.v\.vectorIndexType is "x"/,
    ],
    [
      'a vectorizer that is a text',
      { class: 'A', vectorConfig: { v: { vectorizer: 'none' } } },
      /vectorConfig\.v\.vectorizer is "none": it must be an object/,
    ],
    [
      'two vectorizers',
      { class: 'A', vectorConfig: { v: { vectorizer: { none: {}, 'text2vec-x': {} } } } },
      /it must have the name of one module/,
    ],
    [
      'an unknown vectorizer of a named vector',
      { class: 'A', vectorConfig: { v: { vectorizer: { x: {} } } } },
      /vectorConfig\.v\.vectorizer is "x"/,
    ],
    [
      'an unknown distance within a dynamic index',
      { class: 'A', vectorIndexType: 'dynamic', vectorIndexConfig: { flat: { distance: 'far' } } },
      /vectorIndexConfig\.flat\.distance is "far"/,
    ],
    [
      'a distance that hfresh does not have',
      { class: 'A', vectorIndexType: 'hfresh', vectorIndexConfig: { distance: 'dot' } },
      /distance is "dot": allowed are cosine, l2-squared/,
    ],
    [
      'an unknown filter strategy',
      { class: 'A', vectorIndexConfig: { filterStrategy: 'x' } },
      /filterStrategy is "x": allowed are sweeping, acorn/,
    ],
    [
      'an unknown encoder',
      { class: 'A', vectorIndexConfig: { pq: { encoder: { type: 'x' } } } },
      /pq\.encoder\.type is "x": allowed are kmeans, tile/,
    ],
    [
      'two compressions',
      { class: 'A', vectorIndexConfig: { pq: { enabled: true }, bq: { enabled: true } } },
      /one compression is allowed, not pq and bq/,
    ],
    [
      'an unknown aggregation',
      { class: 'A', vectorConfig: { v: { vectorIndexConfig: { multivector: { aggregation: 'x' } } } } },
      /multivector\.aggregation is "x": allowed are maxSim/,
    ],
    [
      'many vectors without a name',
      { class: 'A', vectorIndexConfig: { multivector: { enabled: true } } },
      /multivector\.enabled is true: allowed in vectorConfig alone/,
    ],
    [
      'an unknown deletion strategy',
      { class: 'A', replicationConfig: { deletionStrategy: 'x' } },
      /deletionStrategy is "x": allowed are NoAutomatedResolution, DeleteOnConflict, TimeBasedResolution/,
    ],
    [
      'half a replica',
      { class: 'A', replicationConfig: { factor: 1.5 } },
      /replicationConfig\.factor is 1\.5: it must be a whole number/,
    ],
    [
      'another sharding',
      { class: 'A', shardingConfig: { function: 'md5' } },
      /shardingConfig\.function is "md5": allowed are murmur3/,
    ],
    [
      'an unknown preset of stopwords',
      { class: 'A', invertedIndexConfig: { stopwords: { preset: 'de' } } },
      /stopwords\.preset is "de": allowed are en, none/,
    ],
    [
      'stopwords that are a text',
      { class: 'A', invertedIndexConfig: { stopwords: { additions: 'x' } } },
      /stopwords\.additions is "x": it must be an array of texts/,
    ],
    [
      'a weight of BM25 beyond 1',
      { class: 'A', invertedIndexConfig: { bm25: { b: 2 } } },
      /bm25\.b is 2: it must be a number from 0 to 1/,
    ],
    [
      'automatic tenants without multi-tenancy',
      { class: 'A', multiTenancyConfig: { autoTenantCreation: true } },
      /autoTenantCreation is true: allowed where multi-tenancy is enabled/,
    ],
    [
      'half a surrogate pair in a description',
      '{"class":"A","description":"\\ud800"}',
      /description is "\\ud800": it must be a text, without half a surrogate pair/,
    ],
    [
      'half a surrogate pair in a setting that is not known',
      '{"class":"A","properties":[{"name":"p","dataType":["text"],"x":{"y":["\\udc00"]}}]}',
      /properties\[0\]\.x\.y\[0\] is "\\udc00"/,
    ],
    [
      'half a surrogate pair in a name',
      '{"class":"A","moduleConfig":{"\\ud800":1}}',
      /a name in moduleConfig is/,
    ],
    ['half a surrogate pair in a class', '{"class":"A\\ud800"}', /class is "A\\ud800"/],
    [
      'arrays of objects that nest too deep for a file',
      { class: 'A', properties: [nestedDeep('object[]', 30, 'int')] },
      /properties\[0\] nests 60 levels deep: at most 59 levels are allowed, of objects and of arrays/,
    ],
    ['settings too deep', { class: 'A', x: deep(2000) }, /nest at most 100 deep/],
    ['a number too large', '{"class":"A","x":1e400}', /beyond the range of a double/],
  ])('refuses %s, and says why', async (_case, body, message) => {
    const answer = await server.call('POST', '/schema', body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(422);
    expect(server.store.listClasses()).toEqual([]);
  });
});

describe('/v1/schema/{class}/properties', () => {
  it('adds a property', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A', properties: [{ name: 'first', dataType: ['int'] }] });
    const added = await server.call('POST', '/schema/a/properties', {
      name: 'Second',
      dataType: ['A'],
      note: 'x',
    });
    expect(added).toMatchObject({ status: 200, body: { name: 'second', dataType: ['A'], note: 'x' } });
    expect((await server.call('GET', '/schema/A')).body).toMatchObject({
      properties: [{ name: 'first' }, { name: 'second', note: 'x' }],
    });
  });

  it('loses none of many that are added at once', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A' });
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
    await Promise.all(
      names.map((name) => server.call('POST', '/schema/A/properties', { name, dataType: ['int'] })),
    );
    expect(
      server.store
        .getClass('A')
        ?.properties?.map(({ name }) => name)
        .sort(),
    ).toEqual(names.sort());
  });

  it.each([
    ['one that is there', 'A', { name: 'First', dataType: ['text'] }, 422, /there is a property first/],
    ['one of an unknown type', 'A', { name: 'x', dataType: ['Nothing'] }, 422, /"Nothing" is neither/],
    ['one without name', 'A', { dataType: ['text'] }, 422, /property\.name is missing/],
    [
      'one of a class that is not there',
      'B',
      { name: 'x', dataType: ['text'] },
      404,
      /class "B" does not exist/,
    ],
  ])('refuses %s', async (_case, className, body, status, message) => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A', properties: [{ name: 'first', dataType: ['int'] }] });
    const answer = await server.call('POST', `/schema/${className}/properties`, body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(status);
    expect(server.store.getClass('A')?.properties).toHaveLength(1);
  });
});

describe('PUT /v1/schema/{class}', () => {
  const CLASS = {
    class: 'Article',
    description: 'old',
    properties: [
      { name: 'title', dataType: ['text'], description: 'old' },
      {
        name: 'inner',
        dataType: ['object'],
        nestedProperties: [
          { name: 'n', dataType: ['int'] },
          { name: '__proto__', dataType: ['text'] },
        ],
      },
    ],
    vectorConfig: { v: { vectorIndexConfig: { distance: 'dot' } } },
  };
  type Definition = Record<string, unknown> & { properties: (Record<string, unknown> & { name: string })[] };

  /** As clients do: changes what they read, and sends all of it. */
  async function change(server: TestServer, edit: (definition: Definition) => void): Promise<Answer> {
    const { body } = await server.call('GET', '/schema/Article');
    const definition = body as Definition;
    edit(definition);
    return server.call('PUT', '/schema/article', definition);
  }

  it('changes descriptions, the inverted index and what multi-tenancy does by itself, and keeps the rest', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', {
      ...CLASS,
      multiTenancyConfig: { enabled: true },
      extra: { a: [1] },
    });
    const before = server.store.getClass('Article');
    const answer = await change(server, (definition) => {
      const { properties } = definition;
      definition['description'] = 'new';
      properties[0]!['description'] = 'title of it';
      (properties[1]!['nestedProperties'] as Definition[])[0]!['description'] = 'a number';
      definition['invertedIndexConfig'] = { bm25: { b: 0.5, k1: 1 }, stopwords: { preset: 'none' } };
      definition['multiTenancyConfig'] = {
        enabled: true,
        autoTenantCreation: true,
        autoTenantActivation: true,
      };
      properties.reverse();
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual((await server.call('GET', '/schema/Article')).body);
    const [title, inner] = before?.properties ?? [];
    expect(answer.body).toEqual({
      ...before,
      description: 'new',
      properties: [
        { ...title, description: 'title of it' },
        {
          ...inner,
          nestedProperties: [
            { ...inner?.nestedProperties?.[0], description: 'a number' },
            inner?.nestedProperties?.[1],
          ],
        },
      ],
      invertedIndexConfig: {
        bm25: { b: 0.5, k1: 1 },
        cleanupIntervalSeconds: 60,
        stopwords: { additions: null, preset: 'none', removals: null },
      },
      multiTenancyConfig: { enabled: true, autoTenantCreation: true, autoTenantActivation: true },
    });
  });

  it('leaves as it is what the request leaves out', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', CLASS);
    const before = server.store.getClass('Article');
    const answer = await server.call('PUT', '/schema/Article', {
      description: 'new',
      invertedIndexConfig: { cleanupIntervalSeconds: 5 },
    });
    expect(answer.body).toEqual({
      ...before,
      description: 'new',
      invertedIndexConfig: { ...(before?.['invertedIndexConfig'] as object), cleanupIntervalSeconds: 5 },
    });
  });

  it('changes how it is replicated, though there is one node, and fills in what a request leaves out of that', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', CLASS);
    const answer = await server.call('PUT', '/schema/Article', {
      replicationConfig: { factor: 3, deletionStrategy: 'TimeBasedResolution' },
    });
    expect(answer.status).toBe(200);
    expect((await server.call('GET', '/schema/Article')).body).toMatchObject({
      description: 'old',
      replicationConfig: { asyncEnabled: false, deletionStrategy: 'TimeBasedResolution', factor: 3 },
    });
    expect((await server.call('PUT', '/schema/Article', { replicationConfig: { factor: 3 } })).status).toBe(
      200,
    );
  });

  it('changes how a vector index is searched and compressed, whether its vector has a name or not', async () => {
    await using server = await TestServer.start();
    const index = { ef: 42, pq: { enabled: true }, filterStrategy: 'acorn' };
    await server.call('POST', '/schema', CLASS);
    await server.call('POST', '/schema', { class: 'Nameless', vectorIndexConfig: { distance: 'dot' } });
    const dynamic = { vectorIndexType: 'dynamic', vectorIndexConfig: { hnsw: { distance: 'dot' } } };
    await server.call('POST', '/schema', { class: 'Dynamic', ...dynamic });
    for (const [name, settings] of [
      ['Article', { vectorConfig: { v: { vectorIndexConfig: { ...index, distance: 'dot' } } } }],
      ['Nameless', { vectorIndexConfig: { ...index, distance: 'dot' } }],
      [
        'Dynamic',
        {
          vectorIndexType: 'dynamic',
          vectorIndexConfig: { threshold: 5, hnsw: { distance: 'dot', ef: 42 } },
        },
      ],
    ] as const) {
      const answer = await server.call('PUT', `/schema/${name}`, settings);
      expect(answer).toMatchObject({ status: 200, body: settings });
      expect((await server.call('GET', `/schema/${name}`)).body).toEqual(answer.body);
    }
  });

  it.each<[string, (definition: Definition) => void, string]>([
    ['its name', (d) => (d['class'] = 'Other'), 'class is "Other": it cannot change from "Article"'],
    [
      'its tenancy',
      (d) => (d['multiTenancyConfig'] = { enabled: true }),
      'multiTenancyConfig.enabled is true',
    ],
    ['its shards', (d) => (d['shardingConfig'] = { desiredCount: 3 }), 'shardingConfig.desiredCount is 3'],
    [
      'a distance',
      (d) => (d['vectorConfig'] = { v: {} }),
      'vectorConfig.v.vectorIndexConfig.distance is "cosine"',
    ],
    [
      'the building of a vector index',
      (d) => (d['vectorConfig'] = { v: { vectorIndexConfig: { distance: 'dot', efConstruction: 7 } } }),
      'vectorConfig.v.vectorIndexConfig.efConstruction is 7: it cannot change from 128',
    ],
    [
      'multi-vectors of a vector that has none',
      (d) =>
        (d['vectorConfig'] = {
          v: { vectorIndexConfig: { distance: 'dot', multivector: { enabled: true } } },
        }),
      'vectorConfig.v.vectorIndexConfig.multivector is',
    ],
    [
      'another vector',
      (d) => (d['vectorConfig'] = { v: { vectorIndexConfig: { distance: 'dot' } }, w: {} }),
      'vectorConfig.w is',
    ],
    ['replication of the wrong kind', (d) => (d['replicationConfig'] = 5), 'replicationConfig is 5'],
    [
      'a type',
      ({ properties }) => (properties[0]!['dataType'] = ['int']),
      'properties.title.dataType is ["int"]',
    ],
    [
      'a nested type',
      ({ properties }) => ((properties[1]!['nestedProperties'] as Definition[])[0]!['dataType'] = ['number']),
      'properties.inner.nestedProperties.n.dataType is ["number"]: it cannot change from ["int"]',
    ],
    [
      'a new property',
      ({ properties }) => properties.push({ name: 'x', dataType: ['int'] }),
      'cannot change from missing',
    ],
    ['a property less', ({ properties }) => properties.pop(), 'properties.inner is missing'],
    ['a setting of its own', (d) => (d['extra'] = 1), 'extra is 1: it cannot change from missing'],
    ['a setting of the wrong kind', (d) => (d['invertedIndexConfig'] = 5), 'invertedIndexConfig is 5'],
    [
      'an unsound tenancy',
      (d) => (d['multiTenancyConfig'] = { autoTenantCreation: 'yes' }),
      'allowed are true and false',
    ],
  ])('refuses %s, names it and changes nothing', async (_case, edit, message) => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', CLASS);
    const before = server.store.getClass('Article');
    const answer = await change(server, (definition) => void edit(definition));
    expect(messageOf(answer)).toContain(message);
    expect(answer.status).toBe(422);
    expect(server.store.getClass('Article')).toEqual(before);
  });

  it('refuses a body that is no definition, and a class that is not there', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', CLASS);
    expect((await server.call('PUT', '/schema/Article', [])).status).toBe(422);
    expect((await server.call('PUT', '/schema/Missing', CLASS)).status).toBe(404);
  });
});

describe('/v1/schema/{class}/shards', () => {
  it('tells the shards of a class', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A', shardingConfig: { desiredCount: 3 } });
    const { status, body } = await server.call('GET', '/schema/a/shards');
    expect(status).toBe(200);
    const shards = body as { name: string; status: string; vectorQueueSize: number }[];
    expect(new Set(shards.map(({ name }) => name)).size).toBe(3);
    expect(shards).toMatchObject(Array(3).fill({ status: 'READY', vectorQueueSize: 0 }));
  });

  it('tells the tenants of a multi-tenant class, or one of them', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A', multiTenancyConfig: { enabled: true } });
    await server.call('POST', '/schema/A/tenants', [{ name: 'a' }, { name: 'b', activityStatus: 'COLD' }]);
    const shard = (name: string, status: string) => ({ name, status, vectorQueueSize: 0 });
    expect((await server.call('GET', '/schema/A/shards')).body).toEqual([
      shard('a', 'READY'),
      shard('b', 'COLD'),
    ]);
    expect((await server.call('GET', '/schema/A/shards?tenant=b')).body).toEqual([shard('b', 'COLD')]);
    expect((await server.call('GET', '/schema/A/shards?tenant=none')).body).toEqual([]);
  });

  it('refuses a tenant of a class without, and a class that is not there', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A' });
    expect((await server.call('GET', '/schema/A/shards?tenant=a')).status).toBe(422);
    expect((await server.call('GET', '/schema/Missing/shards')).status).toBe(404);
  });

  it('says why the status of a shard cannot be changed', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A' });
    const [shard] = (await server.call('GET', '/schema/A/shards')).body as { name: string }[];
    const answer = await server.call('PUT', `/schema/A/shards/${shard?.name}`, { status: 'READONLY' });
    expect(answer.status).toBe(501);
    expect(messageOf(answer)).toBe(
      'changing the status of a shard is not available on this server: none is ever read-only, and a tenant is changed by PUT /v1/schema/{class}/tenants',
    );
  });
});
