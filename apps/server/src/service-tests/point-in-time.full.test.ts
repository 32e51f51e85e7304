import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedStore, type NewObject } from '@weaviate-export/adapters-db';
import type { DBAdapter } from '@weaviate-export/usecases-export';
import { expect, it } from 'vitest';
import { readWithDuckDB } from './parquet-readers.fixture.ts';
import { storeExports } from './store-export.fixture.ts';

const CLASSES = ['Article', 'Book'];
const OBJECTS = 12_000;
const BATCH = 2_000;
/** Of ids that are written to: some are there from the beginning, others come and go. */
const IDS = OBJECTS + 3_000;
const SEED = 20_261_125;

/** Numbers below a limit, the same in every run (a linear congruential generator with the constants of Numerical Recipes). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const object = (n: number, version: number): NewObject => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  vector: Float32Array.of(n, version, 0.5),
  namedVectors: null,
  properties: JSON.stringify({ n, version }),
});

/** Copies the store's file while its writers are held still, so that the copy stands where the snapshot does. */
const copying = (adapter: DBAdapter, folder: string): DBAdapter => ({
  listClasses: () => adapter.listClasses(),
  openSnapshot: (request) =>
    adapter.openSnapshot({
      ...request,
      share: async (source) => {
        await request.share(source);
        await mkdir(join(folder, 'copy'));
        await copyFile(join(folder, 'store', 'data.mdb'), join(folder, 'copy', 'data.mdb'));
      },
    }),
});

it('an export equals a copy of the store taken at its point in time, whatever is written, changed and deleted at full speed meanwhile', async () => {
  await using exports = await storeExports(2, copying);
  const { store, folder } = exports;
  for (const name of CLASSES) {
    await store.createClass({ class: name, shardingConfig: { desiredCount: 3 } });
    for (let from = 0; from < OBJECTS; from += BATCH)
      await store.upsert(
        name,
        Array.from({ length: BATCH }, (_, n) => object(from + n, 0)),
      );
  }

  let isOver = false;
  let writes = 0;
  const random = numbers(SEED);
  /** Writes, changes and deletes, one after the other, without a pause. */
  const write = async (): Promise<void> => {
    while (!isOver) {
      const name = CLASSES[random(CLASSES.length)]!;
      const n = random(IDS);
      const kind = random(3);
      const { id } = object(n, 0);
      if (kind === 0) await store.upsert(name, [object(n, ++writes), object(random(IDS), ++writes)]);
      else if (kind === 1) await store.delete(name, id);
      else if (store.has(name, id)) {
        // It may be deleted by another writer before this one's turn.
        await store.update(name, id, () => object(n, ++writes)).catch(() => undefined);
      }
    }
  };
  const writing = Promise.all([write(), write(), write(), write()]);
  try {
    const { finished } = await exports.start('racing');
    const atStart = writes;
    const { status, progress } = await finished();
    expect(status).toBe('SUCCESS');
    // They did race: what an export without a point in time would have seen.
    expect(writes).toBeGreaterThan(atStart + 20);
    isOver = true;
    await writing;

    await using copy = await EmbeddedStore.open({ path: join(folder, 'copy') });
    for (const name of CLASSES) {
      const expected = copy
        .list(name, { limit: IDS })
        .map(({ id, creationTime, updateTime, vector, properties }) => ({
          id,
          creation_time: creationTime,
          update_time: updateTime,
          vector: [...vector!],
          properties,
        }));
      const rows = (await readWithDuckDB(exports.file('racing', `${name}.parquet`)))
        .map(({ id, creation_time, update_time, vector, properties }) => ({
          id,
          creation_time,
          update_time,
          vector,
          properties,
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(rows.length).toBe(copy.count(name));
      expect(progress[name]).toMatchObject({ objectsExported: rows.length, objectsTotal: rows.length });
      expect(rows).toEqual(expected);
    }
  } finally {
    isOver = true;
    await writing;
  }
});
