import { writeSync } from 'node:fs';
import { EmbeddedStore } from './embedded-store.ts';
import { plainObject } from './temporary-store.fixture.ts';

/** Objects in every batch; all of batch N have `{"batch":N}` as their properties. */
export const BATCH_OBJECTS = 20;

/** Writers at a time; each takes the next batch. */
const LANES = 3;

const [path, firstBatch] = process.argv.slice(2);
if (path !== undefined && firstBatch !== undefined && import.meta.main)
  await writeBatches(path, Number(firstBatch));

/** Says `open`, then the number of every batch when it is acknowledged, until writing fails. */
async function writeBatches(folder: string, first: number): Promise<void> {
  await using store = await EmbeddedStore.open({ path: folder });
  writeSync(1, 'open\n');
  if (store.getClass('A') === null) await store.createClass({ class: 'A' });
  let next = first;
  const lane = async () => {
    for (;;) {
      const batch = next++;
      const objects = Array.from({ length: BATCH_OBJECTS }, (_, index) =>
        plainObject(batch * BATCH_OBJECTS + index, { batch }),
      );
      await store.upsert('A', objects);
      writeSync(1, `${batch}\n`);
    }
  };
  for (const result of await Promise.allSettled(Array.from({ length: LANES }, lane)))
    if (result.status === 'rejected') writeSync(1, `${String(result.reason)}\n`);
}
