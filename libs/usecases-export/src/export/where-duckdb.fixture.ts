import { DuckDb } from '@weaviate-export/parquet-readers';
import fc from 'fast-check';
import { expect } from 'vitest';
import { filteredObject } from '../selection/filtered-object.ts';
import { parseWhere } from '../selection/where-filter.ts';
import type { KeptWorkers } from '../workers/kept-workers.fixture.ts';
import { World } from './export-world.fixture.ts';
import { filters, THING, things } from './where-sql.fixture.ts';

/** Filters that DuckDB is asked for in one query. */
const FILTERS_PER_QUERY = 50;

/** Holds so many filters against what DuckDB says of the same ones over the export of everything. */
export async function expectAsDuckDb(workers: KeptWorkers, count: number, seed: number): Promise<void> {
  const [held] = fc.sample(things, { numRuns: 1, seed });
  const world = new World(workers, [{ definition: THING, shards: { s0: held! } }]);
  expect(await world.run('first', { config: { layout: 'typed' } })).toMatchObject({ status: 'SUCCESS' });
  const file = world.bytes('first/Thing.parquet');
  await using duckDb = await DuckDb.start();
  let mixed = 0;
  const all = fc.sample(filters, { numRuns: count, seed });
  for (let from = 0; from < count; from += FILTERS_PER_QUERY) {
    const some = all.slice(from, from + FILTERS_PER_QUERY);
    const rows = await duckDb.query(
      file,
      `SELECT ${some.map(({ sql }) => sql).join(', ')} FROM FILE ORDER BY id`,
    );
    for (const [index, { filter, sql }] of some.entries()) {
      const { matches } = parseWhere(filter, THING, 'where');
      const found = held!.map((object) => matches(filteredObject(object)));
      expect(
        found,
        `${JSON.stringify(filter, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}\n${sql}`,
      ).toEqual(rows.map((row) => row[index]));
      if (new Set(found).size === 2) mixed += 1;
    }
  }
  // Most filters are such that some objects pass them and others do not.
  expect(mixed).toBeGreaterThan(count / 2);
}
