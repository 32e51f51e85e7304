import { writeSync } from 'node:fs';
import { EmbeddedStore } from './embedded-store.ts';
import { plainObject } from './temporary-store.fixture.ts';

/** Tenants of every round N: `tN-0` and so on. */
export const ROUND_TENANTS = 5;
/** Objects in every tenant that was written. */
export const TENANT_OBJECTS = 20;

const [path, firstRound] = process.argv.slice(2);
if (path !== undefined && firstRound !== undefined && import.meta.main)
  await writeRounds(path, Number(firstRound));

/**
 * Until it is killed: creates the tenants of a round at a time, writes a batch into the first one, makes the second
 * COLD, and deletes the first one of the round before. Says what it did when it is acknowledged.
 */
async function writeRounds(folder: string, first: number): Promise<void> {
  await using store = await EmbeddedStore.open({ path: folder });
  if (store.getClass('A') === null)
    await store.createClass({ class: 'A', multiTenancyConfig: { enabled: true } });
  const objects = Array.from({ length: TENANT_OBJECTS }, (_, number) => plainObject(number));
  for (let round = first; ; round += 1) {
    await store.tenants.create(
      'A',
      Array.from({ length: ROUND_TENANTS }, (_, index) => ({ name: `t${round}-${index}` })),
    );
    writeSync(1, `created ${round}\n`);
    await Promise.all([
      store.upsert('A', objects, `t${round}-0`),
      store.tenants.update('A', [{ name: `t${round}-1`, status: 'COLD' }]),
    ]);
    writeSync(1, `written ${round}\n`);
    if (round > first) {
      await store.tenants.delete('A', [`t${round - 1}-0`]);
      writeSync(1, `deleted ${round - 1}\n`);
    }
  }
}
