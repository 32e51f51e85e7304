import { resolve } from 'node:path';
import { EnvironmentReader } from '@weaviate-export/configuration';
import { ExportError } from '@weaviate-export/entities-export';
import type { RestoreTarget } from '@weaviate-export/usecases-export';
import type { Opening } from '../source.ts';

/** Where objects go, until it is disposed of. */
export interface Target extends AsyncDisposable {
  readonly target: RestoreTarget;
}

const ALLOWED = 'allowed are the URL of a Weaviate (http://localhost:8080) and the folder of a store';

/**
 * Opens what TARGET names: a live Weaviate, or the folder of a store that no server has open, which is made where it is missing.
 * @throws ExportError FIELD_INVALID, CONFIGURATION_INVALID, WEAVIATE_* or STORE_*
 */
export async function openTarget(text: string, { folder, environment, logger }: Opening): Promise<Target> {
  if (/^https?:\/\//i.test(text)) {
    const { createWeaviateTarget, readWeaviateOptions } = await import('@weaviate-export/adapters-weaviate');
    const reader = new EnvironmentReader(environment);
    const options = readWeaviateOptions(reader, text);
    reader.assertValid();
    const target = createWeaviateTarget(options!);
    return { target, [Symbol.asyncDispose]: () => target[Symbol.asyncDispose]() };
  }
  if (text === '' || text.includes('\0') || text.includes('://'))
    throw new ExportError('FIELD_INVALID', ['TARGET', text, ALLOWED]);
  const { EmbeddedRestoreTarget, EmbeddedStore } = await import('@weaviate-export/adapters-db');
  const store = await EmbeddedStore.open({ path: resolve(folder, text), logger });
  return {
    target: new EmbeddedRestoreTarget(store),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
