import { once } from 'node:events';
import { type ServiceError, status } from '@grpc/grpc-js';
import { giveRoles, headersOf, rolesFor } from '@weaviate-export/test-access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weaviate, weaviateService } from '@weaviate-export/weaviate-protocol';
import { type GrpcClient, GrpcHost } from './grpc-host.fixture.ts';

/** Callers, in the order of the columns below. */
const CALLERS = [null, 'nobody', 'reader', 'writer', 'exporter', 'root'] as const;

const PERMISSIONS = {
  nobody: [],
  reader: [
    { action: 'read_data', data: { collection: 'Article' } },
    { action: 'read_data', data: { collection: 'Shared', tenant: 'a*' } },
    { action: 'read_tenants', tenants: { collection: 'Shared', tenant: 'a*' } },
  ],
  writer: ['create_data', 'update_data', 'delete_data'].flatMap((action) => [
    { action, data: { collection: 'Article' } },
    { action, data: { collection: 'Shared', tenant: 'a*' } },
    { action, data: { collection: 'Linking' } },
  ]),
  exporter: [{ action: 'manage_backups', backups: { collection: '*' } }],
};

const {
  AggregateRequest,
  BatchDeleteRequest,
  BatchObject,
  BatchObjectsRequest,
  BatchReferencesRequest,
  BatchStreamRequest,
  SearchRequest,
  TenantsGetRequest,
} = weaviate;
const ID = 'a0000000-0000-4000-8000-000000000001';
const ids = { operator: 12, valueTextArray: { values: [ID] }, target: { property: '_id' } };
const object = (collection: string, tenant = '') => BatchObject.encode({ collection, tenant, uuid: ID });
const batch = (...objects: Uint8Array[]) => BatchObjectsRequest.encode({ objects });
const count = (collection: string, tenant = '') =>
  AggregateRequest.encode({ collection, tenant, objectsCount: true });
const remove = (collection: string, tenant = '') =>
  BatchDeleteRequest.encode({ collection, tenant, filters: ids, dryRun: true });

const link = (fromCollection: string, toCollection: string, tenant = '') =>
  BatchReferencesRequest.encode({
    references: [{ fromCollection, fromUuid: ID, name: 'to', toCollection, toUuid: ID, tenant }],
  });

const { OK, UNAUTHENTICATED: ANON, PERMISSION_DENIED: NO, NOT_FOUND, INVALID_ARGUMENT: BAD } = status;
const READER_AND_ROOT = [ANON, NO, OK, NO, NO, OK];
const WRITER_AND_ROOT = [ANON, NO, NO, OK, NO, OK];
const ROOT_ALONE = [ANON, NO, NO, NO, NO, OK];

/** Every call with what each caller is answered: anonymous, nobody, reader, writer, exporter, root. */
const TABLE: readonly (readonly [call: string, what: string, Uint8Array, readonly status[]])[] = [
  ['Search', 'a class', SearchRequest.encode({ collection: 'article' }), READER_AND_ROOT],
  ['Search', 'by id', SearchRequest.encode({ collection: 'Article', filters: ids }), READER_AND_ROOT],
  ['Search', 'another class', SearchRequest.encode({ collection: 'Secret' }), ROOT_ALONE],
  ['Search', 'no class', SearchRequest.encode({ collection: 'No' }), [ANON, NO, NO, NO, NO, NOT_FOUND]],
  ['Search', 'a tenant', SearchRequest.encode({ collection: 'Shared', tenant: 'a' }), READER_AND_ROOT],
  ['Search', 'another tenant', SearchRequest.encode({ collection: 'Shared', tenant: 'b' }), ROOT_ALONE],
  ['Aggregate', 'a class', count('Article'), READER_AND_ROOT],
  ['Aggregate', 'no class', count('No'), [ANON, NO, NO, NO, NO, NOT_FOUND]],
  ['Aggregate', 'a tenant', count('Shared', 'a'), READER_AND_ROOT],
  ['Aggregate', 'another tenant', count('Shared', 'b'), ROOT_ALONE],
  ['BatchObjects', 'a class', batch(object('article')), WRITER_AND_ROOT],
  ['BatchObjects', 'a class and another', batch(object('Article'), object('Secret')), ROOT_ALONE],
  [
    'BatchObjects',
    'an object that says two classes',
    batch(Buffer.concat([object('Article'), object('Secret')])),
    ROOT_ALONE,
  ],
  ['BatchObjects', 'a tenant', batch(object('Shared', 'a')), WRITER_AND_ROOT],
  ['BatchObjects', 'another tenant', batch(object('Shared', 'a'), object('Shared', 'b')), ROOT_ALONE],
  ['BatchReferences', 'a class', link('article', 'Nowhere'), WRITER_AND_ROOT],
  ['BatchReferences', 'a class to another', link('Linking', 'Secret'), ROOT_ALONE],
  ['BatchReferences', 'another class', link('Secret', 'Article'), ROOT_ALONE],
  ['BatchReferences', 'no class', link('No', 'Article'), ROOT_ALONE],
  ['BatchReferences', 'a tenant', link('Shared', 'Nowhere', 'a'), WRITER_AND_ROOT],
  ['BatchReferences', 'another tenant', link('Shared', 'Nowhere', 'b'), ROOT_ALONE],
  ['BatchDelete', 'a class', remove('Article'), WRITER_AND_ROOT],
  ['BatchDelete', 'no class', remove('No'), [ANON, NO, NO, NO, NO, NOT_FOUND]],
  ['BatchDelete', 'a tenant', remove('Shared', 'a'), WRITER_AND_ROOT],
  ['BatchDelete', 'another tenant', remove('Shared', 'b'), ROOT_ALONE],
  ['TenantsGet', 'a class', TenantsGetRequest.encode({ collection: 'Shared' }), READER_AND_ROOT],
  [
    'TenantsGet',
    'one tenant',
    TenantsGetRequest.encode({ collection: 'Shared', names: { values: ['b'] } }),
    ROOT_ALONE,
  ],
  [
    'TenantsGet',
    'a class without',
    TenantsGetRequest.encode({ collection: 'Article' }),
    [ANON, NO, NO, NO, NO, BAD],
  ],
  [
    'TenantsGet',
    'no class',
    TenantsGetRequest.encode({ collection: 'No' }),
    [ANON, NO, NO, NO, NO, NOT_FOUND],
  ],
];

describe('calls', () => {
  let grpc: GrpcHost;
  let client: GrpcClient;
  const asRoot = (method: 'GET' | 'POST', path: string, body?: object) =>
    grpc.host.call(method, path, body, headersOf('root'));
  beforeAll(async () => {
    grpc = await GrpcHost.start(rolesFor(...Object.keys(PERMISSIONS)));
    client = grpc.client;
    await giveRoles((path, body, headers) => grpc.host.call('POST', path, body, headers), PERMISSIONS);
    await asRoot('POST', '/schema', { class: 'Secret' });
    const properties = [{ name: 'to', dataType: ['Secret'] }];
    for (const name of ['Article', 'Linking']) await asRoot('POST', '/schema', { class: name, properties });
    const multiTenancyConfig = { enabled: true, autoTenantCreation: true };
    await asRoot('POST', '/schema', { class: 'Shared', multiTenancyConfig });
    await asRoot('POST', '/schema/Shared/tenants', [{ name: 'a' }, { name: 'b' }]);
  });
  afterAll(() => grpc[Symbol.asyncDispose]());

  it.each(TABLE)('%s: %s', async (call, _what, request, codes) => {
    const answered: status[] = [];
    for (const caller of CALLERS) {
      const name = `weaviate.v1.Weaviate/${call}`;
      answered.push(
        await client.bytes(name, request, headersOf(caller)).then(
          () => OK,
          async (error: ServiceError) => {
            if (error.code === NO) expect(error.details).toContain(`"${caller}" may not`);
            return error.code;
          },
        ),
      );
    }
    expect(answered).toEqual(codes);
  });

  it('BatchStream ends where the caller may not write, and writes nothing of that batch', async () => {
    const stream = client.stream('BatchStream', headersOf('writer'));
    const failed = once(stream, 'error') as Promise<[ServiceError]>;
    stream.resume();
    await asRoot('POST', '/schema', { class: 'Untouched' });
    const objects = { values: [object('Article'), object('Untouched')] };
    stream.write(BatchStreamRequest.encode({ data: { objects } }));
    expect((await failed)[0]).toMatchObject({
      code: NO,
      details: expect.stringContaining('Untouched') as string,
    });
    const { body } = await asRoot('GET', '/nodes/Untouched');
    expect(body).toMatchObject({ nodes: [{ stats: { objectCount: 0 } }] });
  });

  it('TenantsGet tells a caller the tenants that are theirs to read', async () => {
    const ask = async (names: { values: string[] } | null) => {
      const request = { collection: 'Shared', names };
      const { tenants } = await client.call(weaviateService.TenantsGet, request, headersOf('reader'));
      return tenants.map(({ name }) => name);
    };
    expect(await ask(null)).toEqual(['a']);
    expect(await ask({ values: ['b', 'a', 'a-missing'] })).toEqual(['a']);
    expect(await ask({ values: ['a-missing'] })).toEqual([]);
  });

  it('BatchObjects creates no tenant for a caller who may not', async () => {
    const send = async (caller: string) => {
      const request = { objects: [object('Shared', 'a-new')] };
      return (await client.call(weaviateService.BatchObjects, request, headersOf(caller))).errors;
    };
    expect(await send('writer')).toMatchObject([
      { index: 0, error: expect.stringContaining('create_tenants') as string },
    ]);
    expect((await asRoot('GET', '/schema/Shared/tenants/a-new')).status).toBe(404);
    expect(await send('root')).toEqual([]);
  });
});
