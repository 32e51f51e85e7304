import type { PropertyDefinition } from '@weaviate-export/entities-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer, messageOf } from '../test-server.fixture.ts';

const UUID = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';

interface Inferred {
  name: string;
  type: string;
  nested?: Inferred[];
}

/** Names and types alone. */
function typesOf(properties: readonly PropertyDefinition[] | undefined): Inferred[] {
  return (properties ?? []).map(({ name, dataType, nestedProperties }) => ({
    name,
    type: dataType.join(),
    ...(nestedProperties === undefined ? {} : { nested: typesOf(nestedProperties) }),
  }));
}

describe('auto-schema', () => {
  it('creates the class of an object, each property of the type that its value has', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/schema', { class: 'Author' });
    const answer = await server.call('POST', '/objects', {
      class: 'article',
      properties: {
        Title: 'Test Article',
        whole: 1,
        broken: 1.5,
        flag: true,
        when: '2026-01-31T12:30:00Z',
        notWhen: '2026-02-31T12:30:00Z',
        ref: UUID,
        nothing: null,
        texts: ['a', 'b'],
        numbers: [1, 2.5],
        flags: [true],
        dates: ['2026-01-31T12:30:00Z'],
        uuids: [UUID],
        mixed: [UUID, 'a'],
        empty: [],
        place: { latitude: 52.5, longitude: 13.25 },
        phone: { input: '020 1234567', defaultCountry: 'nl' },
        address: { street: 'A', number: 5, where: { latitude: 1, longitude: 2 }, none: null },
        people: [{ name: 'a' }, { age: 5 }],
        by: [{ beacon: `weaviate://localhost/Author/${UUID}` }],
      },
    });
    expect(answer.status).toBe(200);
    const definition = server.store.getClass('Article');
    expect(typesOf(definition?.properties)).toEqual([
      { name: 'title', type: 'text' },
      { name: 'whole', type: 'number' },
      { name: 'broken', type: 'number' },
      { name: 'flag', type: 'boolean' },
      { name: 'when', type: 'date' },
      { name: 'notWhen', type: 'text' },
      { name: 'ref', type: 'uuid' },
      { name: 'texts', type: 'text[]' },
      { name: 'numbers', type: 'number[]' },
      { name: 'flags', type: 'boolean[]' },
      { name: 'dates', type: 'date[]' },
      { name: 'uuids', type: 'uuid[]' },
      { name: 'mixed', type: 'text[]' },
      { name: 'empty', type: 'text[]' },
      { name: 'place', type: 'geoCoordinates' },
      { name: 'phone', type: 'phoneNumber' },
      {
        name: 'address',
        type: 'object',
        nested: [
          { name: 'street', type: 'text' },
          { name: 'number', type: 'number' },
          {
            name: 'where',
            type: 'object',
            nested: [
              { name: 'latitude', type: 'number' },
              { name: 'longitude', type: 'number' },
            ],
          },
        ],
      },
      {
        name: 'people',
        type: 'object[]',
        nested: [
          { name: 'name', type: 'text' },
          { name: 'age', type: 'number' },
        ],
      },
      { name: 'by', type: 'Author' },
    ]);
    expect(definition).toMatchObject({ vectorizer: 'none', multiTenancyConfig: { enabled: false } });
  });

  it('adds properties to a class, nested ones too, and changes none', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', {
      class: 'A',
      properties: { a: 1, o: { x: 'x' }, os: [{ x: 1 }] },
    });
    await server.call('POST', '/objects', {
      class: 'A',
      properties: { b: 'b', o: { x: 'x', y: { z: true } }, os: [{ x: 1 }, { y: 'y' }] },
    });
    expect(typesOf(server.store.getClass('A')?.properties)).toEqual([
      { name: 'a', type: 'number' },
      {
        name: 'o',
        type: 'object',
        nested: [
          { name: 'x', type: 'text' },
          { name: 'y', type: 'object', nested: [{ name: 'z', type: 'boolean' }] },
        ],
      },
      {
        name: 'os',
        type: 'object[]',
        nested: [
          { name: 'x', type: 'number' },
          { name: 'y', type: 'text' },
        ],
      },
      { name: 'b', type: 'text' },
    ]);
  });

  it('takes the named vectors of a new class from its first object', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'A', vectors: { one: [1, 2], many: [[1, 2, 3]] } });
    const { vectorConfig } = server.store.getClass('A') ?? {};
    expect(vectorConfig?.['one']?.vectorIndexConfig).not.toHaveProperty('multivector');
    expect(vectorConfig?.['many']?.vectorIndexConfig).toMatchObject({ multivector: { enabled: true } });
  });

  it('creates one class for objects that come at the same time, and loses no property of theirs', async () => {
    await using server = await TestServer.start();
    const count = 40;
    const answers = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        server.call('POST', '/objects', {
          class: 'A',
          properties: { same: index, [`p${index}`]: `${index}` },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: count }, () => 200));
    expect(server.store.count('A')).toBe(count);
    expect(server.store.getClass('A')?.properties).toHaveLength(count + 1);
  });

  it('lets just one of two types win where objects disagree at the same time', async () => {
    await using server = await TestServer.start();
    const answers = await Promise.all(
      ['text', 5].map((value) => server.call('POST', '/objects', { class: 'A', properties: { p: value } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(server.store.count('A')).toBe(1);
  });

  it('refuses a class whose name is not allowed', async () => {
    await using server = await TestServer.start();
    const answer = await server.call('POST', '/objects', { class: 'A/B', properties: {} });
    expect(answer.status).toBe(422);
    expect(messageOf(answer)).toMatch(/class is "A\/B"/);
  });

  it('refuses a class whose name differs from that of another in case alone', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'Article' });
    const answer = await server.call('POST', '/objects', { class: 'ARTICLE' });
    expect(answer.status).toBe(422);
    expect(messageOf(answer)).toMatch(/class name "ARTICLE" already exists/);
  });

  it('holds a name that JavaScript has a meaning for as any other', async () => {
    await using server = await TestServer.start();
    const properties = '{"__proto__":{"__proto__":"a"},"constructor":"b","hasOwnProperty":1}';
    const answer = await server.call('POST', '/objects', `{"class":"A","properties":${properties}}`);
    expect(answer.text).toContain(`"properties":${properties}`);
    expect(typesOf(server.store.getClass('A')?.properties).map(({ name }) => name)).toEqual([
      '__proto__',
      'constructor',
      'hasOwnProperty',
    ]);
  });

  it('takes an object with very many new properties', { tags: 'long' }, async () => {
    await using server = await TestServer.start();
    const properties = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`p${index}`, index]));
    expect((await server.call('POST', '/objects', { class: 'A', properties })).status).toBe(200);
    expect(server.store.getClass('A')?.properties).toHaveLength(20_000);
  });

  it.each<[string, (index: number) => object]>([
    ['with a property of its own each', (index) => ({ [`p${index}`]: index })],
    ['with a nested property of its own each', (index) => ({ o: { [`p${index}`]: index } })],
    ['with an array of a property of its own each', (index) => ({ os: [{ [`p${index}`]: index }] })],
  ])('takes an array of very many objects %s', { tags: 'long' }, async (_case, objectOf) => {
    await using server = await TestServer.start();
    const objects = Array.from({ length: 20_000 }, (_, index) => objectOf(index));
    const answer = await server.call('POST', '/objects', { class: 'A', properties: { objects } });
    expect(answer.status).toBe(200);
    let [property] = server.store.getClass('A')?.properties ?? [];
    while (property?.nestedProperties?.length === 1) [property] = property.nestedProperties;
    expect(property?.nestedProperties).toHaveLength(20_000);
  });

  it('takes the type of a nested property from the first object that has it', async () => {
    await using server = await TestServer.start();
    const os = [
      { a: null, b: {} },
      { b: { x: 1 }, a: 'a' },
      { c: true, b: { y: [{ z: 1 }], x: 2 } },
    ];
    expect((await server.call('POST', '/objects', { class: 'A', properties: { os } })).status).toBe(200);
    expect(typesOf(server.store.getClass('A')?.properties)).toEqual([
      {
        name: 'os',
        type: 'object[]',
        nested: [
          {
            name: 'b',
            type: 'object',
            nested: [
              { name: 'x', type: 'number' },
              { name: 'y', type: 'object[]', nested: [{ name: 'z', type: 'number' }] },
            ],
          },
          { name: 'a', type: 'text' },
          { name: 'c', type: 'boolean' },
        ],
      },
    ]);
  });
});

describe('what auto-schema refuses', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    ['an array of arrays', { p: [[1]] }, 'p', /arrays of arrays have no type/],
    ['an array of different kinds', { p: [1, 'a'] }, 'p[1]', /it must be a number/],
    ['an array with an object behind a text', { p: ['a', {}] }, 'p[1]', /it must be a text/],
    ['an array with a text behind an object', { p: [{}, 'a'] }, 'p[1]', /it must be an object/],
    ['a name with a dash', { 'a-b': 1 }, 'a-b', /its name must match/],
    ['an empty name', { '': 1 }, '', /its name must match/],
    ['a name of 232 letters', { ['p'.repeat(232)]: 1 }, 'p'.repeat(99), /its name must match/],
    ['a reserved name', { id: UUID }, 'id', /its name is reserved/],
    ['a vector among the properties', { vector: [1] }, 'vector', /its name is reserved/],
    ['a nested name with a blank', { o: { 'a b': 1 } }, 'o.a b', /its name must match/],
    ['two names that differ in case alone', { url: 'a', uRL: 'b' }, 'uRL', /there is a property url/],
    ['a name twice', { Url: 'a', url: 'b' }, 'url', /it is there twice/],
    [
      'a reference to a class that is not there',
      { by: [{ beacon: `weaviate://localhost/No/${UUID}` }] },
      'by',
      /class No, which does not exist/,
    ],
    [
      'arrays of objects that nest too deep for a file',
      { p: Array.from({ length: 30 }).reduce((inner) => [{ p: inner }], 1) },
      Array.from({ length: 30 }, () => 'p').join('.'),
      /at most 59 levels are allowed, of objects and of arrays/,
    ],
    ['a broken beacon', { by: [{ beacon: 'weaviate://localhost' }] }, 'by[0]', /it must be \{"beacon"/],
    ['a point outside the world', { p: { latitude: 91, longitude: 0 } }, 'p', /from -90 to 90/],
  ])('refuses %s, and leaves no class behind', async (_case, properties, path, message) => {
    const answer = await server.call('POST', '/objects', { class: 'A', properties });
    expect(messageOf(answer)).toContain(`property ${JSON.stringify(path).slice(0, -1)}`);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(422);
    expect(server.store.listClasses()).toEqual([]);
  });
});
