import { resolve } from 'node:path';
import { EnvironmentReader, type Environment } from '@weaviate-export/configuration';
import { ExportError } from '@weaviate-export/entities-export';
import type { DBAdapter, Logger } from '@weaviate-export/usecases-export';

/** Where objects come from, until it is disposed of. */
export interface Source extends AsyncDisposable {
  readonly db: DBAdapter;
}

/** What a source is opened with, in a program that runs and is heard. */
export interface Opening {
  /** What relative paths are below. */
  readonly folder: string;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** How long a Weaviate is waited for that has not answered yet, in milliseconds: somebody sits before the terminal. */
const FIRST_PATIENCE_MS = 2_000;

const ALLOWED = 'allowed are the URL of a Weaviate (http://localhost:8080) and the folder of a store';

/**
 * Opens what SOURCE names: a live Weaviate, asked for its version at once, or the folder of a store that no server has open.
 * @throws ExportError FIELD_INVALID, CONFIGURATION_INVALID, WEAVIATE_*, STORE_*, or the signal's reason
 */
export async function openSource(
  text: string,
  { folder, environment, logger, signal }: Opening,
): Promise<Source> {
  if (/^https?:\/\//i.test(text)) return openWeaviate(text, environment, signal);
  if (text === '' || text.includes('\0') || text.includes('://'))
    throw new ExportError('FIELD_INVALID', ['SOURCE', text, ALLOWED]);
  return openStore(resolve(folder, text), text, logger);
}

async function openWeaviate(url: string, environment: Environment, signal: AbortSignal): Promise<Source> {
  const { createWeaviateSource, readWeaviateOptions } = await import('@weaviate-export/adapters-weaviate');
  const reader = new EnvironmentReader(environment);
  const options = readWeaviateOptions(reader, url);
  reader.assertValid();
  const db = createWeaviateSource({ ...options!, timing: { firstPatienceMs: FIRST_PATIENCE_MS } });
  try {
    await db.check(signal);
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
  return { db, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

async function openStore(path: string, text: string, logger: Logger): Promise<Source> {
  const { EmbeddedDBAdapter, EmbeddedStore, inspectStore } = await import('@weaviate-export/adapters-db');
  // Opening it would make one.
  const { state } = await inspectStore(path).catch((cause: Error) => {
    throw new ExportError('FIELD_INVALID', ['SOURCE', text, cause.message], { cause });
  });
  if (state === 'absent')
    throw new ExportError('FIELD_INVALID', ['SOURCE', text, `there is no store; ${ALLOWED}`]);
  const store = await EmbeddedStore.open({ path, logger });
  return { db: new EmbeddedDBAdapter(store), [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}
