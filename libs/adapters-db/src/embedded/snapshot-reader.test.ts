import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeyRange, type RangeLimits, cutRanges, sizeOf } from '@weaviate-export/entities-export';
import type { Snapshot } from '@weaviate-export/usecases-export';
import { EmbeddedStore } from './embedded-store.ts';
import { StoreDatabases } from './store-databases.ts';
import { open } from './open-snapshot.fixture.ts';
import { plainObject, temporaryFolder, temporaryStore, uuid } from './temporary-store.fixture.ts';

const SHARD = { class: 'A', shard: 'shard-0' };

async function cut(snapshot: Snapshot, shard: typeof SHARD, limits: RangeLimits): Promise<KeyRange[]> {
  const ranges: KeyRange[] = [];
  for await (const range of snapshot.cut(shard, limits)) ranges.push(range);
  return ranges;
}

/** The ranges by each object's bytes. */
async function cutBySize(snapshot: Snapshot, shard: typeof SHARD, limits: RangeLimits): Promise<KeyRange[]> {
  const all = { first: uuid(0), last: 'ffffffff-ffff-ffff-ffff-ffffffffffff', objects: 0, bytes: 0 };
  const sized: { id: string; bytes: number }[] = [];
  for await (const object of snapshot.scan(shard, all)) sized.push({ id: object.id, bytes: sizeOf(object) });
  return [...cutRanges(sized, limits)];
}

const ends = (ranges: readonly KeyRange[]): Omit<KeyRange, 'bytes'>[] =>
  ranges.map(({ first, last, objects }) => ({ first, last, objects }));
const sized = (number: number, characters: number): ReturnType<typeof plainObject> => ({
  ...plainObject(number),
  properties: JSON.stringify({ text: 'x'.repeat(characters) }),
});

describe('a cut', () => {
  it('ends ranges at the same objects whether their bytes matter or not, after any changes', async () => {
    const change = fc.record({
      number: fc.nat(60),
      characters: fc.oneof(fc.nat(40), fc.constant(3_000)),
      remove: fc.boolean(),
    });
    const limits = fc.record({
      objects: fc.integer({ min: 1, max: 30 }),
      bytes: fc.constantFrom(1, 500, 4_000, 20_000, 200_000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 80 }),
        fc.array(limits, { minLength: 3 }),
        async (changes, all) => {
          await using temporary = await temporaryStore();
          const { store } = temporary;
          await store.createClass({ class: 'A' });
          for (const { number, characters, remove } of changes) {
            if (remove) await store.delete('A', uuid(number));
            else await store.upsert('A', [sized(number, characters)]);
          }
          await using snapshot = await open(store, ['A']);
          for (const limit of all) {
            const [ranges, expected] = [
              await cut(snapshot, SHARD, limit),
              await cutBySize(snapshot, SHARD, limit),
            ];
            expect(ends(ranges)).toEqual(ends(expected));
            for (const [index, { bytes }] of ranges.entries())
              expect(bytes).toBeGreaterThanOrEqual(expected[index]!.bytes);
          }
        },
      ),
      { seed: 20_261_126, numRuns: 25 },
    );
  });

  it('of a tenant leaves out the neighbours, also one whose id is all zeros', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A', multiTenancyConfig: { enabled: true } });
    await store.tenants.create('A', [{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    const zeros = '00000000-0000-0000-0000-000000000000';
    for (const tenant of ['a', 'b', 'c'])
      await store.upsert('A', [{ ...plainObject(0), id: zeros }, plainObject(1), plainObject(2)], tenant);
    await using snapshot = await open(store, ['A']);
    for (const shard of ['a', 'b', 'c']) {
      const ranges = await cut(snapshot, { class: 'A', shard }, { objects: 2, bytes: 1e9 });
      expect(ends(ranges)).toEqual([
        { first: zeros, last: uuid(1), objects: 2 },
        { first: uuid(2), last: uuid(2), objects: 1 },
      ]);
    }
  });

  it('looks at every object where a server that kept no sizes has written some', async () => {
    using folder = temporaryFolder();
    {
      await using store = await EmbeddedStore.open(folder);
      await store.createClass({ class: 'A' });
      await store.upsert('A', [sized(1, 3_000), sized(2, 1)]);
    }
    {
      await using databases = new StoreDatabases(folder.path, { readOnly: false });
      await databases.write(() => {
        for (const { key, value } of databases.shards.getRange()) {
          const { number, status, objects } = value;
          void databases.shards.put(Uint8Array.from(key), { number, status, objects });
        }
      });
    }

    await using store = await EmbeddedStore.open(folder);
    const limits = { objects: 10, bytes: 3_100 };
    const one = { objects: 1 };
    await store.upsert('A', [sized(3, 1)]);
    {
      await using snapshot = await open(store, ['A']);
      expect(await cut(snapshot, SHARD, limits)).toMatchObject([one, { objects: 2 }]);
    }
    // Once it has been empty, the sizes of all its objects are known.
    for (const number of [1, 2, 3]) await store.delete('A', uuid(number));
    await store.upsert('A', [sized(4, 1), sized(5, 7)]);
    await using snapshot = await open(store, ['A']);
    const [range] = await cut(snapshot, SHARD, limits);
    const [exact] = await cutBySize(snapshot, SHARD, limits);
    expect(range).toEqual({ ...exact, bytes: exact!.bytes + 6 });
  });
});
