import { DuckDBInstance } from '@duckdb/node-api';

export const ROWS = 5000;
/** DuckDB cuts at multiples of its vectors of 2,048 rows: 5,000 rows make three row groups. */
const ROW_GROUP_ROWS = 2048;

/** Writes a zstd file with vectors, a nested struct, lists, NULLs, Unicode, control characters and bytes; not with our own writer. */
export async function writeArticles(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`
      COPY (
        SELECT
          format('id-{:05d}', i) AS id,
          CASE i WHEN 0 THEN 'Grüße, 世界 🌍' WHEN 1 THEN NULL WHEN 2 THEN E'two\\nlines\\x1b[31m' ELSE 'text ' || i END AS title,
          [(i + d) / 8 FOR d IN range(384)]::FLOAT[] AS vector,
          CASE i WHEN 1 THEN NULL ELSE {'city': 'Köln', 'at': {'latitude': 50.94::DOUBLE, 'longitude': NULL::DOUBLE}} END AS place,
          CASE i WHEN 0 THEN ['a', NULL, 'b'] WHEN 1 THEN [] END AS tags,
          9007199254740993 + i AS big,
          12.50::DECIMAL(9, 2) AS price,
          make_timestamptz(1767225600123456 + i) AS moment,
          '\\x00\\x00\\x00\\x3F'::BLOB AS raw
        FROM range(${ROWS}) rows(i) ORDER BY i
      ) TO '${path.replaceAll("'", "''")}'
      (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS}, KV_METADATA {'collection': 'Article', 'ARROW:schema': repeat('A', 900)})`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
