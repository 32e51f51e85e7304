import { type BackendName } from '@weaviate-export/entities-export';
import { type Backend } from '@weaviate-export/usecases-export';
import { type BackendFixture } from './conformance/index.ts';
import { EnvironmentBackendProvider } from './environment-backend-provider.ts';

/** Tells a process of its own which backend it is to open. */
const NAME = 'BACKEND_ELSEWHERE';

/** How a process of its own opens the backend of that name, by the environment that configures it. */
export function elsewhere(
  name: BackendName,
  env: Readonly<Record<string, string | undefined>>,
): NonNullable<BackendFixture['elsewhere']> {
  return { module: import.meta.url, env: { ...env, [NAME]: name } };
}

/** The backend that the environment of this process names. */
export async function openBackend(): Promise<Backend> {
  const { env } = process;
  return await new EnvironmentBackendProvider({ env, filesystemRoot: '/' }).backend(env[NAME] ?? '');
}
