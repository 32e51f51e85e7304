import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer, messageOf } from '../test-server.fixture.ts';

const UUID = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';
const BEACON = `weaviate://localhost/Author/${UUID}`;

const ALL_TYPES = {
  class: 'Everything',
  properties: [
    { name: 'text', dataType: ['text'] },
    { name: 'int', dataType: ['int'] },
    { name: 'number', dataType: ['number'] },
    { name: 'boolean', dataType: ['boolean'] },
    { name: 'date', dataType: ['date'] },
    { name: 'uuid', dataType: ['uuid'] },
    { name: 'texts', dataType: ['text[]'] },
    { name: 'ints', dataType: ['int[]'] },
    { name: 'numbers', dataType: ['number[]'] },
    { name: 'booleans', dataType: ['boolean[]'] },
    { name: 'dates', dataType: ['date[]'] },
    { name: 'uuids', dataType: ['uuid[]'] },
    { name: 'blob', dataType: ['blob'] },
    { name: 'geo', dataType: ['geoCoordinates'] },
    { name: 'phone', dataType: ['phoneNumber'] },
    {
      name: 'object',
      dataType: ['object'],
      nestedProperties: [
        { name: 'count', dataType: ['int'] },
        { name: 'id', dataType: ['uuid'] },
        { name: 'ids', dataType: ['uuid[]'] },
        { name: 'when', dataType: ['date[]'] },
        { name: 'inner', dataType: ['object'], nestedProperties: [{ name: 'flag', dataType: ['boolean'] }] },
      ],
    },
    { name: 'objects', dataType: ['object[]'], nestedProperties: [{ name: 'name', dataType: ['text'] }] },
    { name: 'string', dataType: ['string'] },
    { name: 'strings', dataType: ['string[]'] },
    { name: 'author', dataType: ['Author'] },
    { name: 'anyone', dataType: ['Author', 'Reader'] },
  ],
};

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
  await server.call('POST', '/schema', { class: 'Author' });
  await server.call('POST', '/schema', { class: 'Reader' });
  await server.call('POST', '/schema', ALL_TYPES);
});
afterAll(() => server[Symbol.asyncDispose]());

/** The class must not change by any of these objects: each value is for a property that is there. */
async function post(name: string, json: string) {
  const before = server.store.getClass('Everything');
  const answer = await server.call(
    'POST',
    '/objects',
    `{"class":"Everything","properties":{"${name}":${json}}}`,
  );
  expect(server.store.getClass('Everything')).toEqual(before);
  return answer;
}

describe('a value that fits its property', () => {
  it.each([
    ['text', '""'],
    ['text', '"with \\"quotes\\", \\\\, Ümlauts, 😀 and \\u0000"'],
    ['int', '0'],
    ['int', '-0'],
    ['int', '9007199254740991'],
    ['int', '9007199254740992'],
    ['int', '9007199254740993'],
    ['int', '9223372036854775807'],
    ['int', '-9223372036854775808'],
    ['number', '1.5'],
    ['number', '-0'],
    ['number', '1.7976931348623157e+308'],
    ['number', '5e-324'],
    ['number', '12345678901234567890'],
    ['boolean', 'true'],
    ['boolean', 'false'],
    ['date', '"2026-01-31T12:30:00Z"'],
    ['date', '"2024-02-29T23:59:59.123456789+14:00"'],
    ['date', '"0001-01-01T00:00:00-00:00"'],
    ['date', '"2000-02-29T00:00:00Z"'],
    ['uuid', `"${UUID}"`],
    ['date', '"0001-01-01T00:30:00+00:30"'],
    ['date', '"9999-12-31T23:59:59.999999999Z"'],
    ['date', '"9999-12-31T23:30:00+00:00"'],
    ['texts', '[]'],
    ['texts', '["a",""]'],
    ['ints', '[1,9223372036854775807,-5]'],
    ['numbers', '[0.1,-0,1e-7]'],
    ['booleans', '[true,false]'],
    ['dates', '["2026-01-31T12:30:00Z"]'],
    ['uuids', `["${UUID}"]`],
    ['blob', '""'],
    ['blob', '"aGVsbG8="'],
    ['blob', '"+/+/"'],
    ['geo', '{"latitude":52.5,"longitude":-13.25}'],
    ['geo', '{"longitude":180,"latitude":-90}'],
    [
      'phone',
      '{"countryCode":31,"defaultCountry":"NL","input":"020 1234567","internationalFormatted":"+31 20 123 4567","national":201234567,"nationalFormatted":"020 123 4567","valid":true}',
    ],
    ['object', '{}'],
    ['object', '{"count":9223372036854775807,"when":["2026-01-31T12:30:00Z"],"inner":{"flag":true}}'],
    ['objects', '[]'],
    ['objects', '[{"name":"a"},{}]'],
    ['string', '"a"'],
    ['strings', '["a"]'],
    ['author', '[]'],
    ['author', `[{"beacon":"${BEACON}"}]`],
  ])('%s: %s is kept to the letter', async (name, json) => {
    const answer = await post(name, json);
    expect(answer).toMatchObject({ status: 200 });
    const { id } = answer.body as { id: string };
    const read = await server.call('GET', `/objects/Everything/${id}`);
    expect(read.text).toContain(`"properties":{"${name}":${json}}`);
  });

  it('may be null at any depth of objects, which means that it is absent', async () => {
    const answer = await post('object', '{"count":null,"inner":{"flag":null}}');
    expect(answer.body).toMatchObject({ properties: { object: { inner: {} } } });
    expect(answer.text).not.toContain('null');
    expect((await post('int', 'null')).text).toContain('"properties":{}');
  });
});

describe('an id', () => {
  const UPPER = UUID.toUpperCase();
  const BARE = UUID.replaceAll('-', '');

  it.each([
    ['uuid', UPPER, UUID],
    ['uuid', BARE, UUID],
    ['uuids', [UPPER, BARE.toUpperCase(), UUID], [UUID, UUID, UUID]],
    ['object', { id: UPPER, ids: [BARE] }, { id: UUID, ids: [UUID] }],
    ['author', [{ beacon: `weaviate://localhost/Author/${UPPER}` }], [{ beacon: BEACON }]],
    ['author', [{ beacon: `weaviate://localhost/author/${BARE}` }], [{ beacon: BEACON }]],
    ['author', [{ beacon: `weaviate://localhost/${UPPER}` }], [{ beacon: BEACON }]],
    ['author', [{ beacon: BEACON, href: `/v1/objects/Author/${UPPER}` }], [{ beacon: BEACON }]],
    [
      'anyone',
      [{ beacon: `weaviate://localhost/reader/${UPPER}` }],
      [{ beacon: `weaviate://localhost/Reader/${UUID}` }],
    ],
  ])('of %s: %o is kept in one form', async (name, sent, kept) => {
    const answer = await post(name, JSON.stringify(sent));
    expect(answer.body).toMatchObject({ properties: { [name]: kept } });
    const { id } = answer.body as { id: string };
    await server.call('PATCH', `/objects/Everything/${id}`, { properties: { [name]: sent } });
    expect(server.store.get('Everything', id)?.properties).toBe(JSON.stringify({ [name]: kept }));
  });

  it('of a beacon that names none of two target classes cannot be told, and is refused', async () => {
    const answer = await post('anyone', `[{"beacon":"weaviate://localhost/${UUID}"}]`);
    expect(answer.status).toBe(422);
    expect(messageOf(answer)).toMatch(
      /property "anyone\[0\]" .*weaviate:\/\/localhost\/CLASS\/UUID"} to Author or Reader/,
    );
  });
});

describe('half a surrogate pair', () => {
  it.each([
    ['text', '"\\ud800"', 'text'],
    ['text', '"a\\udc00b"', 'text'],
    ['texts', '["a","\\ud83d"]', 'texts[1]'],
    ['string', '"\\ude00\\ud83d"', 'string'],
    ['objects', '[{},{"name":"\\ud800"}]', 'objects[1].name'],
    ['phone', '{"input":"+31 20 1234567 \\ud800"}', 'phone'],
  ])('in %s: %s is refused, naming the place', async (name, json, path) => {
    const answer = await post(name, json);
    expect(answer.status).toBe(422);
    expect(messageOf(answer)).toContain(`property ${JSON.stringify(path)} of class "Everything"`);
  });

  it('is refused in what auto-schema adds, and in names', async () => {
    for (const properties of ['{"added":"\\ud800"}', '{"deep":{"er":["\\ud800"]}}', '{"a\\ud800":1}']) {
      const answer = await server.call('POST', '/objects', `{"class":"Fresh","properties":${properties}}`);
      expect(answer.status).toBe(422);
    }
    expect((await server.call('POST', '/objects', '{"class":"Fresh\\ud800"}')).status).toBe(422);
    const tenant = await server.call('POST', '/objects', '{"class":"Everything","tenant":"\\ud800"}');
    expect(messageOf(tenant)).toMatch(/invalid tenant "\\ud800"/);
    expect(server.store.getClass('Fresh')).toBeNull();
  });
});

describe('a phone number', () => {
  const AMSTERDAM = {
    countryCode: 31,
    internationalFormatted: '+31 20 123 4567',
    national: 201234567,
    nationalFormatted: '020 123 4567',
    valid: true,
  };

  it.each([
    [
      { input: '020 1234567', defaultCountry: 'nl' },
      { defaultCountry: 'NL', ...AMSTERDAM },
    ],
    [{ input: '+31 20 1234567' }, AMSTERDAM],
    [{ input: '+31 20 1234567', defaultCountry: '' }, AMSTERDAM],
    [{ input: '+31 20 1234567', defaultCountry: null }, AMSTERDAM],
    // The input tells the country, whatever the default is.
    [
      { input: '+31 20 1234567', defaultCountry: 'US' },
      { defaultCountry: 'US', ...AMSTERDAM },
    ],
    [
      { input: '0031 20 1234567', defaultCountry: 'DE' },
      { defaultCountry: 'DE', ...AMSTERDAM },
    ],
    [
      { input: '12', defaultCountry: 'NL' },
      { countryCode: 31, national: 12, valid: false },
    ],
    [{ input: '+39 06 12345678' }, { national: 612345678, internationalFormatted: '+39 06 1234 5678' }],
    [
      { input: '1-800-FLOWERS', defaultCountry: 'us' },
      { nationalFormatted: '(800) 356-9377', valid: true },
    ],
  ])('%o is read as Weaviate reads it', async (sent, expected) => {
    const answer = await post('phone', JSON.stringify(sent));
    expect(answer.body).toMatchObject({ properties: { phone: { input: sent.input, ...expected } } });
    const { id } = answer.body as { id: string };
    expect((await server.call('GET', `/objects/Everything/${id}`)).body).toMatchObject({
      properties: { phone: { input: sent.input, ...expected } },
    });
  });

  it('is not believed what follows from its input', async () => {
    const sent = {
      input: '+31 20 1234567',
      countryCode: 1,
      internationalFormatted: 'x',
      national: -1,
      nationalFormatted: 5,
      valid: false,
    };
    const answer = await post('phone', JSON.stringify(sent));
    expect(answer.body).toMatchObject({ properties: { phone: { ...sent, ...AMSTERDAM } } });
  });
});

describe('a value that does not fit its property', () => {
  const text = /it must be a text/;
  const int = /it must be an integer of 64 bits/;
  const number = /it must be a number/;
  const boolean = /it must be true or false/;
  const date = /it must be a date of RFC 3339/;
  const years = /in the years 1 to 9999 of UTC/;
  const uuid = /it must be a UUID/;
  const blob = /it must be a text in base64/;
  const geo = /it must be \{"latitude", "longitude"\}/;
  const phone = /it must be \{"input", "defaultCountry"\}/;
  const object = /it must be an object/;
  const references = /it must be an array of references .* to Author/;

  it.each([
    ['text', '5', 'text', text],
    ['text', 'true', 'text', text],
    ['text', '{}', 'text', text],
    ['text', '["a"]', 'text', text],
    ['int', '"5"', 'int', int],
    ['int', '1.5', 'int', int],
    ['int', 'true', 'int', int],
    ['int', '[1]', 'int', int],
    ['int', '9223372036854775808', 'int', int],
    ['int', '-9223372036854775809', 'int', int],
    // Not exact: written otherwise than in digits, they are rounded.
    ['int', '1e18', 'int', int],
    ['int', '9007199254740993.0', 'int', int],
    ['int', '1e400', 'int', int],
    ['number', '"5"', 'number', number],
    ['number', 'false', 'number', number],
    ['number', '1e400', 'number', number],
    ['number', '-1e400', 'number', number],
    ['number', '9'.repeat(400), 'number', number],
    ['number', '{}', 'number', number],
    ['boolean', '"true"', 'boolean', boolean],
    ['boolean', '1', 'boolean', boolean],
    ['date', '0', 'date', date],
    ['date', '""', 'date', date],
    ['date', '"2026-01-31"', 'date', date],
    ['date', '"2026-01-31T12:30:00"', 'date', date],
    ['date', '"2026-01-31 12:30:00Z"', 'date', date],
    ['date', '"2026-01-31t12:30:00z"', 'date', date],
    ['date', '"2026-02-29T12:30:00Z"', 'date', date],
    ['date', '"1900-02-29T12:30:00Z"', 'date', date],
    ['date', '"2026-04-31T12:30:00Z"', 'date', date],
    ['date', '"2026-00-10T12:30:00Z"', 'date', date],
    ['date', '"2026-13-10T12:30:00Z"', 'date', date],
    ['date', '"2026-01-00T12:30:00Z"', 'date', date],
    ['date', '"2026-01-31T24:00:00Z"', 'date', date],
    ['date', '"2026-01-31T12:60:00Z"', 'date', date],
    ['date', '"2026-01-31T23:59:60Z"', 'date', date],
    ['date', '"2026-01-31T12:30:00.Z"', 'date', date],
    ['date', '"2026-01-31T12:30:00+24:00"', 'date', date],
    ['date', '"2026-01-31T12:30:00Z\\n"', 'date', date],
    ['date', '"+02026-01-31T12:30:00Z"', 'date', date],
    ['uuid', '5', 'uuid', uuid],
    ['date', '"0000-01-01T00:00:00Z"', 'date', years],
    ['date', '"0000-12-31T23:59:59Z"', 'date', years],
    ['date', '"0001-01-01T00:00:00+00:01"', 'date', years],
    ['date', '"9999-12-31T23:59:59-00:01"', 'date', years],
    ['dates', '["9999-12-31T23:59:59-14:00"]', 'dates[0]', years],
    ['uuid', '"a0eebc99-9c0b4ef8bb6d6bb9bd380a11"', 'uuid', uuid],
    ['uuid', '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g"', 'uuid', uuid],
    ['uuid', '"{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"', 'uuid', uuid],
    ['texts', '"a"', 'texts', /it must be an array \(text\[\]\)/],
    ['texts', '{"0":"a"}', 'texts', /it must be an array/],
    ['texts', '["a",1]', 'texts[1]', text],
    ['texts', '[null]', 'texts[0]', text],
    ['texts', '[["a"]]', 'texts[0]', text],
    ['ints', '[1,2,3.5]', 'ints[2]', int],
    ['ints', '[9223372036854775808]', 'ints[0]', int],
    ['numbers', '[1,"2"]', 'numbers[1]', number],
    ['booleans', '[0]', 'booleans[0]', boolean],
    ['dates', '["yesterday"]', 'dates[0]', date],
    ['uuids', '["x"]', 'uuids[0]', uuid],
    ['blob', '5', 'blob', blob],
    ['blob', '"a"', 'blob', blob],
    ['blob', '"a==="', 'blob', blob],
    ['blob', '"aGVsbG8"', 'blob', blob],
    ['blob', '"a_-="', 'blob', blob],
    ['blob', '"aGVs\\nbG8="', 'blob', blob],
    ['geo', '"52.5,13.25"', 'geo', geo],
    ['geo', '[52.5,13.25]', 'geo', geo],
    ['geo', '{}', 'geo', geo],
    ['geo', '{"latitude":52.5}', 'geo', geo],
    ['geo', '{"latitude":52.5,"longitude":null}', 'geo', geo],
    ['geo', '{"latitude":"52.5","longitude":1}', 'geo', geo],
    ['geo', '{"latitude":90.1,"longitude":1}', 'geo', geo],
    ['geo', '{"latitude":1,"longitude":-180.1}', 'geo', geo],
    ['geo', '{"latitude":1,"longitude":1,"altitude":1}', 'geo', geo],
    ['phone', '"020 1234567"', 'phone', phone],
    ['phone', '{}', 'phone', phone],
    ['phone', '{"defaultCountry":"nl"}', 'phone', phone],
    ['phone', '{"input":201234567}', 'phone', phone],
    ['phone', '{"input":"1","defaultCountry":"Netherlands"}', 'phone', phone],
    ['phone', '{"input":"1","defaultCountry":31}', 'phone', phone],
    ['phone', '{"input":"1","extension":"5"}', 'phone', phone],
    ['phone', '{"input":"020 1234567"}', 'phone', phone],
    ['phone', '{"input":"020 1234567","defaultCountry":"zz"}', 'phone', phone],
    ['phone', '{"input":"+31 20 1234567","defaultCountry":"ZZ"}', 'phone', phone],
    ['phone', '{"input":"+999 1234567"}', 'phone', phone],
    ['phone', '{"input":"none","defaultCountry":"nl"}', 'phone', phone],
    ['phone', '{"input":"","defaultCountry":"nl"}', 'phone', phone],
    ['phone', '{"input":"1","defaultCountry":"nl"}', 'phone', phone],
    ['phone', '{"input":"123456789012345678901","defaultCountry":"nl"}', 'phone', phone],
    ['phone', '{"input":"020 1234567 \\ud800","defaultCountry":"nl"}', 'phone', phone],
    ['object', '"x"', 'object', object],
    ['object', '[{}]', 'object', object],
    ['object', '{"count":"1"}', 'object.count', int],
    ['object', '{"when":["2026-01-31T12:30:00Z","x"]}', 'object.when[1]', date],
    ['object', '{"inner":{"flag":1}}', 'object.inner.flag', boolean],
    ['object', '{"inner":[]}', 'object.inner', object],
    ['objects', '{"name":"a"}', 'objects', /it must be an array \(object\[\]\)/],
    ['objects', '[{"name":"a"},{"name":5}]', 'objects[1].name', text],
    ['objects', '["a"]', 'objects[0]', object],
    ['string', '5', 'string', text],
    ['strings', '[5]', 'strings[0]', text],
    ['author', `"${BEACON}"`, 'author', references],
    ['author', `{"beacon":"${BEACON}"}`, 'author', references],
    ['author', `["${BEACON}"]`, 'author[0]', references],
    ['author', '[{"beacon":"http://localhost/Author/x"}]', 'author[0]', references],
    ['author', `[{"beacon":"weaviate://localhost/Other/${UUID}"}]`, 'author[0]', references],
    ['author', `[{"beacon":"weaviate://localhost/Author/x"}]`, 'author[0]', references],
  ])('%s: %s is refused with 422, naming %s', async (name, json, path, message) => {
    const answer = await post(name, json);
    expect(messageOf(answer)).toContain(`property ${JSON.stringify(path)} of class "Everything"`);
    expect(messageOf(answer)).toMatch(message);
    expect(answer.status).toBe(422);
  });

  it('is not repeated at full length', async () => {
    const answer = await post('int', `"${'x'.repeat(1_000_000)}"`);
    expect(messageOf(answer).length).toBeLessThan(500);
    const many = await post('int', `[${'[1,2,3],'.repeat(10_000)}1]`);
    expect(messageOf(many).length).toBeLessThan(500);
  });

  it('is refused however deep it is nested', async () => {
    const depth = 200_000;
    for (const json of [
      '['.repeat(depth) + ']'.repeat(depth),
      '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
    ]) {
      for (const name of ['int', 'objects', 'unknown']) {
        const answer = await server.call(
          'POST',
          '/objects',
          `{"class":"Everything","properties":{"${name}":${json}}}`,
        );
        expect(answer.status).toBe(422);
      }
      const long = `{"class":"Everything","properties":{"int":12345678901234567890,"text":${json}}}`;
      expect((await server.call('POST', '/objects', long)).status).toBeOneOf([400, 422]);
    }
    expect(server.store.getClass('Everything')?.properties).toHaveLength(ALL_TYPES.properties.length);
  });
});
