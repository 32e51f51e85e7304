import { createWeaviateSource, readWeaviateOptions } from '@weaviate-export/adapters-weaviate';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import { EnvironmentReader } from '@weaviate-export/configuration';
import { type Authorizer, createScheduler } from '@weaviate-export/usecases-export';
import { runAsChild } from '../../engine/child-program.ts';
import { measured } from '../measured.ts';
import type { ReadMeasurement, ReadOrder } from '../order.ts';

/** Far above what the slowest machine needs, so that a run that hangs ends. */
const DEADLINE_MS = 30 * 60_000;
const EXPORT = { backend: 'filesystem', id: 'bench' } as const;

const everybody: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

/** The program of one export by this project, from a live Weaviate to a file, with as many threads as by default. */
await runAsChild(({ className, output }: ReadOrder): Promise<ReadMeasurement> =>
  measured(async () => {
    const reader = new EnvironmentReader(process.env);
    await using db = createWeaviateSource(readWeaviateOptions(reader)!);
    await using backends = new EnvironmentBackendProvider({ env: {}, filesystemRoot: output });
    await using scheduler = createScheduler({ authorizer: everybody, db, backends });
    await scheduler.export(null, EXPORT.backend, { id: EXPORT.id, include: [className] });
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    const ended = await scheduler.finished(null, EXPORT.backend, EXPORT.id, {}, deadline);
    if (ended.status !== 'SUCCESS') throw new Error(`the export ended ${ended.status}: ${ended.error}`);
    return ended.progress[className]!.objectsExported;
  }),
);
