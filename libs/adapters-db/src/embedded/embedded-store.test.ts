import { join } from 'node:path';
import { type ClassDefinition, ExportError } from '@weaviate-export/entities-export';
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

describe('classes', () => {
  it('come back just as they were given, unknown settings too, in order of name', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    const zoo: ClassDefinition = { class: 'Zoo', invertedIndexConfig: { bm25: { b: 0.75 } }, x: [null, 'ü'] };
    await store.createClass(zoo);
    await store.createClass({ class: 'Ant' });
    await store.createClass({ class: 'bee' });
    expect(store.getClass('Zoo')).toEqual(zoo);
    expect(store.listClasses().map((definition) => definition.class)).toEqual(['Ant', 'Zoo', 'bee']);
  });

  it.each(['A', 'a'])('cannot share a name, nor differ in case alone (%s)', async (name) => {
    await using temporary = await temporaryStore();
    await temporary.store.createClass({ class: 'A', description: 'first' });
    await expect(temporary.store.createClass({ class: name })).rejects.toMatchObject({
      code: 'CLASS_ALREADY_EXISTS',
    });
    expect(temporary.store.listClasses()).toEqual([{ class: 'A', description: 'first' }]);
  });

  it('are created once, however many callers want the same at a time', async () => {
    await using temporary = await temporaryStore();
    const attempts = Array.from({ length: 20 }, () => temporary.store.createClass({ class: 'A' }));
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('are changed by one caller at a time, none losing what another did', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A', properties: [] });
    const add = (name: string) =>
      store.updateClass('A', (old) => ({
        ...old,
        properties: [...(old.properties ?? []), { name, dataType: ['text'] }],
      }));
    await Promise.all(['a', 'b', 'c', 'd'].map(add));
    expect(store.getClass('A')?.properties?.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stay as they are when a change throws, renames them or names a class that is not there', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    const boom = new Error('boom');
    await expect(
      store.updateClass('A', () => {
        throw boom;
      }),
    ).rejects.toBe(boom);
    await expect(store.updateClass('A', () => ({ class: 'B' }))).rejects.toMatchObject({
      code: 'CLASS_INVALID',
    });
    await expect(store.updateClass('B', (old) => old)).rejects.toMatchObject({ code: 'CLASS_NOT_FOUND' });
    expect(store.listClasses()).toEqual([{ class: 'A' }]);
  });

  it.each([
    ['a name with a space', { class: 'A B' }],
    ['an empty name', { class: '' }],
    ['a name of 256 characters', { class: 'A'.repeat(256) }],
    ['no shards', { class: 'A', shardingConfig: { desiredCount: 0 } }],
    ['65 shards', { class: 'A', shardingConfig: { desiredCount: 65 } }],
    ['half a shard', { class: 'A', shardingConfig: { desiredCount: 1.5 } }],
    ['shards in words', { class: 'A', shardingConfig: { desiredCount: '2' } }],
  ])('are refused with %s', async (_case, definition) => {
    await using temporary = await temporaryStore();
    await expect(temporary.store.createClass(definition)).rejects.toMatchObject({ code: 'CLASS_INVALID' });
    expect(temporary.store.getClass(definition.class)).toBeNull();
  });

  it('that were deleted and created again never show the old objects', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A', shardingConfig: { desiredCount: 4 } });
    await store.upsert(
      'A',
      Array.from({ length: 1_200 }, (_, number) => plainObject(number)),
    );
    expect(await store.deleteClass('A')).toBe(true);
    expect(await store.deleteClass('A')).toBe(false);
    await store.createClass({ class: 'A' });
    expect([store.list('A', { limit: 10 }), store.count('A'), store.get('A', uuid(1))]).toEqual([
      [],
      0,
      null,
    ]);
    await store.insert('A', { ...plainObject(1), vector: Float32Array.of(1, 2, 3) });
    expect(store.list('A', { limit: 10 })).toHaveLength(1);
    await eventually(() => expect(storedObjects(store)).toBe(1));
  });

  it('that were deleted are removed after a restart where the server stopped before', async () => {
    using folder = temporaryFolder();
    {
      await using store = await EmbeddedStore.open(folder);
      await store.createClass({ class: 'A' });
      await store.createClass({ class: 'B' });
      await store.insert('B', plainObject(1));
      await store.upsert(
        'A',
        Array.from({ length: 3_000 }, (_, number) => plainObject(number)),
      );
      await store.deleteClass('A');
    }
    await using store = await EmbeddedStore.open(folder);
    await eventually(() => expect(storedObjects(store)).toBe(1));
    await eventually(() => expect([...store.databases.removals.getKeys()]).toEqual([]));
    expect(store.count('B')).toBe(1);
  });
});

describe('objects', () => {
  it('are inserted once', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    const stored = await store.insert('A', plainObject(1));
    expect(stored).toEqual({ ...plainObject(1), creationTime: 1_000, updateTime: 1_000 });
    expect(store.get('A', uuid(1))).toEqual(stored);
    await expect(store.insert('A', plainObject(1, { other: true }))).rejects.toMatchObject({
      code: 'OBJECT_ALREADY_EXISTS',
    });
    expect(store.get('A', uuid(1))).toEqual(stored);
  });

  it('keep their creation time when they are replaced or changed', async () => {
    await using temporary = await temporaryStore();
    const { store, clock } = temporary;
    await store.createClass({ class: 'A' });
    await store.insert('A', plainObject(1));
    await store.insert('A', { ...plainObject(2), creationTime: 5 });
    clock.time = 2_000;
    await store.upsert('A', [plainObject(1, { replaced: 1 })]);
    expect(store.get('A', uuid(1))).toMatchObject({
      creationTime: 1_000,
      updateTime: 2_000,
      properties: '{"replaced":1}',
    });
    clock.time = 3_000;
    await store.update('A', uuid(2), (old) => ({ ...old, creationTime: 7, properties: null }));
    expect(store.get('A', uuid(2))).toMatchObject({ creationTime: 5, updateTime: 3_000, properties: null });
  });

  it('are changed by one caller at a time, none losing what another did', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await store.insert('A', plainObject(1, 0));
    const increments = Array.from({ length: 50 }, () =>
      store.update('A', uuid(1), (old) => ({ ...old, properties: String(Number(old.properties) + 1) })),
    );
    await Promise.all(increments);
    expect(store.get('A', uuid(1))?.properties).toBe('50');
  });

  it('stay as they are when a change throws', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await store.insert('A', plainObject(1));
    const boom = new Error('boom');
    const others = store.upsert('A', [plainObject(2)]);
    await expect(
      store.update('A', uuid(1), () => {
        throw boom;
      }),
    ).rejects.toBe(boom);
    await others;
    expect(store.list('A', { limit: 9 }).map(({ properties }) => properties)).toEqual([
      '{"number":1}',
      '{"number":2}',
    ]);
  });

  it('are stored beside those of a batch that are wrong', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    const results = await store.upsert('A', [
      plainObject(1),
      { ...plainObject(2), id: 'two' },
      { ...plainObject(3), vector: new Float32Array(3) },
      plainObject(4),
      plainObject(1, { again: true }),
    ]);
    expect(results.map((result) => (result instanceof ExportError ? result.code : result.id))).toEqual([
      uuid(1),
      'OBJECT_ID_INVALID',
      'VECTOR_INVALID',
      uuid(4),
      uuid(1),
    ]);
    expect(store.count('A')).toBe(2);
    expect(store.get('A', uuid(1))?.properties).toBe('{"again":true}');
  });

  it('are deleted, and counted as they come and go', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await store.upsert(
      'A',
      [1, 2, 3].map((number) => plainObject(number)),
    );
    expect(await store.delete('A', uuid(2))).toBe(true);
    expect(await store.delete('A', uuid(2))).toBe(false);
    expect([store.has('A', uuid(1)), store.has('A', uuid(2)), store.count('A')]).toEqual([true, false, 2]);
  });

  it('are found by an id in either case, and named in lower case', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await store.insert('A', { ...plainObject(0), id: 'ABCDEF00-0000-4000-8000-00000000000F' });
    const id = 'abcdef00-0000-4000-8000-00000000000f';
    expect(store.get('A', id.toUpperCase())?.id).toBe(id);
    expect(store.list('A', { limit: 1 })[0]?.id).toBe(id);
  });

  it.each([1, 2, 11, 64])('are listed in order of id over %d shards, page by page', async (desiredCount) => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A', shardingConfig: { desiredCount } });
    const numbers = Array.from({ length: 100 }, (_, index) => (index * 37) % 100);
    await store.upsert(
      'A',
      numbers.map((number) => plainObject(number)),
    );
    const pages: string[][] = [];
    for (let after: string | undefined; pages.length < 5; after = pages.at(-1)?.at(-1)) {
      const page = store.list('A', { limit: 30, ...(after === undefined ? {} : { after }) });
      pages.push(page.map(({ id }) => id));
    }
    expect(pages.map(({ length }) => length)).toEqual([30, 30, 30, 10, 0]);
    expect(pages.flat()).toEqual(numbers.map(uuid).sort());
  });

  it('of a class that is not there are nowhere', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    const notFound = { code: 'CLASS_NOT_FOUND' };
    await store.createClass({ class: 'A' });
    await expect(store.insert('a', plainObject(1))).rejects.toMatchObject(notFound);
    await expect(store.upsert('B', [plainObject(1)])).rejects.toMatchObject(notFound);
    await expect(store.update('B', uuid(1), (old) => old)).rejects.toMatchObject(notFound);
    await expect(store.delete('B', uuid(1))).rejects.toMatchObject(notFound);
    for (const read of [
      () => store.get('B', uuid(1)),
      () => store.has('B', uuid(1)),
      () => store.list('B', { limit: 1 }),
      () => store.count('B'),
    ])
      expect(read).toThrow(expect.objectContaining(notFound));
    await expect(store.update('A', uuid(1), (old) => old)).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    });
  });

  it('stay, with their classes and the id of the server, when the store is opened again', async () => {
    using folder = temporaryFolder();
    let serverId: string;
    {
      await using store = await EmbeddedStore.open(folder);
      serverId = store.serverId;
      await store.createClass({ class: 'A', description: 'kept' });
      await store.upsert(
        'A',
        [1, 2].map((number) => plainObject(number)),
      );
    }
    await using store = await EmbeddedStore.open(folder);
    expect(store.serverId).toBe(serverId);
    expect(serverId).toMatch(/^[0-9a-f-]{36}$/);
    expect(store.getClass('A')).toEqual({ class: 'A', description: 'kept' });
    expect(store.count('A')).toBe(2);
    expect(store.get('A', uuid(2))).toMatchObject(plainObject(2));
    await expect(store.insert('A', { ...plainObject(3), vector: new Float32Array(5) })).rejects.toMatchObject(
      {
        code: 'VECTOR_INVALID',
      },
    );
  });

  it('larger than the buffer that lmdb reads into come back whole', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    const text = JSON.stringify({ text: 'ü'.repeat(9 << 20) });
    await store.insert('A', { ...plainObject(1), properties: text });
    await store.insert('A', plainObject(2));
    expect(store.get('A', uuid(1))?.properties === text).toBe(true);
    expect(store.list('A', { limit: 2 }).map(({ properties }) => properties?.length)).toEqual([
      text.length,
      12,
    ]);
  });

  it('cannot be read or written once the store is closed', async () => {
    const temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await temporary[Symbol.asyncDispose]();
    expect(() => store.get('A', uuid(1))).toThrow();
    await expect(store.insert('A', plainObject(1))).rejects.toThrow();
  });
});

describe('the folder of a store', () => {
  it('is made, with those above it', async () => {
    using folder = temporaryFolder();
    await using store = await EmbeddedStore.open({ path: join(folder.path, 'a', 'b') });
    expect(store.isAvailable()).toBe(true);
  });

  it.skipIf(process.platform !== 'linux').each(['/proc/nope', '/proc/nope/a/b', '/proc/self/nope'])(
    'that cannot be made below one that takes no folders is refused as the system does: %s',
    async (path) => {
      await expect(EmbeddedStore.open({ path })).rejects.toMatchObject({ code: 'ENOENT', syscall: 'mkdir' });
    },
  );
});
