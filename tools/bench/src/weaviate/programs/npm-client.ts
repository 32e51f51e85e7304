import { join } from 'node:path';
import { readWeaviateOptions } from '@weaviate-export/adapters-weaviate';
import { EnvironmentReader } from '@weaviate-export/configuration';
import type { Collection, WeaviateGenericObject } from 'weaviate-client';
import { runAsChild } from '../../engine/child-program.ts';
import { measured } from '../measured.ts';
import { connectNpmClient } from '../npm-client.ts';
import type { ReadMeasurement, ReadOrder } from '../order.ts';
import { ParquetFile } from '../parquet-file.ts';

type Found = WeaviateGenericObject<Record<string, unknown>, Record<string, number[]>>;

const ASKED = { includeVector: true, returnMetadata: ['creationTime', 'updateTime'] } as const;

/** The program of one class by Weaviate's client of npm and hyparquet-writer: by its iterator, or by pages where it has a size. */
await runAsChild(({ className, output, objects, page }: ReadOrder): Promise<ReadMeasurement> =>
  measured(async () => {
    const client = await connectNpmClient(readWeaviateOptions(new EnvironmentReader(process.env))!);
    const collection = client.collections.get(className);
    const file = new ParquetFile(join(output, 'npm.parquet'));
    const found = page === 1 ? iterated(collection) : paged(collection, page);
    let count = 0;
    for await (const { uuid, properties, vectors, metadata } of found) {
      const vector = Float32Array.from(vectors['default'] ?? []);
      file.add([
        uuid,
        BigInt(metadata!.creationTime!.getTime()),
        BigInt(metadata!.updateTime!.getTime()),
        new Uint8Array(vector.buffer),
        JSON.stringify(properties),
      ]);
      if (++count === objects) break;
    }
    file.finish();
    await client.close();
    return count;
  }),
);

function iterated(collection: Collection): AsyncIterable<Found> {
  return collection.iterator({ ...ASKED, returnMetadata: [...ASKED.returnMetadata] }) as AsyncIterable<Found>;
}

async function* paged(collection: Collection, limit: number): AsyncIterable<Found> {
  for (let after: string | undefined; ;) {
    const { objects } = await collection.query.fetchObjects({
      ...ASKED,
      returnMetadata: [...ASKED.returnMetadata],
      limit,
      ...(after !== undefined && { after }),
    });
    yield* objects as unknown as Found[];
    after = objects.at(-1)?.uuid;
    if (after === undefined) return;
  }
}
