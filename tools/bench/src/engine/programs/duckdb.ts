import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { runAsChild } from '../child-program.ts';
import { duckdbPath } from '../data/places.ts';
import { WARM_UP_OBJECTS, type WriteMeasurement, type WriteOrder } from '../order.ts';
import { syncFile } from '../sync-file.ts';

/** With row groups of its own default there is one of them for 100,000 rows, and so one thread. Version 2 knows BYTE_STREAM_SPLIT. */
const TUNED = ', COMPRESSION_LEVEL 1, PARQUET_VERSION V2, ROW_GROUP_SIZE 10240';

/** The program of one COPY by DuckDB, from a table of its own to a file. */
await runAsChild(
  async ({
    data,
    output,
    className,
    threads,
    warmUp,
    tuned = false,
  }: WriteOrder): Promise<WriteMeasurement> => {
    const file = join(output, 'duckdb.parquet');
    const instance = await DuckDBInstance.create(duckdbPath(data), {
      threads: String(threads),
      access_mode: 'READ_ONLY',
    });
    const connection = await instance.connect();
    if (tuned) await connection.run('SET preserve_insertion_order = false');
    const options = `(FORMAT parquet, COMPRESSION zstd${tuned ? TUNED : ''})`;
    if (warmUp) {
      const some = `(FROM Base LIMIT ${WARM_UP_OBJECTS})`;
      await connection.run(`COPY ${some} TO '${join(output, 'warm-up.parquet')}' ${options}`);
    }
    const started = performance.now();
    await connection.run(`COPY ${className} TO '${file}' ${options}`);
    await syncFile(file);
    const seconds = (performance.now() - started) / 1000;
    connection.closeSync();
    instance.closeSync();
    return { seconds, file, fileBytes: (await stat(file)).size };
  },
);
