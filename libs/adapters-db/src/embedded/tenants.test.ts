import { type ClassDefinition } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { EmbeddedStore } from './embedded-store.ts';
import {
  eventually,
  plainObject,
  storedObjects,
  temporaryFolder,
  temporaryStore,
  uuid,
} from './temporary-store.fixture.ts';
import { type Tenant, type TenantStatus } from './tenant.ts';

function multiTenant(settings: Record<string, unknown> = {}): ClassDefinition {
  return { class: 'A', multiTenancyConfig: { enabled: true, ...settings } };
}

/** A class `A` with the tenants. */
async function withTenants(store: EmbeddedStore, ...names: string[]): Promise<void> {
  await store.createClass(multiTenant());
  await store.tenants.create(
    'A',
    names.map((name) => ({ name })),
  );
}

function namesOf(tenants: readonly Tenant[]): string[] {
  return tenants.map(({ name }) => name);
}

const many = (count: number) => Array.from({ length: count }, (_, number) => plainObject(number));

describe('tenants', () => {
  it('are counted one by one as far as they can be read, and are no other shards', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'a', 'b');
    await store.upsert('A', many(3), 'a');
    expect([store.countIn('A', 'a'), store.countIn('A', 'b'), store.shardNames('A')]).toEqual([3, 0, []]);
    await store.tenants.update('A', [{ name: 'b', status: 'COLD' }]);
    expect(() => store.countIn('A', 'b')).toThrow('"b"');
    expect(() => store.countIn('A', 'c')).toThrow('"c"');
    expect(() => store.countIn('A')).toThrow('name a tenant');
    await store.createClass({ class: 'B', shardingConfig: { desiredCount: 3 } });
    await store.upsert('B', many(5));
    expect([store.countIn('B'), store.shardNames('B').length]).toEqual([5, 3]);
    expect(() => store.countIn('B', 'a')).toThrow('takes no tenants');
    expect(() => store.shardNames('C')).toThrow('does not exist');
  });

  it('are created, looked up, changed, listed and deleted', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(multiTenant());
    expect(await store.tenants.create('A', [{ name: 'bob' }, { name: 'anna', status: 'COLD' }])).toEqual([
      { name: 'bob', status: 'HOT', objects: 0 },
      { name: 'anna', status: 'COLD', objects: 0 },
    ]);
    await store.insert('A', plainObject(1), 'bob');
    expect(store.tenants.get('A', 'bob')).toEqual({ name: 'bob', status: 'HOT', objects: 1 });
    expect(
      await store.tenants.update('A', [
        { name: 'anna', status: 'HOT' },
        { name: 'bob', status: 'FROZEN' },
      ]),
    ).toEqual([
      { name: 'anna', status: 'HOT', objects: 0 },
      { name: 'bob', status: 'FROZEN', objects: 1 },
    ]);
    expect(store.tenants.list('A')).toEqual([
      { name: 'anna', status: 'HOT', objects: 0 },
      { name: 'bob', status: 'FROZEN', objects: 1 },
    ]);
    expect(await store.tenants.delete('A', ['bob', 'nobody'])).toBe(1);
    expect([store.tenants.get('A', 'bob'), namesOf(store.tenants.list('A'))]).toEqual([null, ['anna']]);
  });

  it('that exist already stay as they are when they are created again', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'old');
    await store.insert('A', plainObject(1), 'old');
    await store.tenants.update('A', [{ name: 'old', status: 'COLD' }]);
    expect(await store.tenants.create('A', [{ name: 'old', status: 'HOT' }, { name: 'new' }])).toEqual([
      { name: 'old', status: 'COLD', objects: 1 },
      { name: 'new', status: 'HOT', objects: 0 },
    ]);
  });

  it('are listed in order of name, page by page, of their own class alone', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ ...multiTenant(), class: 'Before' });
    await store.createClass(multiTenant());
    await store.createClass({ ...multiTenant(), class: 'Behind' });
    await store.tenants.create('Before', [{ name: 'zz' }]);
    await store.tenants.create('Behind', [{ name: '-' }]);
    const names = ['b', 'B', 'a', 'aa', '-', '_', '0', '__proto__', 'z'.repeat(64), 'a-b'];
    await store.tenants.create(
      'A',
      names.map((name) => ({ name })),
    );
    const sorted = [...names].sort();
    expect(namesOf(store.tenants.list('A'))).toEqual(sorted);
    expect(namesOf(store.tenants.list('A', { limit: 4 }))).toEqual(sorted.slice(0, 4));
    expect(namesOf(store.tenants.list('A', { after: 'B', limit: 4 }))).toEqual(
      sorted.filter((name) => name > 'B').slice(0, 4),
    );
    expect(namesOf(store.tenants.list('A', { after: 'ab' }))).toEqual(['b', 'z'.repeat(64)]);
    expect(store.tenants.list('A', { after: 'z'.repeat(64) })).toEqual([]);
  });

  it.each<[string, { name: unknown; status?: unknown }[], RegExp]>([
    ['an empty name', [{ name: '' }], /name is "": allowed are 1 to 64 letters, digits, _ and -/],
    ['a name of 65 characters', [{ name: 'a'.repeat(65) }], /allowed are 1 to 64/],
    ['a name with a letter beyond ASCII', [{ name: 'ä' }], /name is "ä"/],
    ['a name with a slash', [{ name: '../b' }], /name is "..\/b"/],
    ['no name', [{ name: undefined }], /name is undefined/],
    [
      'an unknown status',
      [{ name: 'b', status: 'WARM' }],
      /status of b is "WARM": allowed are HOT, COLD, FROZEN/,
    ],
    ['one name twice', [{ name: 'b' }, { name: 'b', status: 'COLD' }], /b is listed twice/],
  ])('are refused with %s, all that came with it as well', async (_case, wrong, message) => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'b');
    const tenants = [{ name: 'good', status: 'COLD' }, ...wrong] as { name: string; status: TenantStatus }[];
    for (const change of [store.tenants.create('A', tenants), store.tenants.update('A', tenants)]) {
      await expect(change).rejects.toMatchObject({ code: 'TENANT_INVALID', httpStatus: 422 });
      await expect(change).rejects.toThrow(message);
    }
    expect(store.tenants.list('A')).toEqual([{ name: 'b', status: 'HOT', objects: 0 }]);
  });

  it('are changed all or none: one that is not there keeps the others as they are', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'a', 'b');
    const change = store.tenants.update('A', [
      { name: 'a', status: 'COLD' },
      { name: 'x', status: 'COLD' },
    ]);
    await expect(change).rejects.toMatchObject({ code: 'TENANT_NOT_FOUND', httpStatus: 422 });
    await expect(change).rejects.toThrow('tenant not found: "x" in class "A"');
    expect(store.tenants.get('A', 'a')?.status).toBe('HOT');
  });

  it('belong to multi-tenant classes alone', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    const calls = (className: string): (() => unknown)[] => [
      () => store.tenants.create(className, [{ name: 'a' }]),
      () => store.tenants.list(className),
      () => store.tenants.get(className, 'a'),
      () => store.tenants.update(className, [{ name: 'a', status: 'COLD' }]),
      () => store.tenants.delete(className, ['a']),
      () => store.tenants.activate(className, 'a'),
    ];
    await store.createClass({ class: 'Plain', multiTenancyConfig: { enabled: false } });
    for (const call of calls('Plain'))
      await expect((async () => call())()).rejects.toMatchObject({
        code: 'MULTI_TENANCY_DISABLED',
        httpStatus: 422,
      });
    for (const call of calls('Nowhere'))
      await expect((async () => call())()).rejects.toMatchObject({ code: 'CLASS_NOT_FOUND' });
  });

  it('cannot be looked up, nor listed from, under what can be no name', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'a');
    const tooLong = 'a'.repeat(1_000);
    expect(store.tenants.get('A', tooLong)).toBeNull();
    expect(await store.tenants.delete('A', [tooLong, ''])).toBe(0);
    await expect((async () => store.tenants.list('A', { after: tooLong }))()).rejects.toMatchObject({
      code: 'TENANT_INVALID',
    });
  });

  it('cannot be switched on or off in a class that exists; how they come about can', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(multiTenant());
    await store.createClass({ class: 'Plain' });
    for (const [name, enabled] of [
      ['A', false],
      ['Plain', true],
    ] as const)
      await expect(
        store.updateClass(name, (old) => ({ ...old, multiTenancyConfig: { enabled } })),
      ).rejects.toMatchObject({ code: 'CLASS_INVALID' });
    await store.updateClass('A', () => multiTenant({ autoTenantCreation: true }));
    await store.insert('A', plainObject(1), 'new');
    expect(store.count('A')).toBe(1);
  });

  it('by the ten thousand are created in one transaction, and make the class no larger', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(multiTenant());
    const record = store.databases.classes.get('a');
    const before = store.databases.lastTransaction();
    const names = Array.from({ length: 10_000 }, (_, number) => `tenant-${number}`);
    await store.tenants.create(
      'A',
      names.map((name) => ({ name })),
    );
    expect(store.databases.lastTransaction()).toBe(before + 1);
    expect(store.databases.classes.get('a')).toBe(record);
    expect(namesOf(store.tenants.list('A'))).toEqual(names.sort());
    await store.insert('A', plainObject(1), 'tenant-7777');
    expect(store.get('A', uuid(1), 'tenant-7777')).toMatchObject(plainObject(1));
    expect(await store.tenants.delete('A', names)).toBe(10_000);
    expect([store.tenants.list('A'), store.count('A')]).toEqual([[], 0]);
    await eventually(() => expect(storedObjects(store)).toBe(0));
  });

  it('stay, with their status, when the store is opened again', async () => {
    using folder = temporaryFolder();
    {
      await using store = await EmbeddedStore.open(folder);
      await withTenants(store, 'a', 'b');
      await store.upsert('A', many(3), 'a');
      await store.tenants.update('A', [{ name: 'a', status: 'COLD' }]);
    }
    await using store = await EmbeddedStore.open(folder);
    expect(store.tenants.list('A')).toEqual([
      { name: 'a', status: 'COLD', objects: 3 },
      { name: 'b', status: 'HOT', objects: 0 },
    ]);
    await store.tenants.create('A', [{ name: 'c' }]);
    await store.insert('A', plainObject(1), 'c');
    await store.tenants.update('A', [{ name: 'a', status: 'HOT' }]);
    expect(store.list('A', { limit: 9, tenant: 'a' })).toHaveLength(3);
  });
});

describe('the objects of a tenant', () => {
  it('are its own: an id may be used by every tenant', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'a', 'b');
    await store.insert('A', plainObject(1, { of: 'a' }), 'a');
    await store.insert('A', plainObject(1, { of: 'b' }), 'b');
    await store.upsert('A', [plainObject(2, { of: 'b' })], 'b');
    await store.update('A', uuid(1), (old) => ({ ...old, properties: '"changed"' }), 'a');
    await expect(store.insert('A', plainObject(1), 'a')).rejects.toMatchObject({
      code: 'OBJECT_ALREADY_EXISTS',
    });
    expect(store.get('A', uuid(1), 'a')?.properties).toBe('"changed"');
    expect(store.get('A', uuid(1), 'b')?.properties).toBe('{"of":"b"}');
    expect([store.has('A', uuid(2), 'a'), store.has('A', uuid(2), 'b')]).toEqual([false, true]);
    expect(await store.delete('A', uuid(1), 'b')).toBe(true);
    expect(await store.delete('A', uuid(2), 'a')).toBe(false);
    expect(store.list('A', { limit: 9, tenant: 'a' }).map(({ id }) => id)).toEqual([uuid(1)]);
    expect(store.list('A', { limit: 9, tenant: 'b' }).map(({ id }) => id)).toEqual([uuid(2)]);
    expect([store.count('A'), store.tenants.list('A').map(({ objects }) => objects)]).toEqual([2, [1, 1]]);
  });

  it('are listed in order of id, page by page', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'a', 'b');
    await store.upsert('A', many(25).reverse(), 'a');
    await store.upsert('A', many(40), 'b');
    const first = store.list('A', { limit: 20, tenant: 'a' }).map(({ id }) => id);
    const rest = store.list('A', { limit: 20, after: uuid(19), tenant: 'a' }).map(({ id }) => id);
    expect([...first, ...rest]).toEqual(many(25).map(({ id }) => id));
  });

  const uses = (store: EmbeddedStore, tenant?: string): (() => unknown)[] => [
    () => store.insert('A', plainObject(1), tenant),
    () => store.upsert('A', [plainObject(1)], tenant),
    () => store.update('A', uuid(1), (old) => old, tenant),
    () => store.delete('A', uuid(1), tenant),
    () => store.get('A', uuid(1), tenant),
    () => store.has('A', uuid(1), tenant),
    () => store.list('A', { limit: 1, ...(tenant !== undefined && { tenant }) }),
  ];

  it.each<[string, ClassDefinition, string | undefined, string, string]>([
    [
      'without a tenant',
      multiTenant({ autoTenantCreation: true }),
      undefined,
      'TENANT_MISSING',
      'name a tenant',
    ],
    ['with a tenant in a class that has none', { class: 'A' }, 'a', 'MULTI_TENANCY_DISABLED', 'class "A"'],
    ['with a tenant that is not there', multiTenant(), 'x', 'TENANT_NOT_FOUND', '"x" in class "A"'],
    ['with what cannot be a tenant', multiTenant(), '', 'TENANT_NOT_FOUND', '"" in class "A"'],
  ])('cannot be read or written %s', async (_case, definition, tenant, code, message) => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(definition);
    for (const use of uses(store, tenant)) {
      const used = (async () => use())();
      await expect(used).rejects.toMatchObject({ code, httpStatus: 422 });
      await expect(used).rejects.toThrow(message);
    }
    expect(storedObjects(store)).toBe(0);
  });

  it('are those of a FROZEN one in a store of any age: its records have had one word for it from the first', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'a');
    await store.tenants.update('A', [{ name: 'a', status: 'FROZEN' }]);
    const kept = [...store.databases.shards.getRange({})].map(({ value }) => value.status);
    expect(kept).toEqual(['OFFLOADED']);
    expect(store.tenants.list('A')).toEqual([{ name: 'a', status: 'FROZEN', objects: 0 }]);
  });

  it.each<TenantStatus>(['COLD', 'FROZEN'])('cannot be read or written while it is %s', async (status) => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'a');
    await store.insert('A', plainObject(1), 'a');
    await store.tenants.update('A', [{ name: 'a', status }]);
    for (const use of uses(store, 'a')) {
      const used = (async () => use())();
      await expect(used).rejects.toMatchObject({ code: 'TENANT_NOT_ACTIVE', httpStatus: 422 });
      await expect(used).rejects.toThrow(`tenant not active: "a" in class "A" is ${status}`);
    }
    await store.tenants.activate('A', 'a');
    expect(store.tenants.get('A', 'a')).toEqual({ name: 'a', status, objects: 1 });
    await store.tenants.update('A', [{ name: 'a', status: 'HOT' }]);
    expect(store.get('A', uuid(1), 'a')).toMatchObject(plainObject(1));
  });

  it('are never seen by a tenant of the same name, and are removed once it is deleted', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await withTenants(store, 'a', 'b', 'c');
    await store.upsert('A', many(1_200), 'a');
    await store.upsert('A', many(7), 'b');
    await store.upsert('A', many(3), 'c');
    const deleted = store.tenants.delete('A', ['a', 'b']);
    await store.tenants.create('A', [{ name: 'a' }]);
    expect(await deleted).toBe(2);
    expect(store.list('A', { limit: 9, tenant: 'a' })).toEqual([]);
    expect([store.has('A', uuid(1), 'a'), store.count('A')]).toEqual([false, 3]);
    await store.insert('A', plainObject(1, { of: 'the new one' }), 'a');
    await eventually(() => expect(storedObjects(store)).toBe(4));
    expect([...store.databases.removals.getKeys()]).toEqual([]);
    expect(store.get('A', uuid(1), 'a')?.properties).toBe('{"of":"the new one"}');
    expect(store.list('A', { limit: 9, tenant: 'c' })).toHaveLength(3);
  });

  it('are removed, and the tenants too, after their class is deleted', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    const names = Array.from({ length: 1_100 }, (_, number) => `t${number}`);
    await withTenants(store, ...names);
    for (const tenant of ['t0', 't500', 't1099']) await store.upsert('A', many(300), tenant);
    await store.tenants.delete('A', ['t500']);
    await store.deleteClass('A');
    await store.createClass(multiTenant());
    await store.tenants.create('A', [{ name: 't0' }]);
    expect(store.list('A', { limit: 1, tenant: 't0' })).toEqual([]);
    await eventually(() => expect([...store.databases.removals.getKeys()]).toEqual([]));
    expect(storedObjects(store)).toBe(0);
    expect(store.databases.shards.getKeysCount({ start: new Uint8Array(1) })).toBe(1);
    expect(store.tenants.list('A')).toEqual([{ name: 't0', status: 'HOT', objects: 0 }]);
  });

  it('are removed in the next life where the server stopped before', async () => {
    using folder = temporaryFolder();
    {
      await using store = await EmbeddedStore.open(folder);
      await withTenants(store, 'a', 'b');
      await store.upsert('A', many(3_000), 'a');
      await store.insert('A', plainObject(1), 'b');
      await store.tenants.delete('A', ['a']);
    }
    await using store = await EmbeddedStore.open(folder);
    await eventually(() => expect(storedObjects(store)).toBe(1));
    expect(store.tenants.list('A')).toEqual([{ name: 'b', status: 'HOT', objects: 1 }]);
  });
});

describe('with autoTenantCreation a tenant', () => {
  it('is created by the write that adds its first objects, and by no other use', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(multiTenant({ autoTenantCreation: true }));
    const notFound = { code: 'TENANT_NOT_FOUND' };
    await expect(store.update('A', uuid(1), (old) => old, 'a')).rejects.toMatchObject(notFound);
    await expect(store.delete('A', uuid(1), 'a')).rejects.toMatchObject(notFound);
    expect(() => store.get('A', uuid(1), 'a')).toThrow(expect.objectContaining(notFound));
    await Promise.all([1, 2, 3].map((number) => store.insert('A', plainObject(number), 'a')));
    await store.upsert('A', many(5), 'b');
    expect(store.tenants.list('A')).toEqual([
      { name: 'a', status: 'HOT', objects: 3 },
      { name: 'b', status: 'HOT', objects: 5 },
    ]);
  });

  it('is not left behind by a write that fails', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(multiTenant({ autoTenantCreation: true }));
    await expect(store.insert('A', { ...plainObject(1), id: 'one' }, 'a')).rejects.toMatchObject({
      code: 'OBJECT_ID_INVALID',
    });
    await expect(store.insert('A', plainObject(1), 'not a name')).rejects.toMatchObject({
      code: 'TENANT_INVALID',
    });
    expect(store.tenants.list('A')).toEqual([]);
  });

  it('that is COLD is not created again, nor activated', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(multiTenant({ autoTenantCreation: true }));
    await store.tenants.create('A', [{ name: 'a', status: 'COLD' }]);
    await expect(store.insert('A', plainObject(1), 'a')).rejects.toMatchObject({ code: 'TENANT_NOT_ACTIVE' });
    expect(store.tenants.list('A')).toEqual([{ name: 'a', status: 'COLD', objects: 0 }]);
  });
});

describe('with autoTenantActivation a tenant', () => {
  it.each<[string, (store: EmbeddedStore) => Promise<unknown>]>([
    ['an insert', (store) => store.insert('A', plainObject(2), 'a')],
    ['an upsert', (store) => store.upsert('A', [plainObject(1)], 'a')],
    ['an update', (store) => store.update('A', uuid(1), (old) => old, 'a')],
    ['a deletion', (store) => store.delete('A', uuid(1), 'a')],
    ['a read that announces itself', (store) => store.tenants.activate('A', 'a')],
  ])('becomes HOT by %s, and no other does', async (_case, use) => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(multiTenant({ autoTenantActivation: true }));
    await store.tenants.create('A', [{ name: 'a' }, { name: 'b', status: 'COLD' }]);
    await store.insert('A', plainObject(1), 'a');
    for (const status of ['COLD', 'FROZEN'] as const) {
      await store.upsert('A', [plainObject(1)], 'a');
      await store.tenants.update('A', [{ name: 'a', status }]);
      await use(store);
      await store.delete('A', uuid(2), 'a');
      expect(store.tenants.list('A').map((tenant) => tenant.status)).toEqual(['HOT', 'COLD']);
    }
  });

  it('stays as it is where the write fails, and is not created', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(multiTenant({ autoTenantActivation: true }));
    await store.tenants.create('A', [{ name: 'a', status: 'COLD' }]);
    await expect(store.update('A', uuid(1), (old) => old, 'a')).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    });
    await expect(store.insert('A', plainObject(1), 'x')).rejects.toMatchObject({ code: 'TENANT_NOT_FOUND' });
    await store.tenants.activate('A', 'x');
    expect(store.tenants.list('A')).toEqual([{ name: 'a', status: 'COLD', objects: 0 }]);
  });
});
