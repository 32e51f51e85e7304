import { describe, expect, it } from 'vitest';
import { EmbeddedStore } from './embedded-store.ts';
import { Environment } from './environment.ts';
import { open } from './open-snapshot.fixture.ts';
import { plainObject, temporaryFolder, uuid } from './temporary-store.fixture.ts';

/** Changes the databases of a store that nobody has open. */
async function change(path: string, write: (environment: Environment) => void): Promise<void> {
  const environment = new Environment(path, { readOnly: false });
  try {
    await environment.write(() => write(environment));
  } finally {
    await environment.close();
  }
}

/** Takes away what format 2 added: records of shards, and the counter of tenants. */
function asFormatOne({ facts, shards }: Environment): void {
  for (const key of [...shards.getKeys({ start: new Uint8Array(1) })]) void shards.remove(key);
  void facts.remove('lastTenantNumber');
  void facts.put('format', 1);
}

describe('a store of format 1', () => {
  it('is brought to the newest format, with the exact number of objects of every shard', async () => {
    using folder = temporaryFolder();
    let serverId: string;
    {
      await using store = await EmbeddedStore.open(folder);
      serverId = store.serverId;
      await store.createClass({ class: 'Empty' });
      await store.createClass({ class: 'One' });
      await store.createClass({ class: 'Three', shardingConfig: { desiredCount: 3 } });
      const objects = Array.from({ length: 50 }, (_, number) => plainObject(number));
      await store.upsert('One', objects);
      await store.upsert('Three', objects);
    }
    await change(folder.path, asFormatOne);
    for (const _opening of ['first', 'second']) {
      await using store = await EmbeddedStore.open(folder);
      expect(store.serverId).toBe(serverId);
      await using snapshot = await open(store, ['Empty', 'One', 'Three']);
      const [empty, one, three] = snapshot.classes.map(({ shards }) => shards);
      expect([empty, one]).toEqual([[{ name: 'shard-0', objects: 0 }], [{ name: 'shard-0', objects: 50 }]]);
      const counts = await Promise.all(
        (three ?? []).map(async ({ name }) => {
          let objects = 0;
          for await (const range of snapshot.cut({ class: 'Three', shard: name }, { objects: 9, bytes: 1e9 }))
            objects += range.objects;
          return { name, objects };
        }),
      );
      expect(three).toEqual(counts);
      expect(counts.map(({ name }) => name)).toEqual(['shard-0', 'shard-1', 'shard-2']);
    }
  });

  it('is written as any other from then on, and takes tenants', async () => {
    using folder = temporaryFolder();
    {
      await using store = await EmbeddedStore.open(folder);
      await store.createClass({ class: 'One' });
      await store.insert('One', plainObject(1));
    }
    await change(folder.path, asFormatOne);
    await using store = await EmbeddedStore.open(folder);
    await store.insert('One', plainObject(2));
    await store.delete('One', uuid(1));
    await store.createClass({ class: 'A', multiTenancyConfig: { enabled: true } });
    await store.tenants.create('A', [{ name: 'a' }]);
    await store.insert('A', plainObject(1), 'a');
    await using snapshot = await open(store, ['One', 'A']);
    expect(snapshot.classes.map(({ shards }) => shards)).toEqual([
      [{ name: 'shard-0', objects: 1 }],
      [{ name: 'a', objects: 1 }],
    ]);
  });
});

describe('a store of a format that is not known', () => {
  it.each([4, 27])('is refused, and left as it is (%j)', async (format) => {
    using folder = temporaryFolder();
    await (await EmbeddedStore.open(folder))[Symbol.asyncDispose]();
    await change(folder.path, ({ facts }) => void facts.put('format', format));
    for (const _attempt of ['first', 'second']) {
      const opening = EmbeddedStore.open(folder);
      await expect(opening).rejects.toMatchObject({ code: 'STORE_FORMAT_UNKNOWN' });
      await expect(opening).rejects.toThrow(
        `the store at ${folder.path} has format ${JSON.stringify(format)}, newer than 3: open it with a newer server`,
      );
    }
    await change(folder.path, ({ facts }) => void facts.put('format', 3));
    await using store = await EmbeddedStore.open(folder);
    expect(store.listClasses()).toEqual([]);
  });
});
