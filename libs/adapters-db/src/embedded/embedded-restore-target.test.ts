import { ExportError } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { EmbeddedRestoreTarget } from './embedded-restore-target.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { open } from './open-snapshot.fixture.ts';
import { exported, openRestore, TENANTED } from './restored.fixture.ts';
import {
  eventually,
  plainObject,
  storedObjects,
  temporaryFolder,
  temporaryStore,
  uuid,
} from './temporary-store.fixture.ts';

/** What lies in the store of an object that an export gave back. */
const asStored = (number: number, properties = `{ "number": ${number} }`) => ({
  ...exported(number),
  properties,
});

describe('a class that is restored', () => {
  it('comes back with every setting, ids, both times, properties byte for byte and vectors bit for bit', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    const definition = {
      class: 'A',
      description: 'kept',
      vectorConfig: { one: {}, many: { vectorIndexConfig: { multivector: { enabled: true } } } },
      shardingConfig: { desiredCount: 3 },
    };
    const nan = new Float32Array(Uint32Array.of(0x7fc0_1234, 0x8000_0000).buffer);
    const objects = Array.from({ length: 700 }, (_, number) =>
      exported(number, {
        vector: null,
        namedVectors: { one: nan, many: number % 2 ? [] : [Float32Array.of(number), Float32Array.of(1)] },
        properties: number === 3 ? null : Buffer.from(`{"n": 9007199254740993.0e0, "t":"ä${number}"}`),
      }),
    );
    await using session = await openRestore(store);
    await session.createClass(definition);
    expect(await session.put({ class: 'A' }, ...objects)).toEqual({ written: 700, skipped: 0, refused: [] });
    await session.commit();
    expect(store.getClass('A')).toEqual(definition);
    expect(store.count('A')).toBe(700);
    const stored = store.list('A', { limit: 1_000 });
    expect(stored).toEqual(
      objects.map(({ properties, ...rest }) => ({
        ...rest,
        properties: properties === null ? null : Buffer.from(properties).toString(),
      })),
    );
    const [{ namedVectors } = { namedVectors: null }] = stored;
    const bits = namedVectors!['one'] as Float32Array;
    expect(new Uint32Array(bits.buffer, bits.byteOffset, 2)).toEqual(new Uint32Array(nan.buffer));
    await using snapshot = await open(store, ['A']);
    expect(snapshot.classes[0]?.shards.map(({ objects: own }) => own! > 0)).toEqual([true, true, true]);
  });

  it('is not seen before the commit, while its name is taken, and then all at once', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await using session = await openRestore(store);
    await session.createClass({ class: 'A' });
    await session.createClass(TENANTED);
    await session.put({ class: 'A' }, exported(1));
    expect(store.listClasses()).toEqual([]);
    expect(store.getClass('A')).toBeNull();
    await expect(store.upsert('A', [])).rejects.toThrow(new ExportError('CLASS_NOT_FOUND', ['A']));
    await expect(store.createClass({ class: 'a' })).rejects.toThrow(
      new ExportError('CLASS_ALREADY_EXISTS', ['a']),
    );
    await using other = await openRestore(store, { restore: 'second' });
    await expect(other.createClass({ class: 'A' })).rejects.toThrow(
      new ExportError('CLASS_ALREADY_EXISTS', ['A']),
    );
    {
      await using snapshot = await open(store, ['A']);
      expect(snapshot.classes).toEqual([]);
    }
    await session.commit();
    expect(store.listClasses().map(({ class: name }) => name)).toEqual(['A', 'T']);
    expect(store.get('A', uuid(1))).toEqual(asStored(1));
  });

  it('leaves nothing where its restore is left without a commit', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    {
      await using session = await openRestore(store);
      await session.createClass({ class: 'A' });
      await session.createClass(TENANTED);
      await session.createTenants('T', [{ name: 'a', status: 'HOT' }]);
      await session.put({ class: 'A' }, ...Array.from({ length: 900 }, (_, number) => exported(number)));
      await session.put({ class: 'T', tenant: 'a' }, exported(1));
    }
    expect(store.listClasses()).toEqual([]);
    await eventually(() => expect(storedObjects(store)).toBe(0));
    expect([...store.databases.shards.getKeys()]).toEqual([]);
    await store.createClass({ class: 'A' });
    expect(store.count('A')).toBe(0);
  });

  it('leaves nothing where the process ended in the middle', async () => {
    using folder = temporaryFolder();
    {
      await using store = await EmbeddedStore.open({ path: folder.path });
      const session = await openRestore(store);
      await session.createClass({ class: 'A' });
      await session.put({ class: 'A' }, exported(1));
    }
    await using store = await EmbeddedStore.open({ path: folder.path });
    expect(await new EmbeddedRestoreTarget(store).closeUnfinished('first')).toBe(false);
    expect(store.listClasses()).toEqual([]);
    await eventually(() => expect(storedObjects(store)).toBe(0));
    await store.createClass({ class: 'A' });
  });

  it('is there where the process ended behind the commit, and its restore can be told to have succeeded', async () => {
    using folder = temporaryFolder();
    {
      await using store = await EmbeddedStore.open({ path: folder.path });
      const session = await openRestore(store);
      await session.createClass({ class: 'A' });
      await session.put({ class: 'A' }, exported(1));
      await session.commit();
    }
    await using store = await EmbeddedStore.open({ path: folder.path });
    expect(store.get('A', uuid(1))).toEqual(asStored(1));
    const target = new EmbeddedRestoreTarget(store);
    expect(await target.closeUnfinished('first')).toBe(true);
    expect(await target.closeUnfinished('first')).toBe(false);
    expect(store.count('A')).toBe(1);
  });
});

describe('tenants that are restored', () => {
  it('have their objects and their status, the COLD ones too', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await using session = await openRestore(store);
    await session.createClass(TENANTED);
    const names = Array.from({ length: 1_100 }, (_, number) => `t${String(number).padStart(4, '0')}`);
    await session.createTenants(
      'T',
      names.map((name, index) => ({ name, status: index % 2 ? 'COLD' : 'HOT' })),
    );
    await session.put({ class: 'T', tenant: 't0000' }, exported(1));
    await session.put({ class: 'T', tenant: 't0001' }, exported(1), exported(2));
    await session.commit();
    expect(store.tenants.list('T', { limit: 3 })).toEqual([
      { name: 't0000', status: 'HOT', objects: 1 },
      { name: 't0001', status: 'COLD', objects: 2 },
      { name: 't0002', status: 'HOT', objects: 0 },
    ]);
    expect(store.tenants.list('T')).toHaveLength(1_100);
    expect(store.get('T', uuid(1), 't0000')).toEqual(asStored(1));
    await store.tenants.update('T', [{ name: 't0001', status: 'HOT' }]);
    expect(store.get('T', uuid(2), 't0001')).toEqual(asStored(2));
  });

  it('that are there keep their status, and take objects', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass(TENANTED);
    await store.tenants.create('T', [
      { name: 'a', status: 'COLD' },
      { name: 'gone', status: 'FROZEN' },
    ]);
    await using session = await openRestore(store);
    await session.createTenants('T', [
      { name: 'a', status: 'HOT' },
      { name: 'b', status: 'COLD' },
    ]);
    await session.put({ class: 'T', tenant: 'a' }, exported(1));
    await expect(session.put({ class: 'T', tenant: 'gone' }, exported(1))).rejects.toThrow(
      new ExportError('TENANT_NOT_ACTIVE', ['T', 'gone', 'FROZEN']),
    );
    await session.commit();
    expect(store.tenants.list('T')).toMatchObject([
      { name: 'a', status: 'COLD', objects: 1 },
      { name: 'b', status: 'COLD' },
      { name: 'gone' },
    ]);
  });

  it('of a status that the store does not know are refused', async () => {
    await using temporary = await temporaryStore();
    await using session = await openRestore(temporary.store);
    await session.createClass(TENANTED);
    await expect(session.createTenants('T', [{ name: 'a', status: 'WARM' }])).rejects.toThrow(
      new ExportError('TENANT_INVALID', ['status of a is "WARM": allowed are HOT, COLD, FROZEN']),
    );
  });
});

describe('objects that are restored into a class that is there', () => {
  it('leave those of their ids, or replace them, as is asked', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await store.insert('A', plainObject(1, { old: true }));
    const old = store.get('A', uuid(1));
    {
      await using session = await openRestore(store, { onConflict: 'skip' });
      expect(await session.put({ class: 'A' }, exported(1), exported(2))).toMatchObject({
        written: 1,
        skipped: 1,
      });
      await session.commit();
    }
    expect(store.get('A', uuid(1))).toEqual(old);
    expect(store.get('A', uuid(2))).toEqual(asStored(2));
    await using session = await openRestore(store, { onConflict: 'replace' });
    expect(await session.put({ class: 'A' }, exported(1))).toMatchObject({ written: 1, skipped: 0 });
    await session.commit();
    expect(store.get('A', uuid(1))).toEqual(asStored(1));
    expect(store.count('A')).toBe(2);
  });

  it('are refused one by one where they do not fit the class, or hold no JSON object', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await using session = await openRestore(store);
    const { written, refused } = await session.put(
      { class: 'A' },
      exported(1),
      exported(2, { vector: new Float32Array(3) }),
      exported(3, { namedVectors: { v: new Float32Array(2) } }),
      exported(4, { properties: '[]' }),
      exported(5, { properties: Uint8Array.of(0xff) }),
    );
    expect(written).toBe(1);
    expect(refused).toEqual([
      { id: uuid(2), reason: expect.stringContaining('vector of class "A": has 3 values') as string },
      { id: uuid(3), reason: expect.stringContaining('vector "v" of class "A"') as string },
      { id: uuid(4), reason: expect.stringContaining('its properties are no JSON object') as string },
      { id: uuid(5), reason: expect.stringContaining('its properties are no JSON:') as string },
    ]);
    expect(store.count('A')).toBe(1);
  });

  it('stop where the class is deleted meanwhile, or the restore is canceled', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    const controller = new AbortController();
    await using session = await openRestore(store, { signal: controller.signal });
    await store.deleteClass('A');
    await expect(session.put({ class: 'A' }, exported(1))).rejects.toThrow(
      new ExportError('CLASS_NOT_FOUND', ['A']),
    );
    controller.abort(new ExportError('EXPORT_CANCELED', []));
    await expect(session.put({ class: 'A' }, exported(1))).rejects.toThrow(
      new ExportError('EXPORT_CANCELED', []),
    );
  });
});
