import { DuckDBInstance } from '@duckdb/node-api';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** A row of the layout `standard`, as both readers give it. */
export interface StandardRow {
  readonly id: string;
  readonly class_name: string;
  readonly creation_time: number;
  readonly update_time: number;
  readonly vector: number[] | null;
  readonly named_vectors: Record<string, number[] | number[][] | null> | null;
  readonly properties: string | null;
}

/** hyparquet gives times as dates, and leaves out what is NULL. */
interface HyparquetRow
  extends
    Pick<StandardRow, 'id' | 'class_name'>,
    Partial<Pick<StandardRow, 'vector' | 'named_vectors' | 'properties'>> {
  readonly creation_time: Date;
  readonly update_time: Date;
}

/** Reads a file with DuckDB. */
export async function readWithDuckDB(file: string): Promise<StandardRow[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`
      SELECT * EXCLUDE (file_row_number) REPLACE (
        epoch_ms(creation_time)::DOUBLE AS creation_time, epoch_ms(update_time)::DOUBLE AS update_time)
      FROM read_parquet('${file}', file_row_number = true) ORDER BY file_row_number`);
    return reader.getRowObjectsJS() as unknown as StandardRow[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The rows of a query of DuckDB's. */
export async function queryDuckDB(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Reads a file with hyparquet. */
export async function readWithHyparquet(file: string): Promise<StandardRow[]> {
  const rows = (await parquetReadObjects({
    file: await asyncBufferFromFile(file),
    compressors,
  })) as HyparquetRow[];
  return rows.map((row) => ({
    ...row,
    creation_time: row.creation_time.getTime(),
    update_time: row.update_time.getTime(),
    vector: row.vector ?? null,
    named_vectors: row.named_vectors ?? null,
    properties: row.properties ?? null,
  }));
}

/** Both readers, which must agree on every value, bit for bit. */
export const READERS = [
  ['DuckDB', readWithDuckDB],
  ['hyparquet', readWithHyparquet],
] as const;
