import type { Environment } from '@weaviate-export/configuration';
import { type OpenSnapshotReader, type SharedExport, threadReader } from '@weaviate-export/usecases-export';
import { backendsOf } from './backends.ts';
import { type ExportAt, homeOf } from './place.ts';

/** How a thread finds an export. Plain JSON; it holds the environment's credentials. */
export interface SharedPlace {
  readonly named: ExportAt;
  readonly environment: Environment;
}

/** Opens an export on this thread, with a connection of its own to where it lies. */
export const openSnapshotReader: OpenSnapshotReader = async (options) => {
  const { place, classes } = options as SharedExport;
  const { named, environment } = place as SharedPlace;
  const backends = backendsOf(named.place, environment);
  const backend = await backends.backend(named.place.backend);
  return threadReader(backend, homeOf(named), classes, () => void backends[Symbol.asyncDispose]());
};
