import { it } from 'vitest';
import { keepWorkers } from './export-world.fixture.ts';
import { expectAsDuckDb } from './where-duckdb.fixture.ts';

const workers = keepWorkers();

it.each(Array.from({ length: 10 }, (_, index) => index))(
  'a thousand filters let through what DuckDB finds by the same filters in SQL (%i)',
  async (seed) => {
    await expectAsDuckDb(workers(), 1_000, seed);
  },
);
