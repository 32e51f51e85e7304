import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FilterOperator, fromInt64, weaviate, weaviateService } from '@weaviate-export/weaviate-protocol';
import { failureOf, GrpcHost } from './grpc-host.fixture.ts';

const idOf = (n: number) => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

let grpc: GrpcHost;
/** A new multi-tenant class for each test, with the tenants `anna`, `bob` and `cold`. */
let collection: string;
let classes = 0;

beforeAll(async () => {
  grpc = await GrpcHost.start();
  await grpc.host.call('POST', '/schema', { class: 'Plain' });
});

afterAll(() => grpc[Symbol.asyncDispose]());

beforeEach(() => newClass());

async function newClass(settings: object = {}): Promise<void> {
  collection = `Shared${++classes}`;
  const multiTenancyConfig = { enabled: true, ...settings };
  await grpc.host.call('POST', '/schema', { class: collection, multiTenancyConfig });
  const tenants = [{ name: 'bob' }, { name: 'anna' }, { name: 'cold', activityStatus: 'COLD' }];
  await grpc.host.call('POST', `/schema/${collection}/tenants`, tenants);
}

async function tenantsOf(names?: string[]): Promise<[string, number][]> {
  const request = { collection, names: names === undefined ? null : { values: names } };
  const { tenants } = await grpc.client.call(weaviateService.TenantsGet, request);
  return tenants.map(({ name, activityStatus }) => [name, activityStatus]);
}

/** Objects by number and tenant; the errors by their index. */
async function write(...objects: [n: number, tenant: string][]): Promise<[number, string][]> {
  const { errors } = await grpc.client.call(weaviateService.BatchObjects, {
    objects: objects.map(([n, tenant]) => weaviate.BatchObject.encode({ collection, uuid: idOf(n), tenant })),
  });
  return errors.map(({ index, error }) => [index, error]);
}

async function search(tenant: string, request: object = {}): Promise<string[]> {
  const sent = { collection, tenant, ...request };
  const { results } = await grpc.client.call(weaviateService.Search, sent);
  return results.map((bytes) => weaviate.SearchResult.decode(bytes).metadata?.id ?? '');
}

async function count(tenant: string, class_ = collection): Promise<number | bigint | undefined> {
  const sent = { collection: class_, tenant, objectsCount: true };
  const { singleResult } = await grpc.client.call(weaviateService.Aggregate, sent);
  const objectsCount = singleResult?.objectsCount;
  return objectsCount === undefined ? undefined : fromInt64(objectsCount);
}

const byId = (n: number) => ({
  operator: FilterOperator.OPERATOR_EQUAL,
  valueText: idOf(n),
  target: { property: '_id' },
});

const refused = (part: string) => ({
  code: status.INVALID_ARGUMENT,
  details: expect.stringContaining(part) as string,
});

describe('TenantsGet', () => {
  it('tells the tenants of a class with their status, in order of name', async () => {
    await grpc.host.call('PUT', `/schema/${collection}/tenants`, [
      { name: 'bob', activityStatus: 'OFFLOADED' },
    ]);
    expect(await tenantsOf()).toEqual([
      ['anna', 1],
      ['bob', 4],
      ['cold', 2],
    ]);
  });

  it('tells those of some names that are there', async () => {
    expect(await tenantsOf(['bob', 'nobody', 'no/name', 'anna'])).toEqual([
      ['bob', 1],
      ['anna', 1],
    ]);
    expect(await tenantsOf([])).toEqual([]);
  });

  it('is refused for a class that has none, or is not there', async () => {
    const get = (class_: string) =>
      failureOf(grpc.client.call(weaviateService.TenantsGet, { collection: class_ }));
    expect(await get('plain')).toEqual(refused('multi-tenancy is disabled for class "Plain"'));
    expect((await get('Missing')).code).toBe(status.NOT_FOUND);
  });
});

describe('objects of tenants', () => {
  it('are written in one batch for many tenants, and each tenant reads its own', async () => {
    expect(await write([1, 'anna'], [1, 'bob'], [2, 'anna'], [3, 'bob'])).toEqual([]);
    expect(await search('anna')).toEqual([idOf(1), idOf(2)]);
    expect(await search('bob', { limit: 1, offset: 1 })).toEqual([idOf(3)]);
    expect(await search('bob', { after: idOf(1) })).toEqual([idOf(3)]);
    expect(await search('anna', { filters: byId(3) })).toEqual([]);
    expect(await search('bob', { filters: byId(3) })).toEqual([idOf(3)]);
  });

  it('fail one by one where their tenant is missing, not there or not active', async () => {
    expect(await write([1, 'anna'], [2, ''], [3, 'nobody'], [4, 'cold'])).toEqual([
      [1, expect.stringContaining('name a tenant')],
      [2, expect.stringContaining('"nobody"')],
      [3, expect.stringContaining('"cold"')],
    ]);
    expect(await search('anna')).toEqual([idOf(1)]);
  });

  it('are deleted in one tenant alone', async () => {
    await write([1, 'anna'], [1, 'bob']);
    const { successful } = await grpc.client.call(weaviateService.BatchDelete, {
      collection,
      tenant: 'anna',
      filters: byId(1),
    });
    expect(fromInt64(successful)).toBe(1);
    expect([await search('anna'), await search('bob')]).toEqual([[], [idOf(1)]]);
  });

  it('are refused where a search names no tenant, one that is not there, or one of a class without', async () => {
    expect(await failureOf(search(''))).toEqual(refused('name a tenant'));
    expect(await failureOf(search('nobody'))).toEqual(refused('"nobody"'));
    expect(await failureOf(search('cold'))).toEqual(refused('"cold"'));
    expect(await failureOf(search('anna', { collection: 'Plain' }))).toEqual(
      refused('multi-tenancy is disabled'),
    );
  });

  it('create their tenant, and make it active, where the class says so', async () => {
    await newClass({ autoTenantCreation: true, autoTenantActivation: true });
    expect(await write([1, 'new'], [2, 'cold'])).toEqual([]);
    await grpc.host.call('PUT', `/schema/${collection}/tenants`, [{ name: 'new', activityStatus: 'COLD' }]);
    expect(await search('new')).toEqual([idOf(1)]);
    expect(await search('cold', { filters: byId(2) })).toEqual([idOf(2)]);
    await grpc.host.call('PUT', `/schema/${collection}/tenants`, [{ name: 'new', activityStatus: 'COLD' }]);
    expect(await count('new')).toBe(1);
  });
});

describe('Aggregate', () => {
  it('tells the number of objects of a class, and of a tenant', async () => {
    await write([1, 'anna'], [2, 'anna'], [3, 'bob']);
    expect([await count('anna'), await count('bob')]).toEqual([2, 1]);
    expect(await count('', 'Plain')).toBe(0);
    await grpc.host.call('POST', '/objects', { class: 'Plain' });
    expect(await count('', 'plain')).toBe(1);
  });

  it('is refused where the class or the tenant cannot be read', async () => {
    expect((await failureOf(count('', 'Missing'))).code).toBe(status.NOT_FOUND);
    expect(await failureOf(count(''))).toEqual(refused('name a tenant'));
    expect(await failureOf(count('nobody'))).toEqual(refused('"nobody"'));
    expect(await failureOf(count('cold'))).toEqual(refused('"cold"'));
    expect(await failureOf(count('anna', 'Plain'))).toEqual(refused('multi-tenancy is disabled'));
  });

  it.each<[string, Uint8Array]>([
    ['nothing', weaviate.AggregateRequest.encode({ collection: 'Plain' })],
    // A filter: field 40.
    [
      'a count of some objects',
      Buffer.concat([
        weaviate.AggregateRequest.encode({ collection: 'Plain', objectsCount: true }),
        Uint8Array.of(0xc2, 2, 0),
      ]),
    ],
  ])('tells that %s is not available', async (_what, bytes) => {
    expect(await failureOf(grpc.client.bytes('weaviate.v1.Weaviate/Aggregate', bytes))).toEqual({
      code: status.UNIMPLEMENTED,
      details: expect.stringContaining('other than the number of all objects is not available') as string,
    });
  });
});
