import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import type { Environment } from '@weaviate-export/configuration';
import type { Place } from './place.ts';

/** The backends that the environment configures, the folder of a place in it; which of them are on, the place alone says. */
export function backendsOf(place: Place, environment: Environment): EnvironmentBackendProvider {
  const filesystemRoot = place.backend === 'filesystem' ? place.folder : '/';
  return new EnvironmentBackendProvider({
    env: { ...environment, ENABLE_MODULES: undefined },
    filesystemRoot,
  });
}
