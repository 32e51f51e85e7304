import { DuckDBInstance, type DuckDBConnection, type JS } from '@duckdb/node-api';

/** One column, its type in DuckDB's words. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/** One row of an exported file, as the types of its columns make it. */
export interface ExportedRow {
  readonly id: string | null;
  readonly class_name: string | null;
  /** Milliseconds since 1970. */
  readonly created: bigint | null;
  readonly updated: bigint | null;
  readonly vector: JS;
  readonly named_vectors: JS;
  readonly properties: string | null;
}

/** Reads Parquet files with DuckDB, which shares no code with the writer. */
export class ParquetReader implements Disposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(): Promise<ParquetReader> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    return new ParquetReader(instance, connection);
  }

  async columns(file: string): Promise<Column[]> {
    const rows = await this.query(
      'SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet(?))',
      file,
    );
    return rows.map((row) => ({ name: row['column_name'] as string, type: row['column_type'] as string }));
  }

  /** The number of rows that the footer claims. */
  async footerRows(file: string): Promise<number> {
    const [row] = await this.query('SELECT num_rows FROM parquet_file_metadata(?)', file);
    return Number(row?.['num_rows']);
  }

  /** Every row, in the file's order, a few thousand in memory at a time. */
  async *rows(file: string): AsyncGenerator<ExportedRow, void> {
    const result = await this.#connection.stream(
      `SELECT id, class_name, epoch_ms(creation_time) AS created, epoch_ms(update_time) AS updated,
        vector, named_vectors, properties FROM read_parquet(?)`,
      [file],
    );
    for await (const rows of result.yieldRowObjectJs()) yield* rows as unknown as ExportedRow[];
  }

  /** The rows of a query whose one parameter is a file. */
  async query(sql: string, file: string): Promise<Record<string, JS>[]> {
    return (await this.#connection.runAndReadAll(sql, [file])).getRowObjectsJS();
  }

  [Symbol.dispose](): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
