import { DuckDBInstance } from '@duckdb/node-api';

/** How many rows of different ids a Parquet file has, read by DuckDB. */
export async function parquetRows(file: string): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      'SELECT count(DISTINCT id)::INTEGER FROM read_parquet($1)',
      [file],
    );
    return reader.getRows()[0]![0] as number;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
