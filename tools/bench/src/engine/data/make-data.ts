import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { EmbeddedStore } from '@weaviate-export/adapters-db';
import { systemClock } from '@weaviate-export/usecases-export';
import { runAsChild } from '../child-program.ts';
import {
  benchObjects,
  CLASSES,
  DEFINITIONS,
  DIMENSIONS,
  objectsOf,
  type BenchObject,
  type ClassName,
} from './bench-object.ts';
import { ExportHost } from './export-host.ts';
import { columnsPath, duckdbPath, factsPath, storePath } from './places.ts';
import type { DataOrder } from '../order.ts';
import { DATA_VERSION } from '../bench-data.ts';
import { RawColumnsWriter } from './raw-columns.ts';

/** The program that makes the benchmark's data: the store, the raw columns of `Base`, and DuckDB's tables. */

/** Larger batches load faster, and need their memory. */
const BATCH_OBJECTS = 10_000;
/** When the objects were last written: a time of the data, not of the run, so that the same data gives the same file. */
const UPDATE_TIME = Date.UTC(2025, 0, 1);

await runAsChild(async ({ data, objects }: DataOrder) => {
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  await fillStore(data, objects);
  await fillTables(data);
  await writeFile(factsPath(data), JSON.stringify({ version: DATA_VERSION, objects }));
});

async function fillStore(data: string, objects: number): Promise<void> {
  await using store = await EmbeddedStore.open({
    path: storePath(data),
    clock: { ...systemClock, now: () => UPDATE_TIME },
  });
  const columns = await RawColumnsWriter.create(columnsPath(data));
  for (const className of CLASSES) {
    await store.createClass(DEFINITIONS[className]);
    const all = benchObjects(className, objectsOf(className, objects));
    for (const batch of batches(all)) {
      await store.upsert(className, batch);
      if (className === 'Base') await columns.append(batch, UPDATE_TIME);
    }
  }
  await columns.close();
}

function* batches(objects: Iterable<BenchObject>): Generator<BenchObject[]> {
  let batch: BenchObject[] = [];
  for (const object of objects) {
    batch.push(object);
    if (batch.length < BATCH_OBJECTS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** DuckDB takes its tables from exports of the store, so that it has the same rows in the same order. */
async function fillTables(data: string): Promise<void> {
  const instance = await DuckDBInstance.create(duckdbPath(data));
  const connection = await instance.connect();
  for (const className of ['Base', 'Large'] as const) {
    const output = join(data, 'export');
    await mkdir(output);
    const file = await exportClass(data, output, className);
    await connection.run(
      `CREATE TABLE ${className} AS SELECT * REPLACE (vector::FLOAT[${DIMENSIONS}] AS vector) FROM read_parquet($1)`,
      [file],
    );
    await rm(output, { recursive: true });
  }
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
}

async function exportClass(data: string, output: string, className: ClassName): Promise<string> {
  await using host = await ExportHost.open({ data, output, workers: 2 });
  return await host.export(className);
}
