import { type RestClient } from '@weaviate-export/rest-client';
import { type ClassDefinition, type SampleObject } from '@weaviate-export/sample-data';
import { showProgress } from './progress.ts';

const BATCH_OBJECTS = 200;

/** What the API answers for each object of a batch, as far as it is read here. */
interface BatchResult {
  readonly id?: string;
  readonly result?: {
    readonly status?: string;
    readonly errors?: { readonly error?: { message: string }[] };
  };
}

/** Creates the classes. Throws RestError where one is refused. */
export async function createClasses(client: RestClient, classes: readonly ClassDefinition[]): Promise<void> {
  for (const definition of classes) await client.call('POST', '/schema', definition);
}

/**
 * Loads the objects in batches, and holds the answer to each object against what was sent.
 * @throws Error naming the first object that was not stored
 */
export async function loadObjects(client: RestClient, objects: readonly SampleObject[]): Promise<void> {
  using progress = showProgress(objects.length, 'objects loaded');
  for (let start = 0; start < objects.length; start += BATCH_OBJECTS) {
    const batch = objects.slice(start, start + BATCH_OBJECTS);
    const results = await client.call('POST', '/batch/objects', { objects: batch });
    checkResults(batch, results);
    progress.update(start + batch.length);
  }
}

function checkResults(batch: readonly SampleObject[], results: unknown): void {
  if (!Array.isArray(results) || results.length !== batch.length) {
    throw new Error(
      `a batch of ${batch.length} objects was answered by ${JSON.stringify(results).slice(0, 200)}`,
    );
  }
  for (const [at, object] of batch.entries()) {
    const { id, result } = results[at] as BatchResult;
    if (id === object.id && result?.status === 'SUCCESS') continue;
    const reasons = result?.errors?.error?.map(({ message }) => message).join('; ');
    throw new Error(
      `object ${object.id} of class ${object.class} was not stored: ${reasons ?? JSON.stringify(results[at])}`,
    );
  }
}
