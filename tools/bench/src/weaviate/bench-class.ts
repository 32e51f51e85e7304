import type { WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import { benchObjects, DEFINITIONS } from '../engine/data/bench-object.ts';
import { connectNpmClient } from './npm-client.ts';

/** The class that the benchmark makes and deletes. */
export const BENCH_CLASS = 'BenchExport';

const BATCH_OBJECTS = 500;

// Without indexes, which cost time when it is filled and are not read.
const DEFINITION = {
  class: BENCH_CLASS,
  vectorizer: 'none',
  vectorIndexConfig: { skip: true },
  properties: DEFINITIONS.Base.properties!.map((property) => ({
    ...property,
    indexFilterable: false,
    indexSearchable: false,
  })),
};

/** Makes the class, in place of one of its name, with the objects that the engine's benchmark has. */
export async function fillBenchClass(server: WeaviateOptions, objects: number): Promise<void> {
  await deleteBenchClass(server);
  const response = await fetch(`${server.url}/v1/schema`, {
    method: 'POST',
    headers: { ...headersOf(server), 'content-type': 'application/json' },
    body: JSON.stringify(DEFINITION),
  });
  if (!response.ok) throw new Error(`the class was refused: ${await response.text()}`);
  const client = await connectNpmClient(server);
  const collection = client.collections.get(BENCH_CLASS);
  let batch: { id: string; vectors: number[]; properties: Record<string, string> }[] = [];
  const send = async (): Promise<void> => {
    const { hasErrors, errors } = await collection.data.insertMany(batch);
    if (hasErrors) throw new Error(`objects were refused: ${JSON.stringify(Object.values(errors)[0])}`);
    batch = [];
  };
  for (const { id, vector, properties } of benchObjects('Base', objects)) {
    const values = JSON.parse(properties) as Record<string, string>;
    if (batch.push({ id, vectors: [...vector!], properties: values }) === BATCH_OBJECTS) await send();
  }
  if (batch.length > 0) await send();
  await client.close();
}

export async function deleteBenchClass(server: WeaviateOptions): Promise<void> {
  const response = await fetch(`${server.url}/v1/schema/${BENCH_CLASS}`, {
    method: 'DELETE',
    headers: headersOf(server),
  });
  // What is not there is 400 to some versions.
  if (!response.ok && response.status !== 400 && response.status !== 404)
    throw new Error(`the class cannot be deleted: ${response.status}`);
}

function headersOf({ token }: WeaviateOptions): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
