import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { tableToIPC } from 'apache-arrow';
import pl from 'nodejs-polars';
import { runAsChild } from '../child-program.ts';
import { arrowTable } from '../data/arrow-table.ts';
import { columnsPath } from '../data/places.ts';
import { readRawColumns } from '../data/raw-columns.ts';
import { WARM_UP_OBJECTS, type WriteMeasurement, type WriteOrder } from '../order.ts';
import { syncFile } from '../sync-file.ts';

/** The program of one file by polars, from a data frame in memory. */
await runAsChild(async ({ data, output, className, warmUp }: WriteOrder): Promise<WriteMeasurement> => {
  const file = join(output, 'polars.parquet');
  const stream = tableToIPC(arrowTable(className, await readRawColumns(columnsPath(data))), 'stream');
  const frame = pl.readIPCStream(Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength));
  if (warmUp)
    frame.head(WARM_UP_OBJECTS).writeParquet(join(output, 'warm-up.parquet'), { compression: 'zstd' });
  const started = performance.now();
  frame.writeParquet(file, { compression: 'zstd' });
  await syncFile(file);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, file, fileBytes: (await stat(file)).size };
});
