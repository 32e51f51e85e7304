import { type WorkerSource } from '@weaviate-export/usecases-export';
import { describe, expect, it, vi } from 'vitest';
import { EmbeddedDBAdapter } from './embedded-db-adapter.ts';
import { type EmbeddedStore } from './embedded-store.ts';
import { LIMITS, open, shareWithNone } from './open-snapshot.fixture.ts';
import { contentOf, digestOf, shardsOf, SnapshotThread } from './snapshot-thread.fixture.ts';
import { eventually, heldReads, plainObject, temporaryStore, uuid } from './temporary-store.fixture.ts';

/** Everything that the store holds now, in the form of `contentOf`, whatever the shards. */
function copyOf(store: EmbeddedStore, classes: string[]): string[] {
  return classes
    .flatMap((name) =>
      store
        .list(name, { limit: 100_000 })
        .map(({ id, updateTime, vector, properties }) => [
          name,
          id,
          digestOf(updateTime, vector, properties),
        ]),
    )
    .map(String)
    .sort();
}

describe('a snapshot', () => {
  it('names the classes that were asked for and exist, with definitions, shards and vector lengths', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    const b = { class: 'B', shardingConfig: { desiredCount: 11 }, vectorConfig: { v: {} } };
    await store.createClass({ class: 'A' });
    await store.createClass(b);
    await store.insert('B', { ...plainObject(1), vector: null, namedVectors: { v: new Float32Array(3) } });
    await using snapshot = await open(store, ['B', 'X', 'A']);
    await store.updateClass('A', () => ({ class: 'A', description: 'later' }));
    await store.deleteClass('B');
    expect(snapshot.consistency).toBe('snapshot');
    expect(snapshot.classes).toMatchObject([
      { name: 'B', definition: b, dimensions: { v: 3 } },
      { name: 'A', definition: { class: 'A' }, dimensions: {}, shards: [{ name: 'shard-0' }] },
    ]);
    expect(snapshot.classes[1]?.definition).toEqual({ class: 'A' });
    expect(snapshot.classes[0]?.shards.map(({ name }) => name)).toEqual(
      ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10'].map((number) => `shard-${number}`),
    );
    expect(await new EmbeddedDBAdapter(store).listClasses()).toEqual(['A']);
  });

  it(
    'is one point in time on the main thread and on workers, while writers go on at full speed',
    { tags: 'long' },
    async () => {
      await using temporary = await temporaryStore();
      const { store, clock } = temporary;
      const classes = ['A', 'B'];
      await store.createClass({ class: 'A', shardingConfig: { desiredCount: 3 } });
      await store.createClass({ class: 'B' });
      await using first = await SnapshotThread.start();
      await using second = await SnapshotThread.start();
      let writing = true;
      let batches = 0;
      const write = async (writer: number) => {
        for (let round = 0; writing; round += 1) {
          clock.time += 1;
          // A batch writes all of a writer's objects: in a point in time they are all of one round.
          const objects = Array.from({ length: 40 }, (_, number) =>
            plainObject(writer * 1_000 + number, { writer, round, filler: 'x'.repeat((round * 37) % 3_000) }),
          );
          await store.upsert(classes[writer % 2] as string, objects);
          if (round % 5 === 4) await store.delete(classes[writer % 2] as string, uuid(writer * 1_000 + 39));
          batches += 1;
        }
      };
      const writers = [0, 1, 2, 3].map(write);
      try {
        for (let round = 0; round < 5; round += 1) {
          const before = batches;
          let copy: string[] = [];
          await using snapshot = await open(store, classes, async (source) => {
            copy = copyOf(store, classes);
            await Promise.all([first.open(source), second.open(source)]);
          });
          await eventually(() => expect(batches).toBeGreaterThan(before + 8));
          const shards = shardsOf(snapshot.classes);
          const contents = await Promise.all([
            contentOf(snapshot, shards, LIMITS),
            first.content(shards, LIMITS),
            second.content(shards, LIMITS),
          ]);
          for (const content of contents) {
            expect(content.objects.map(String).sort()).toEqual(copy);
            expect(content).toEqual(contents[0]);
          }
          await Promise.all([first.release(), second.release()]);
        }
      } finally {
        writing = false;
        await Promise.all(writers);
      }
      expect(batches).toBeGreaterThan(40);
    },
  );

  it('still reads a class that was deleted, and created again, after it was opened', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await store.upsert(
      'A',
      Array.from({ length: 1_500 }, (_, number) => plainObject(number)),
    );
    await using thread = await SnapshotThread.start();
    await using snapshot = await open(store, ['A'], (source) => thread.open(source));
    await store.deleteClass('A');
    await eventually(() => expect([...store.databases.removals.getKeys()]).toEqual([]));
    await store.createClass({ class: 'A' });
    await store.insert('A', plainObject(7, { of: 'the new class' }));
    const shards = shardsOf(snapshot.classes);
    const content = await contentOf(snapshot, shards, LIMITS);
    expect(content.objects).toHaveLength(1_500);
    expect(await thread.content(shards, LIMITS)).toEqual(content);
    await using later = await open(store, ['A']);
    expect((await contentOf(later, shardsOf(later.classes), LIMITS)).objects).toHaveLength(1);
  });

  it('cuts shards greedily by objects and bytes, in order of id, every object in one range', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A', shardingConfig: { desiredCount: 2 } });
    const objects = Array.from({ length: 200 }, (_, number) =>
      plainObject(number, { filler: 'x'.repeat((number * 131) % 900) }),
    );
    await store.upsert('A', objects);
    await using thread = await SnapshotThread.start();
    await using snapshot = await open(store, ['A'], (source) => thread.open(source));
    const shards = shardsOf(snapshot.classes);
    for (const limits of [
      LIMITS,
      { objects: 1_000, bytes: 2_000 },
      { objects: 3, bytes: 1 },
      { objects: 1_000, bytes: 1 << 30 },
    ]) {
      const content = await contentOf(snapshot, shards, limits);
      expect(await thread.content(shards, limits)).toEqual(content);
      expect(content.objects.map(([, id]) => id).sort()).toEqual(objects.map(({ id }) => id));
      expect(content.ranges.reduce((sum, range) => sum + range.objects, 0)).toBe(200);
      expect(Math.max(...content.ranges.map((range) => range.objects))).toBeLessThanOrEqual(limits.objects);
      expect(content.ranges.every(({ first, last }) => first <= last)).toBe(true);
    }
    expect((await contentOf(snapshot, shards, { objects: 3, bytes: 1 })).ranges).toHaveLength(200);
  });

  it('of an empty class has no ranges, and of a class or shard that it does not hold says so', async () => {
    await using temporary = await temporaryStore();
    await temporary.store.createClass({ class: 'A' });
    await using snapshot = await open(temporary.store, ['A']);
    expect(await contentOf(snapshot, shardsOf(snapshot.classes), LIMITS)).toEqual({
      ranges: [],
      objects: [],
    });
    await expect(contentOf(snapshot, [{ class: 'X', shard: 'shard-0' }], LIMITS)).rejects.toThrow(
      '"X" does not exist',
    );
    await expect(contentOf(snapshot, [{ class: 'A', shard: 'shard-1' }], LIMITS)).rejects.toThrow(
      'no shard shard-1',
    );
  });

  it('holds writers no longer than it takes to open', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    const events: string[] = [];
    let write: Promise<unknown> = Promise.resolve();
    await using _snapshot = await open(store, ['A'], async () => {
      write = store.insert('A', plainObject(1)).then(() => events.push('written'));
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      events.push('shared');
    });
    await write;
    expect(events).toEqual(['shared', 'written']);
  });
});

describe('opening a snapshot', () => {
  const boom = new Error('boom');
  it.each<[string, (abort: AbortController) => Promise<void>]>([
    ['sharing fails', () => Promise.reject(boom)],
    [
      'sharing throws',
      () => {
        throw boom;
      },
    ],
    [
      'it is aborted while sharing hangs',
      (abort) => {
        abort.abort(boom);
        return new Promise(() => {});
      },
    ],
  ])('lets writers go on and leaves no reader where %s', async (_case, share) => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    const abort = new AbortController();
    await expect(open(store, ['A'], () => share(abort), abort.signal)).rejects.toBe(boom);
    await store.insert('A', plainObject(1));
    await eventually(() => expect(heldReads(store)).toBe(0));
  });

  it('does not begin where it was aborted before', async () => {
    await using temporary = await temporaryStore();
    const share = vi.fn(shareWithNone);
    await expect(open(temporary.store, [], share, AbortSignal.abort(boom))).rejects.toBe(boom);
    expect(share).not.toHaveBeenCalled();
  });

  it('waits for one that is being opened, and can be aborted meanwhile', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    const shared = Promise.withResolvers<void>();
    const first = open(store, [], () => shared.promise);
    const abort = new AbortController();
    const second = open(store, [], shareWithNone, abort.signal);
    const third = open(store, []);
    abort.abort(boom);
    await expect(second).rejects.toBe(boom);
    shared.resolve();
    for (const opening of [first, third]) await (await opening)[Symbol.asyncDispose]();
  });

  it('refuses a thread that comes after writers went on', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await using thread = await SnapshotThread.start();
    let kept: WorkerSource | undefined;
    await using _snapshot = await open(store, ['A'], async (source) => {
      kept = source;
    });
    await store.insert('A', plainObject(1));
    await expect(thread.open(kept as WorkerSource)).rejects.toThrow(/past the snapshot's/);
    await eventually(() => expect(heldReads(store)).toBe(1));
  });
});

describe('releasing a snapshot', () => {
  it(
    'leaves no reader behind: not of the main thread, nor of workers that were released or terminated',
    { tags: 'long' },
    async () => {
      await using temporary = await temporaryStore();
      const { store } = temporary;
      await store.createClass({ class: 'A' });
      await store.upsert(
        'A',
        Array.from({ length: 100 }, (_, number) => plainObject(number)),
      );
      const threads = await Promise.all([1, 2, 3].map(() => SnapshotThread.start()));
      const snapshot = await open(store, ['A'], async (source) => {
        await Promise.all(threads.map((thread) => thread.open(source)));
      });
      await store.insert('A', plainObject(1_000));
      await eventually(() => expect(heldReads(store)).toBe(4));
      await threads[0]?.release();
      await eventually(() => expect(heldReads(store)).toBe(3));
      for (const thread of threads) await thread[Symbol.asyncDispose]();
      await eventually(() => expect(heldReads(store)).toBe(1));
      expect((await contentOf(snapshot, shardsOf(snapshot.classes), LIMITS)).objects).toHaveLength(100);
      await snapshot[Symbol.asyncDispose]();
      await snapshot[Symbol.asyncDispose]();
      await eventually(() => expect(heldReads(store)).toBe(0));
      await store.insert('A', plainObject(1_001));
    },
  );

  it.each(['a scan', 'a cut'])(
    'ends %s that is under way with an error, and leaves no reader',
    async (which) => {
      await using temporary = await temporaryStore();
      const { store } = temporary;
      await store.createClass({ class: 'A' });
      await store.upsert(
        'A',
        Array.from({ length: 100 }, (_, number) => plainObject(number)),
      );
      const snapshot = await open(store, ['A']);
      const shard = { class: 'A', shard: 'shard-0' };
      const range = { first: uuid(0), last: uuid(99), objects: 100, bytes: 0 };
      const steps =
        which === 'a cut'
          ? (snapshot.cut(shard, LIMITS) as AsyncGenerator)
          : (snapshot.scan(shard, range) as Generator);
      await steps.next();
      await store.insert('A', plainObject(100));
      await snapshot[Symbol.asyncDispose]();
      await eventually(() => expect(heldReads(store)).toBe(0));
      await expect((async () => steps.next())()).rejects.toThrow('the snapshot has been released');
    },
  );

  it('is done by closing the store where it was forgotten', async () => {
    const temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    await store.insert('A', plainObject(1));
    const snapshot = await open(store, ['A']);
    const shards = shardsOf(snapshot.classes);
    await temporary[Symbol.asyncDispose]();
    await expect(contentOf(snapshot, shards, LIMITS)).rejects.toThrow('the snapshot has been released');
    await snapshot[Symbol.asyncDispose]();
  });
});
