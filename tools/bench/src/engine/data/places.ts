import { join } from 'node:path';

/** Where things lie in the benchmark's data folder. */
export const storePath = (data: string): string => join(data, 'store');
export const duckdbPath = (data: string): string => join(data, 'tables.duckdb');
export const columnsPath = (data: string): string => join(data, 'columns');
/** Written last: the data is complete where it is there. */
export const factsPath = (data: string): string => join(data, 'facts.json');
