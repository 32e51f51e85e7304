import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { runAsChild } from '../child-program.ts';
import { columnsPath } from '../data/places.ts';
import { readRawColumns, RAW_COLUMNS, type RawColumnName } from '../data/raw-columns.ts';
import { WARM_UP_OBJECTS, type WriteMeasurement, type WriteOrder } from '../order.ts';
import type { ZstdOrder } from './zstd.worker.ts';

/** The program of the ceiling: nothing but zstd over the bytes of the columns, in so many threads. */
await runAsChild(async ({ data, threads, warmUp }: WriteOrder): Promise<WriteMeasurement> => {
  const raw = await readRawColumns(columnsPath(data));
  const rows = raw.id.length / RAW_COLUMNS.id;
  const shared = Object.entries(raw).map(([name, bytes]) => {
    const buffer = new SharedArrayBuffer(bytes.length);
    new Uint8Array(buffer).set(bytes);
    return { width: RAW_COLUMNS[name as RawColumnName], buffer };
  });
  const workers = Array.from({ length: threads }, (_, index) => {
    const order: ZstdOrder = {
      columns: shared,
      warmUpRows: warmUp ? WARM_UP_OBJECTS : 0,
      firstRow: Math.floor((rows * index) / threads),
      endRow: Math.floor((rows * (index + 1)) / threads),
    };
    return new Worker(new URL('./zstd.worker.ts', import.meta.url), { workerData: order });
  });
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const started = performance.now();
  const done = Promise.all(workers.map(async (worker) => ((await once(worker, 'message')) as [number])[0]));
  for (const worker of workers) worker.postMessage('go');
  const sizes = await done;
  const seconds = (performance.now() - started) / 1000;
  return { seconds, fileBytes: sizes.reduce((sum, size) => sum + size, 0) };
});
