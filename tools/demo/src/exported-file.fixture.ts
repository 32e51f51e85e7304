import { DuckDBInstance } from '@duckdb/node-api';
import { type SampleObject } from '@weaviate-export/sample-data';

export interface WriteOptions {
  /** Milliseconds since 1970; both times of every row. */
  readonly time: number;
  /** What to select from the well-formed rows, to make files that are not as they should be. */
  readonly select?: string;
}

/** Writes objects in the standard layout of an export, with DuckDB instead of our own writer. */
export async function writeExportedFile(
  path: string,
  objects: readonly SampleObject[],
  { time, select = '*' }: WriteOptions,
): Promise<void> {
  const names = [...new Set(objects.flatMap(({ vectors }) => Object.keys(vectors ?? {})))];
  const rows = objects.map(({ class: name, id, properties, vector, vectors }) =>
    [
      text(id),
      text(name),
      `make_timestamptz(${time}000)`,
      `make_timestamptz(${time}000)`,
      floats(vector),
      vectors && names.length > 0
        ? `{${names.map((each) => `${text(each)}: ${floats(vectors[each])}`).join(', ')}}`
        : 'NULL',
      text(JSON.stringify(properties)),
    ].join(', '),
  );
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(
      `COPY (
        SELECT ${select} FROM (VALUES ${rows.map((row) => `(${row})`).join(', ')})
        file(id, class_name, creation_time, update_time, vector, named_vectors, properties)
      ) TO ${text(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function floats(values: readonly number[] | undefined): string {
  if (!values) return 'NULL::FLOAT[]';
  return `[${values.map((value) => `'${Object.is(value, -0) ? '-0' : value}'`).join(', ')}]::FLOAT[]`;
}
