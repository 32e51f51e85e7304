import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, TestServer, messageOf } from '../test-server.fixture.ts';

const ID = 'a0000000-0000-4000-8000-000000000001';
const OTHER_ID = 'a0000000-0000-4000-8000-000000000002';

interface ObjectAnswer {
  class: string;
  id: string;
  creationTimeUnix: number;
  lastUpdateTimeUnix: number;
  properties: Record<string, unknown>;
  vector?: number[];
  vectors?: Record<string, unknown>;
}

const objectOf = (answer: Answer) => answer.body as ObjectAnswer;
const objectsOf = (answer: Answer) => (answer.body as { objects: ObjectAnswer[] }).objects;
const numbered = (index: number) => `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

describe('POST /v1/objects', () => {
  it('stores an object, and answers as Weaviate does', async () => {
    await using server = await TestServer.start();
    const before = Date.now();
    const answer = await server.call('POST', '/objects', {
      class: 'Article',
      properties: { title: 'Test Article', content: 'Test content' },
      vector: [0.1, 0.2, 0.3],
    });
    expect(answer.status).toBe(200);
    const { creationTimeUnix, id, ...rest } = objectOf(answer);
    expect(rest).toEqual({
      class: 'Article',
      lastUpdateTimeUnix: creationTimeUnix,
      properties: { title: 'Test Article', content: 'Test content' },
      vector: [0.1, 0.2, 0.3],
    });
    expect(creationTimeUnix).toBeGreaterThanOrEqual(before);
    expect(creationTimeUnix).toBeLessThanOrEqual(Date.now());
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(server.store.get('Article', id)?.vector).toEqual(Float32Array.of(0.1, 0.2, 0.3));
  });

  it('refuses vectors of other names than a class may have, and makes no class for them', async () => {
    await using server = await TestServer.start();
    for (const name of ['', 'x'.repeat(70_000)]) {
      const answer = await server.call('POST', '/objects', { class: 'A', vectors: { [name]: [1] } });
      expect(answer.status).toBe(422);
      expect(messageOf(answer)).toMatch(
        /^invalid object: vector ".{0,99}["…] of class "A": its name must match/,
      );
    }
    expect(server.store.listClasses()).toEqual([]);
  });

  it.each(['4'.repeat(4_000_000), `[${'4'.repeat(400)},${'4'.repeat(4_000_000)}]`])(
    'refuses a number of millions of digits at once, and without repeating it',
    async (digits) => {
      await using server = await TestServer.start();
      const body = (properties: string, vector: string) =>
        `{"class":"A","properties":{"a":${properties}},"vector":${vector}}`;
      const asProperty = await server.call('POST', '/objects', body(digits, '[1]'));
      const asVector = await server.call('POST', '/objects', body('1', `[1,${digits}]`));
      for (const { status, text } of [asProperty, asVector]) {
        expect(status).toBe(422);
        expect(text.length).toBeLessThan(500);
      }
      expect(server.store.listClasses()).toEqual([]);
    },
  );

  it('takes no letter beyond ASCII for the first one of a name', async () => {
    await using server = await TestServer.start();
    expect((await server.call('POST', '/objects', { class: 'ınvoice' })).status).toBe(422);
    const answer = await server.call('POST', '/objects', { class: 'A', properties: { '\u212Aey': 1 } });
    expect(answer.status).toBe(422);
    expect(server.store.listClasses()).toEqual([]);
  });

  it('takes an id in either case, and keeps it in small letters', async () => {
    await using server = await TestServer.start();
    const answer = await server.call('POST', '/objects', { class: 'A', id: ID.toUpperCase() });
    expect(objectOf(answer).id).toBe(ID);
    expect((await server.call('GET', `/objects/A/${ID.toUpperCase()}`)).status).toBe(200);
  });

  it('keeps properties to the letter: order, unicode and integers of 64 bits', async () => {
    await using server = await TestServer.start();
    const properties =
      '{"z":"Ünïcode 😀 \\u0000","a":9223372036854775807,"m":[-9223372036854775808,0.1,-0],"b":1e-7}';
    const answer = await server.call(
      'POST',
      '/objects',
      `{"properties": ${properties}, "class": "A", "id": "${ID}"}`,
    );
    expect(answer.text).toContain(`"properties":${properties}`);
    expect((await server.call('GET', `/objects/A/${ID}`)).text).toContain(`"properties":${properties}`);
    expect((await server.call('GET', '/objects?class=A')).text).toContain(`"properties":${properties}`);
    expect(server.store.get('A', ID)?.properties).toBe(properties);
  });

  it('keeps an object without properties as one whose properties are empty, as it answers', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'A', id: ID, properties: {} });
    await server.call('POST', '/objects', { class: 'A', id: OTHER_ID, vector: null, properties: null });
    await server.call('POST', '/batch/objects', { objects: [{ class: 'A', id: numbered(3) }] });
    await server.call('POST', '/objects', { class: 'A', id: numbered(4), properties: { p: 1 } });
    await server.call('PUT', `/objects/A/${numbered(4)}`, { class: 'A' });
    for (const id of [ID, OTHER_ID, numbered(3), numbered(4)]) {
      expect(server.store.get('A', id)).toMatchObject({ properties: '{}', vector: null, namedVectors: null });
      expect(objectOf(await server.call('GET', `/objects/A/${id}`)).properties).toEqual({});
    }
  });

  it('stores named vectors and multi-vectors', async () => {
    await using server = await TestServer.start();
    const vectors = { one: [0.1, 2], many: [[0.25], [0.5]] };
    const answer = await server.call('POST', '/objects', { class: 'A', id: ID, vectors });
    expect(objectOf(answer).vectors).toEqual(vectors);
    expect(answer.body).not.toHaveProperty('vector');
    expect(objectOf(await server.call('GET', `/objects/A/${ID}?include=vector`)).vectors).toEqual(vectors);
  });

  it('ignores fields that clients send beside', async () => {
    await using server = await TestServer.start();
    const answer = await server.call('POST', '/objects', {
      class: 'A',
      id: ID,
      creationTimeUnix: 5,
      lastUpdateTimeUnix: 5,
      vectorWeights: null,
      additional: {},
      tenant: '',
    });
    expect(answer.status).toBe(200);
    expect(objectOf(answer).creationTimeUnix).toBeGreaterThan(5);
  });

  it('refuses an id twice, whatever its case', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'A', id: ID, properties: { p: 1 } });
    const answer = await server.call('POST', '/objects', {
      class: 'A',
      id: ID.toUpperCase(),
      properties: { p: 2 },
    });
    expect(answer.status).toBe(422);
    expect(messageOf(answer)).toContain('already exists');
    expect(server.store.get('A', ID)?.properties).toBe('{"p":1}');
  });

  it('stores 1 MB of text', async () => {
    await using server = await TestServer.start();
    const text = 'äöü😀\n'.repeat(100_000);
    await server.call('POST', '/objects', { class: 'A', id: ID, properties: { text } });
    expect(objectOf(await server.call('GET', `/objects/A/${ID}`)).properties).toEqual({ text });
  });
});

describe('what POST /v1/objects refuses', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    ['no body', undefined, /must be a JSON object/],
    ['an array', [], /must be a JSON object/],
    ['null', 'null', /must be a JSON object/],
    ['no class', { properties: {} }, /class is missing/],
    ['a class that is a number', { class: 5 }, /class is 5/],
    ['a class that is a long number', '{"class":12345678901234567890}', /class is "12345678901234567890"/],
    [
      'an id that is a long number',
      '{"class":"A","id":12345678901234567890}',
      /id "12345678901234567890" is not/,
    ],
    [
      'a vector that is a long number',
      '{"class":"A","vector":12345678901234567890}',
      /"12345678901234567890" is not an/,
    ],
    [
      'properties that are a long number',
      '{"class":"A","properties":12345678901234567890}',
      /must be an object/,
    ],
    ['an id that is no UUID', { class: 'A', id: 'x' }, /id "x" is not a UUID/],
    ['an id that is a number', { class: 'A', id: 5 }, /id 5 is not a UUID/],
    ['an empty id', { class: 'A', id: '' }, /id "" is not a UUID/],
    ['a UUID without dashes', { class: 'A', id: ID.replaceAll('-', '') }, /is not a UUID/],
    [
      'properties that are an array',
      { class: 'A', properties: [1] },
      /invalid properties \[1\]: it must be an object/,
    ],
    ['properties that are a text', { class: 'A', properties: 'x' }, /invalid properties "x"/],
    [
      'a tenant of a class that is not there',
      { class: 'A', tenant: 'T' },
      /invalid tenant "T": create class A with multiTenancyConfig.enabled/,
    ],
    ['a tenant that is a number', { class: 'A', tenant: 5 }, /invalid tenant 5: it must be the name of one/],
    [
      'a vector that is a text',
      { class: 'A', vector: '[1]' },
      /vector of class "A": "\[1\]" is not an array/,
    ],
    ['an empty vector', { class: 'A', vector: [] }, /vector of class "A"/],
    ['a vector with a text in it', { class: 'A', vector: [1, 'x'] }, /element 1 is "x"/],
    ['a vector with null in it', { class: 'A', vector: [1, null] }, /element 1 is null/],
    ['a vector beyond float32', { class: 'A', vector: [1e39] }, /beyond the range of float32/],
    ['a vector beyond double', '{"class":"A","vector":[1e400]}', /beyond the range of float32/],
    ['vectors that are an array', { class: 'A', vectors: [[1]] }, /vectors of class "A"/],
    ['a named vector that is a text', { class: 'A', vectors: { v: 'x' } }, /vector "v" of class "A"/],
    ['an empty multi-vector', { class: 'A', vectors: { v: [] } }, /vector "v" of class "A"/],
    [
      'an empty vector in a multi-vector',
      { class: 'A', vectors: { v: [[1], []] } },
      /vector "v" of class "A"/,
    ],
    ['a number in a multi-vector', { class: 'A', vectors: { v: [[1], 2] } }, /vector "v" of class "A"/],
  ])('refuses %s', async (_case, body, message) => {
    const answer = await server.call('POST', '/objects', body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(422);
    expect(server.store.listClasses()).toEqual([]);
  });
});

describe('vectors that POST /v1/objects refuses', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'Plain', vector: [1, 2, 3] });
    await server.call('POST', '/objects', { class: 'Named', vectors: { one: [1], many: [[1], [2]] } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    ['one of another length', 'Plain', { vector: [1, 2] }, /vector of class "Plain": has 2 values/],
    ['a named one in a class without', 'Plain', { vectors: { v: [1] } }, /vector "v" of class "Plain"/],
    ['an unnamed one in a class of named ones', 'Named', { vector: [1] }, /vector of class "Named"/],
    ['one of another name', 'Named', { vectors: { other: [1] } }, /vector "other" of class "Named"/],
    ['many for one', 'Named', { vectors: { one: [[1]] } }, /vector "one" of class "Named"/],
    ['one for many', 'Named', { vectors: { many: [1] } }, /vector "many" of class "Named"/],
    [
      'many of different lengths',
      'Named',
      { vectors: { many: [[1], [1, 2]] } },
      /vector "many" of class "Named"/,
    ],
  ])('refuses a vector that the class cannot have: %s', async (_case, className, body, message) => {
    const answer = await server.call('POST', '/objects', { class: className, ...body });
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(422);
    expect(server.store.count(className)).toBe(1);
  });
});

describe('GET /v1/objects', () => {
  it('gives every object once, in pages that follow each other by `after`', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A', shardingConfig: { desiredCount: 3 } });
    const objects = Array.from({ length: 250 }, (_, index) => ({ class: 'A', properties: { index } }));
    await server.call('POST', '/batch/objects', { objects });
    const seen: number[] = [];
    const ids: string[] = [];
    for (let after = ''; ; after = ids.at(-1) ?? '') {
      const page = await server.call('GET', `/objects?class=A&limit=37&after=${after}`);
      const found = objectsOf(page);
      expect(page.body).toHaveProperty('totalResults', found.length);
      if (found.length === 0) break;
      seen.push(...found.map(({ properties }) => properties['index'] as number));
      ids.push(...found.map(({ id }) => id));
    }
    expect(seen.sort((a, b) => a - b)).toEqual(objects.map((_, index) => index));
    expect(ids).toEqual([...ids].sort());
  });

  it('gives ten objects unless told, and none beyond the limit', async () => {
    await using server = await TestServer.start();
    const objects = Array.from({ length: 120 }, (_, index) => ({ class: 'A', id: numbered(index) }));
    await server.call('POST', '/batch/objects', { objects });
    const idsAt = async (query: string) =>
      objectsOf(await server.call('GET', `/objects?class=a${query}`)).map(({ id }) => id);
    expect(await idsAt('')).toEqual(objects.slice(0, 10).map(({ id }) => id));
    expect(await idsAt('&limit=100')).toEqual(objects.slice(0, 100).map(({ id }) => id));
    expect(await idsAt('&limit=10000')).toHaveLength(120);
    expect(await idsAt('&limit=0')).toEqual([]);
    expect(await idsAt('&offset=60&limit=55')).toEqual(objects.slice(60, 115).map(({ id }) => id));
    expect(await idsAt('&offset=115')).toEqual(objects.slice(115).map(({ id }) => id));
    expect(await idsAt('&offset=500')).toEqual([]);
    expect(await idsAt(`&after=${numbered(117)}`)).toEqual([numbered(118), numbered(119)]);
    expect(await idsAt(`&after=${OTHER_ID.replace('a', 'b')}`)).toEqual([]);
  });

  it('goes through all classes where none is named', async () => {
    await using server = await TestServer.start();
    for (const name of ['B', 'A', 'C']) {
      const objects = Array.from({ length: 3 }, (_, index) => ({ class: name, id: numbered(index) }));
      await server.call('POST', '/batch/objects', { objects });
    }
    const listed = objectsOf(await server.call('GET', '/objects?offset=2&limit=5'));
    expect(listed.map((object) => `${object.class}${object.id.at(-1)}`)).toEqual([
      'A2',
      'B0',
      'B1',
      'B2',
      'C0',
    ]);
    expect((await server.call('GET', '/objects')).body).toMatchObject({ totalResults: 9 });
  });

  it('gives nothing where there is nothing', async () => {
    await using server = await TestServer.start();
    expect((await server.call('GET', '/objects')).body).toEqual({ objects: [], totalResults: 0 });
  });

  it('gives vectors where they are asked for alone', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'A', id: ID, vector: [0.1, -2] });
    for (const path of ['/objects?class=A', `/objects/A/${ID}`]) {
      const mark = path.includes('?') ? '&' : '?';
      expect((await server.call('GET', path)).text).not.toContain('vector');
      expect((await server.call('GET', `${path}${mark}include=classification`)).text).not.toContain('vector');
      expect((await server.call('GET', `${path}${mark}include=vector`)).text).toContain('"vector":[0.1,-2]');
      expect((await server.call('GET', `${path}${mark}include=vector,classification`)).text).toContain(
        '"vector"',
      );
    }
  });
});

describe('what GET /v1/objects refuses', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'A' });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    ['limit=-1', 422, /invalid limit "-1": allowed are whole numbers from 0 to 10000/],
    ['limit=10001', 422, /invalid limit "10001"/],
    ['limit=1.5', 422, /invalid limit "1.5"/],
    ['limit=all', 422, /invalid limit "all"/],
    ['limit=', 422, /invalid limit ""/],
    ['limit=1&limit=2', 422, /invalid limit \["1","2"\]: it may be there just once/],
    ['offset=10001', 422, /invalid offset/],
    ['offset=9999&limit=2', 422, /invalid limit "2": allowed are whole numbers from 0 to 1/],
    [`after=${ID}`, 422, /invalid after .*: it needs class/],
    [`class=A&after=${ID}&offset=1`, 422, /takes no offset/],
    ['class=A&after=x', 422, /id "x" is not a UUID/],
    ['class=Nothing', 404, /class "Nothing" does not exist/],
    ['class=..%2FA', 404, /does not exist/],
    ['include=everything', 422, /invalid include "everything": allowed are vector/],
    ['class=A&sort=p', 422, /sort is not supported yet/],
    ['class=A&tenant=T', 422, /multi-tenancy is disabled for class "A"/],
    ['class=A&tenant=T&tenant=U', 422, /invalid tenant \["T","U"\]: it may be there just once/],
    ['tenant=T', 422, /invalid tenant "T": it needs class/],
  ])('refuses ?%s', async (query, status, message) => {
    const answer = await server.call('GET', `/objects?${query}`);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(status);
  });
});

async function serverWithObject(): Promise<TestServer> {
  const server = await TestServer.start();
  await server.call('POST', '/objects', {
    class: 'A',
    id: ID,
    properties: { text: 'old', big: 1, nested: { a: 1, b: 2 } },
    vector: [1, 2],
  });
  return server;
}

describe('/v1/objects/{class}/{id}', () => {
  it('GET gives the object', async () => {
    await using server = await serverWithObject();
    const answer = await server.call('GET', `/objects/a/${ID}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ class: 'A', id: ID, properties: { text: 'old' } });
  });

  it('HEAD says whether the object is there', async () => {
    await using server = await serverWithObject();
    expect(await server.call('HEAD', `/objects/A/${ID}`)).toEqual({ status: 204, text: '', body: undefined });
    expect((await server.app.inject({ method: 'HEAD', url: `/v1/objects/A/${OTHER_ID}` })).statusCode).toBe(
      404,
    );
    expect((await server.app.inject({ method: 'HEAD', url: `/v1/objects/B/${ID}` })).statusCode).toBe(404);
  });

  it('DELETE removes the object', async () => {
    await using server = await serverWithObject();
    expect(await server.call('DELETE', `/objects/A/${ID}`)).toEqual({
      status: 204,
      text: '',
      body: undefined,
    });
    expect((await server.call('DELETE', `/objects/A/${ID}`)).status).toBe(404);
    expect((await server.call('GET', `/objects/A/${ID}`)).status).toBe(404);
    expect(server.store.count('A')).toBe(0);
  });

  it('DELETE takes a content type without a body', async () => {
    await using server = await serverWithObject();
    const headers = { 'content-type': 'application/json' };
    expect((await server.call('DELETE', `/objects/A/${ID}`, undefined, headers)).status).toBe(204);
  });

  it('PUT replaces the object, but for its time of creation', async () => {
    await using server = await serverWithObject();
    const old = server.store.get('A', ID);
    const answer = await server.call('PUT', `/objects/A/${ID}`, {
      class: 'A',
      id: ID,
      properties: { text: 'new', added: 5 },
    });
    expect(answer.status).toBe(200);
    expect(objectOf(answer)).toMatchObject({
      properties: { text: 'new', added: 5 },
      creationTimeUnix: old?.creationTime,
    });
    expect(answer.body).not.toHaveProperty('vector');
    expect(server.store.get('A', ID)).toMatchObject({ properties: '{"text":"new","added":5}', vector: null });
    expect(server.store.get('A', ID)?.updateTime).toBeGreaterThanOrEqual(old?.updateTime ?? Infinity);
  });

  it('PATCH replaces what it names, removes what it sets to null, and leaves the rest', async () => {
    await using server = await serverWithObject();
    const answer = await server.call(
      'PATCH',
      `/objects/A/${ID}`,
      '{"properties":{"text":null,"big":9223372036854775807,"nested":{"b":3},"added":"x"}}',
    );
    expect(answer).toEqual({ status: 204, text: '', body: undefined });
    expect(server.store.get('A', ID)).toMatchObject({
      properties: '{"big":9223372036854775807,"nested":{"b":3},"added":"x"}',
      vector: Float32Array.of(1, 2),
    });
  });

  it('PATCH replaces the vector alone where it names nothing else', async () => {
    await using server = await serverWithObject();
    const { properties } = server.store.get('A', ID) ?? {};
    expect((await server.call('PATCH', `/objects/A/${ID}`, { class: 'A', vector: [3, 4] })).status).toBe(204);
    expect(server.store.get('A', ID)).toMatchObject({ properties, vector: Float32Array.of(3, 4) });
  });

  it('PATCH replaces named vectors one by one', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'N', id: ID, vectors: { a: [1], b: [2] } });
    await server.call('PATCH', `/objects/N/${ID}`, { vectors: { b: [3] } });
    expect(server.store.get('N', ID)?.namedVectors).toEqual({ a: Float32Array.of(1), b: Float32Array.of(3) });
    expect(server.store.get('N', ID)?.properties).toBe('{}');
    await server.call('PATCH', `/objects/N/${ID}`, { properties: { p: 1 } });
    expect(server.store.get('N', ID)?.properties).toBe('{"p":1}');
  });

  it('PATCH of an object keeps integers of 64 bits that it does not name', async () => {
    await using server = await TestServer.start();
    await server.call(
      'POST',
      '/objects',
      `{"class":"A","id":"${ID}","properties":{"big":9007199254740993,"zero":-0}}`,
    );
    await server.call('PATCH', `/objects/A/${ID}`, { properties: { x: 1 } });
    expect(server.store.get('A', ID)?.properties).toBe('{"big":9007199254740993,"zero":-0,"x":1}');
  });

  it('loses none of many PATCHes that come at once', async () => {
    await using server = await serverWithObject();
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
    await Promise.all(
      names.map((name) => server.call('PATCH', `/objects/A/${ID}`, { properties: { [name]: 1 } })),
    );
    const { properties } = objectOf(await server.call('GET', `/objects/A/${ID}`));
    expect(Object.keys(properties)).toEqual(expect.arrayContaining([...names, 'text', 'nested']));
  });
});

describe('what /v1/objects/{class}/{id} refuses', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serverWithObject();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    ['GET', `A/${OTHER_ID}`, undefined, 404, /object ".*2" of class "A" does not exist/],
    ['GET', `B/${ID}`, undefined, 404, /class "B" does not exist/],
    ['GET', 'A/x', undefined, 422, /id "x" is not a UUID/],
    ['GET', `A/${ID}?include=all`, undefined, 422, /invalid include "all"/],
    ['DELETE', `A/${OTHER_ID}`, undefined, 404, /does not exist/],
    ['DELETE', `B/${ID}`, undefined, 404, /class "B" does not exist/],
    ['DELETE', 'A/x', undefined, 422, /not a UUID/],
    ['PUT', `A/${OTHER_ID}`, { properties: { fresh: 1 } }, 404, /does not exist/],
    ['PUT', `B/${ID}`, { properties: { fresh: 1 } }, 404, /class "B" does not exist/],
    ['PUT', `A/${ID}`, { class: 'B' }, 422, /invalid class "B": it must be A, as in the path/],
    ['PUT', `A/${ID}`, { id: OTHER_ID }, 422, /invalid id .*as in the path/],
    ['PUT', `A/${ID}`, { properties: { text: 5 } }, 422, /property "text" of class "A" is 5/],
    ['PUT', `A/${ID}`, { vector: [1] }, 422, /vector of class "A": has 1 values/],
    ['PUT', `A/${ID}`, undefined, 422, /must be a JSON object/],
    ['PATCH', `A/${OTHER_ID}`, { properties: { fresh: 1 } }, 404, /does not exist/],
    ['PATCH', `B/${ID}`, { properties: { fresh: 1 } }, 404, /class "B" does not exist/],
    ['PATCH', `A/${ID}`, { properties: { text: 5 } }, 422, /property "text" of class "A" is 5/],
    ['PATCH', `A/${ID}`, { properties: { big: 'x' } }, 422, /property "big"/],
    ['PATCH', `A/${ID}`, { vector: ['x'] }, 422, /element 0 is "x"/],
    ['PATCH', `A/${ID}`, [], 422, /must be a JSON object/],
  ] as const)('%s %s with %o is refused with %d', async (method, path, body, status, message) => {
    const before = server.store.get('A', ID);
    const answer = await server.call(method, `/objects/${path}`, body);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(status);
    expect(server.store.get('A', ID)).toEqual(before);
    expect(server.store.getClass('A')?.properties).toHaveLength(3);
    expect(server.store.listClasses()).toHaveLength(1);
  });
});
