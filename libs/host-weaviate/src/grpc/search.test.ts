import { status } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weaviate, weaviateService } from '@weaviate-export/weaviate-protocol';
import { failureOf, GrpcHost } from './grpc-host.fixture.ts';

const idOf = (n: number) => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

let grpc: GrpcHost;

beforeAll(async () => {
  grpc = await GrpcHost.start();
  const text = (name: string) => ({ name, dataType: ['text'] });
  await grpc.host.call('POST', '/schema', {
    class: 'Page',
    properties: [
      text('title'),
      { name: 'large', dataType: ['int'] },
      { name: 'raw', dataType: ['blob'] },
      { name: 'to', dataType: ['Page'] },
      { name: 'phone', dataType: ['phoneNumber'] },
      {
        name: 'inner',
        dataType: ['object'],
        nestedProperties: [
          text('a'),
          { name: 'raw', dataType: ['blob'] },
          { name: 'deep', dataType: ['object'], nestedProperties: [text('b'), text('c')] },
        ],
      },
    ],
  });
  // Written by hand: JSON.stringify would round the integer.
  await grpc.host.call(
    'POST',
    '/objects',
    `{"class":"Page","id":"${idOf(0)}","vector":[0.5,2],"properties":{"title":"first","large":9223372036854775807,"raw":"AA==",
      "phone":{"input":"030 1234567","defaultCountry":"de"},
      "inner":{"a":"x","raw":"AA==","deep":{"b":"y","c":"z"}}}}`,
  );
  for (let n = 1; n < 30; n++) await grpc.host.call('POST', '/objects', { class: 'Page', id: idOf(n) });
});

afterAll(() => grpc[Symbol.asyncDispose]());

async function search(request: object): Promise<Record<string, never>[]> {
  const sent = { collection: 'Page', ...request };
  const reply = await grpc.client.call(weaviateService.Search, sent);
  return reply.results.map((bytes) => {
    const result = weaviate.SearchResult.decode(bytes) as unknown as protobuf.Message;
    return result.$type.toObject(result, { longs: String, bytes: Array }) as Record<string, never>;
  });
}

interface Result {
  metadata: Record<string, unknown> & { id: string };
  properties: { nonRefProps?: { fields: { key: string; value: object }[] } };
}

const idsOf = async (request: object) =>
  ((await search(request)) as unknown as Result[]).map(({ metadata }) => metadata.id);

async function firstOf(
  request: object,
): Promise<{ metadata: Result['metadata']; fields: Record<string, unknown> }> {
  const [first] = (await search({ limit: 1, ...request })) as unknown as Result[];
  const fields = first?.properties.nonRefProps?.fields ?? [];
  return {
    metadata: first?.metadata ?? { id: '' },
    fields: Object.fromEntries(fields.map(({ key, value }) => [key, value])),
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => idOf(from + n));

describe('Search', () => {
  it('gives pages in order of id: ten objects unless a limit is given, from an offset or behind an id', async () => {
    expect(await idsOf({})).toEqual(range(0, 10));
    expect(await idsOf({ limit: 25 })).toEqual(range(0, 25));
    expect(await idsOf({ limit: 5, offset: 7 })).toEqual(range(7, 12));
    expect(await idsOf({ limit: 5, after: idOf(7) })).toEqual(range(8, 13));
    expect(await idsOf({ limit: 5, after: idOf(29) })).toEqual([]);
    expect(await idsOf({ collection: 'page', limit: 1 })).toEqual([idOf(0)]);
  });

  it('gives objects by their ids, each once, in order, in pages as well', async () => {
    const target = { property: '_id' };
    const equal = (n: number) => ({ operator: 1, target, valueText: idOf(n) });
    const any = (...ids: number[]) => ({ operator: 12, target, valueTextArray: { values: ids.map(idOf) } });
    expect(await idsOf({ filters: equal(3) })).toEqual([idOf(3)]);
    expect(await idsOf({ filters: equal(99) })).toEqual([]);
    expect(await idsOf({ filters: any(5, 99, 2, 5) })).toEqual([idOf(2), idOf(5)]);
    expect(await idsOf({ filters: { ...equal(3), target: { property: 'id' } } })).toEqual([idOf(3)]);
    const either = { operator: 8, filters: [equal(9), any(4, 3)] };
    expect(await idsOf({ filters: either })).toEqual([3, 4, 9].map(idOf));
    expect(await idsOf({ filters: either, limit: 1, offset: 1 })).toEqual([idOf(4)]);
  });

  it('gives all properties but references and blobs unless some are named', async () => {
    const { fields } = await firstOf({});
    expect(fields).toEqual({
      title: { textValue: 'first' },
      large: { intValue: '9223372036854775807' },
      phone: {
        phoneValue: {
          input: '030 1234567',
          defaultCountry: 'DE',
          countryCode: '49',
          internationalFormatted: '+49 30 1234567',
          national: '301234567',
          nationalFormatted: '030 1234567',
          valid: true,
        },
      },
      inner: {
        objectValue: {
          fields: [
            { key: 'a', value: { textValue: 'x' } },
            {
              key: 'deep',
              value: {
                objectValue: {
                  fields: [
                    { key: 'b', value: { textValue: 'y' } },
                    { key: 'c', value: { textValue: 'z' } },
                  ],
                },
              },
            },
          ],
        },
      },
    });
    expect(await firstOf({ properties: { returnAllNonrefProperties: true } })).toMatchObject({ fields });
  });

  it('gives U+FFFD for half a surrogate pair that an older store holds', async () => {
    await grpc.host.call('POST', '/schema', {
      class: 'Old',
      properties: ['short', 'long'].map((name) => ({ name, dataType: ['text'] })),
    });
    const long = 'long '.repeat(20);
    const object = { id: idOf(0), vector: null, namedVectors: null };
    const properties = `{"short":"a\\ud800","long":"${long}\\udc00"}`;
    await grpc.host.store.insert('Old', { ...object, properties });
    expect((await firstOf({ collection: 'Old' })).fields).toEqual({
      short: { textValue: 'a\ufffd' },
      long: { textValue: `${long}\ufffd` },
    });
  });

  it('gives just the properties that are named, nested ones too, and null for those that are not there', async () => {
    const named = { nonRefProperties: ['Raw', 'title'] };
    expect((await firstOf({ properties: named })).fields).toEqual({
      raw: { blobValue: 'AA==' },
      title: { textValue: 'first' },
    });
    expect((await firstOf({ properties: named, after: idOf(0) })).fields).toEqual({
      raw: { nullValue: 0 },
      title: { nullValue: 0 },
    });
    const nested = {
      objectProperties: [
        {
          propName: 'inner',
          primitiveProperties: ['raw'],
          objectProperties: [{ propName: 'deep', primitiveProperties: ['c'] }],
        },
      ],
    };
    expect(JSON.stringify((await firstOf({ properties: nested })).fields)).toBe(
      '{"inner":{"objectValue":{"fields":[{"key":"raw","value":{"blobValue":"AA=="}},' +
        '{"key":"deep","value":{"objectValue":{"fields":[{"key":"c","value":{"textValue":"z"}}]}}}]}}}',
    );
    expect((await firstOf({ properties: {} })).fields).toEqual({});
  });

  it('gives vectors and times where they are asked for, and the id always', async () => {
    expect((await firstOf({})).metadata).toEqual({
      id: idOf(0),
      idAsBytes: [...Buffer.from(idOf(0).replaceAll('-', ''), 'hex')],
    });
    const vectorBytes = [...new Uint8Array(Float32Array.of(0.5, 2).buffer)];
    const { metadata } = await firstOf({
      metadata: { vector: true, creationTimeUnix: true, lastUpdateTimeUnix: true },
    });
    expect(metadata).toMatchObject({
      vectorBytes,
      creationTimeUnixPresent: true,
      lastUpdateTimeUnixPresent: true,
    });
    expect(Number(metadata['creationTimeUnix'])).toBeGreaterThan(Date.now() - 60_000);
    const byName = await firstOf({ metadata: { vectors: ['default', 'other'] } });
    expect(byName.metadata).toMatchObject({ vectors: [{ name: 'default', vectorBytes, type: 1 }] });
  });

  it.each<[string, object, status, string]>([
    ['no class', { collection: '' }, status.NOT_FOUND, 'class "" does not exist'],
    ['a class that is not there', { collection: 'No' }, status.NOT_FOUND, 'class "No" does not exist'],
    ['a tenant', { tenant: 'a' }, status.INVALID_ARGUMENT, 'tenant'],
    ['too many objects', { limit: 10_001 }, status.INVALID_ARGUMENT, 'at most 10000: iterate with after'],
    ['objects too far off', { limit: 1, offset: 10_000 }, status.INVALID_ARGUMENT, 'at most 10000'],
    ['a cursor that is no id', { after: 'x' }, status.INVALID_ARGUMENT, '"x" is not a UUID'],
    ['a cursor with an offset', { after: idOf(1), offset: 1 }, status.INVALID_ARGUMENT, 'neither an offset'],
    [
      'a cursor with a filter',
      { after: idOf(1), filters: { operator: 8 } },
      status.INVALID_ARGUMENT,
      'nor a filter',
    ],
    [
      'a property that is not there',
      { properties: { nonRefProperties: ['no'] } },
      status.INVALID_ARGUMENT,
      'invalid properties "no": allowed are title, large, raw, phone, inner',
    ],
    [
      'a reference as property',
      { properties: { nonRefProperties: ['to'] } },
      status.INVALID_ARGUMENT,
      'invalid properties "to"',
    ],
    [
      'what lies behind references',
      { properties: { refProperties: [{}] } },
      status.UNIMPLEMENTED,
      'behind references is not available',
    ],
    [
      'ids that are none',
      { filters: { operator: 1, target: { property: '_id' }, valueText: 'x' } },
      status.INVALID_ARGUMENT,
      '"x" is not a UUID',
    ],
    [
      'too many ids',
      {
        filters: {
          operator: 12,
          target: { property: '_id' },
          valueTextArray: { values: new Array(10_001).fill(idOf(1)) },
        },
      },
      status.INVALID_ARGUMENT,
      'at most 10000 ids are allowed in a filter',
    ],
    [
      'another filter',
      { filters: { operator: 1, target: { property: 'title' }, valueText: 'first' } },
      status.UNIMPLEMENTED,
      'a filter other than by ids',
    ],
    [
      'another comparison of ids',
      { filters: { operator: 2, target: { property: '_id' }, valueText: idOf(1) } },
      status.UNIMPLEMENTED,
      'a filter other than by ids',
    ],
    [
      'ids without a value',
      { filters: { operator: 1, target: { property: '_id' } } },
      status.UNIMPLEMENTED,
      'a filter other than by ids',
    ],
  ])('refuses %s', async (_what, request, code, message) => {
    const failure = await failureOf(search(request));
    expect(failure).toEqual({ code, details: expect.stringContaining(message) as string });
  });

  it.each([
    [41, 'hybrid search'],
    [43, 'vector search (near vector)'],
    [34, 'sorting'],
    [32, 'autocut'],
    // What clients to come may send is refused as well: to leave it out would change the answer.
    [2000, 'field 2000 of a search'],
  ])('refuses field %i of a request: %s', async (field, feature) => {
    const writer = protobuf.Writer.create();
    writer.uint32((1 << 3) | 2).string('Page');
    if (field === 32) writer.uint32(field << 3).uint32(1);
    else writer.uint32((field << 3) | 2).bytes(Uint8Array.of());
    const call = grpc.client.bytes('weaviate.v1.Weaviate/Search', writer.finish());
    expect(await failureOf(call)).toEqual({
      code: status.UNIMPLEMENTED,
      details: expect.stringContaining(`${feature} is not available on this server: `) as string,
    });
  });
});
