import { type ExportableShard, type Snapshot } from '@weaviate-export/usecases-export';
import { describe, expect, it } from 'vitest';
import { LIMITS, open } from './open-snapshot.fixture.ts';
import { contentOf, shardsOf, SnapshotThread } from './snapshot-thread.fixture.ts';
import { eventually, plainObject, storedObjects, temporaryStore, uuid } from './temporary-store.fixture.ts';

const many = (count: number) => Array.from({ length: count }, (_, number) => plainObject(number));

function shardsIn(snapshot: Snapshot): readonly ExportableShard[] | undefined {
  return snapshot.classes[0]?.shards;
}

/** The ids of a tenant's objects, as an export of it gives them. */
async function idsOf(snapshot: Snapshot, tenant: string): Promise<string[]> {
  const { objects } = await contentOf(snapshot, [{ class: 'A', shard: tenant }], LIMITS);
  return objects.map(([, id]) => id);
}

async function storeWithTenants(): Promise<Awaited<ReturnType<typeof temporaryStore>>> {
  const temporary = await temporaryStore();
  await temporary.store.createClass({ class: 'A', multiTenancyConfig: { enabled: true } });
  return temporary;
}

describe('a snapshot of a multi-tenant class', () => {
  it('has the tenants as its shards, in order of name, with the number of their objects', async () => {
    await using temporary = await storeWithTenants();
    const { store } = temporary;
    await store.tenants.create('A', [{ name: 'off' }, { name: 'hot' }, { name: 'cold' }, { name: 'empty' }]);
    await store.upsert('A', many(3), 'hot');
    await store.upsert('A', many(20), 'cold');
    await store.upsert('A', many(5), 'off');
    await store.delete('A', uuid(1), 'cold');
    await store.tenants.update('A', [
      { name: 'cold', status: 'COLD' },
      { name: 'off', status: 'FROZEN' },
    ]);
    await using snapshot = await open(store, ['A']);
    expect(shardsIn(snapshot)).toEqual([
      { name: 'cold', objects: 19, tenantStatus: 'COLD' },
      { name: 'empty', objects: 0 },
      { name: 'hot', objects: 3 },
      { name: 'off', objects: 5, skipReason: 'tenant status is FROZEN' },
    ]);
    expect(await idsOf(snapshot, 'cold')).toEqual(
      many(20)
        .map(({ id }) => id)
        .filter((id) => id !== uuid(1)),
    );
    expect(await idsOf(snapshot, 'hot')).toHaveLength(3);
    expect(await idsOf(snapshot, 'empty')).toEqual([]);
    expect(store.tenants.get('A', 'cold')?.status).toBe('COLD');
  });

  it('has no shards where no tenant was created, and reads none that is not there', async () => {
    await using temporary = await storeWithTenants();
    await using snapshot = await open(temporary.store, ['A']);
    expect(shardsIn(snapshot)).toEqual([]);
    for (const tenant of ['x', 'a b', '', 'x'.repeat(1_000)])
      await expect(idsOf(snapshot, tenant)).rejects.toThrow(`class A has no shard ${tenant}`);
  });

  it('stays at its point in time, whatever becomes of its tenants', async () => {
    await using temporary = await storeWithTenants();
    const { store } = temporary;
    await store.tenants.create(
      'A',
      ['deleted', 'made anew', 'cooled', 'warmed'].map((name) => ({ name: name.replace(' ', '_') })),
    );
    for (const name of ['deleted', 'made_anew', 'cooled', 'warmed']) await store.upsert('A', many(600), name);
    await store.tenants.update('A', [{ name: 'warmed', status: 'FROZEN' }]);
    await using thread = await SnapshotThread.start();
    await using snapshot = await open(store, ['A'], (source) => thread.open(source));
    const before = shardsIn(snapshot);
    const shards = shardsOf(snapshot.classes).filter(({ shard }) => shard !== 'warmed');
    const content = await contentOf(snapshot, shards, LIMITS);

    await store.tenants.delete('A', ['deleted', 'made_anew']);
    await eventually(() => expect(storedObjects(store)).toBe(1_200));
    await store.tenants.create('A', [{ name: 'made_anew' }, { name: 'late' }]);
    await store.upsert('A', [plainObject(7, 'other')], 'made_anew');
    await store.upsert('A', many(2), 'late');
    await store.delete('A', uuid(3), 'cooled');
    await store.tenants.update('A', [
      { name: 'cooled', status: 'FROZEN' },
      { name: 'warmed', status: 'HOT' },
    ]);

    expect(content.objects).toHaveLength(1_800);
    expect(await contentOf(snapshot, shards, LIMITS)).toEqual(content);
    expect(await thread.content(shards, LIMITS)).toEqual(content);
    await expect(idsOf(snapshot, 'late')).rejects.toThrow('no shard late');
    expect(shardsIn(snapshot)).toEqual(before);
    await using later = await open(store, ['A']);
    expect(shardsIn(later)).toEqual([
      { name: 'cooled', objects: 599, skipReason: 'tenant status is FROZEN' },
      { name: 'late', objects: 2 },
      { name: 'made_anew', objects: 1 },
      { name: 'warmed', objects: 600 },
    ]);
    expect(await idsOf(later, 'made_anew')).toEqual([uuid(7)]);
  });

  it('lists thousands of tenants while writers and the main thread go on', async () => {
    await using temporary = await storeWithTenants();
    const { store } = temporary;
    const names = Array.from({ length: 4_321 }, (_, number) => `t${number}`).sort();
    await store.tenants.create(
      'A',
      names.map((name) => ({ name })),
    );
    let write: Promise<unknown> = Promise.resolve();
    let turns = 0;
    const abort = new AbortController();
    const ticking = setImmediate(function tick() {
      turns += 1;
      if (!abort.signal.aborted) setImmediate(tick);
    });
    await using snapshot = await open(store, ['A'], async () => {
      turns = 0;
      write = store.tenants.create('A', [{ name: 'late' }]);
    });
    abort.abort();
    clearImmediate(ticking);
    await write;
    expect(turns).toBeGreaterThanOrEqual(4);
    expect(shardsIn(snapshot)?.map(({ name }) => name)).toEqual(names);
  });

  it('is given up, with no reader left, where it is aborted while its tenants are listed', async () => {
    await using temporary = await storeWithTenants();
    const { store } = temporary;
    await store.tenants.create(
      'A',
      Array.from({ length: 3_000 }, (_, number) => ({ name: `t${number}` })),
    );
    const boom = new Error('boom');
    const abort = new AbortController();
    const opening = open(store, ['A'], async () => void setImmediate(() => abort.abort(boom)), abort.signal);
    await expect(opening).rejects.toBe(boom);
    await store.tenants.create('A', [{ name: 'late' }]);
    await eventually(() => expect(store.databases.readers.size).toBe(0));
  });
});

it('a snapshot tells the exact number of objects of every shard of a class without tenants', async () => {
  await using temporary = await temporaryStore();
  const { store } = temporary;
  await store.createClass({ class: 'A', shardingConfig: { desiredCount: 3 } });
  await store.upsert('A', many(100));
  await store.upsert('A', many(50));
  for (let number = 0; number < 100; number += 3) await store.delete('A', uuid(number));
  await using snapshot = await open(store, ['A']);
  const counted = await Promise.all(
    (shardsIn(snapshot) ?? []).map(async ({ name }) => ({
      name,
      objects: (await idsOf(snapshot, name)).length,
    })),
  );
  expect(shardsIn(snapshot)).toEqual(counted);
  expect(counted.reduce((sum, { objects }) => sum + objects, 0)).toBe(66);
  expect(store.count('A')).toBe(66);
});
