import { it } from 'vitest';
import { keepWorkers } from './export-world.fixture.ts';
import { expectAsDuckDb } from './where-duckdb.fixture.ts';

const workers = keepWorkers();

it('filters let through what DuckDB finds by the same filters in SQL, over the export of everything', async () => {
  await expectAsDuckDb(workers(), 200, 15);
});
