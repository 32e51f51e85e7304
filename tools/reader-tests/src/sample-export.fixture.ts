import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import { cutRanges, sizeOf } from '@weaviate-export/entities-export';
import {
  createScheduler,
  type Authorizer,
  type DBAdapter,
  type ExportRequest,
} from '@weaviate-export/usecases-export';
import { SAMPLES, type SampleClass } from './sample-classes.fixture.ts';

const DEADLINE_MS = 60_000;

const everyone: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

const source: DBAdapter = {
  listClasses: async () => SAMPLES.map(({ definition }) => definition.class),
  openSnapshot: async () => ({
    consistency: 'snapshot',
    classes: SAMPLES.map(({ definition, dimensions, objects }) => ({
      name: definition.class,
      definition,
      dimensions,
      shards: [{ name: 'all', objects: objects.length }],
    })),
    cut: ({ class: name }, limits) =>
      cutRanges(
        sampleOf(name).objects.map((object) => ({ id: object.id, bytes: sizeOf(object) })),
        limits,
      ),
    scan: ({ class: name }, { first, last }) =>
      sampleOf(name).objects.filter(({ id }) => id >= first && id <= last),
    [Symbol.asyncDispose]: async () => undefined,
  }),
};

const sampleOf = (name: string): SampleClass => SAMPLES.find(({ definition }) => definition.class === name)!;

/** Exports of the sample classes, each with settings of its own, in a folder that is removed with it. */
export class SampleExports implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async write(
    configs: Readonly<Record<string, NonNullable<ExportRequest['config']>>>,
  ): Promise<SampleExports> {
    const folder = await mkdtemp(join(tmpdir(), 'reader-tests-'));
    await using backends = new EnvironmentBackendProvider({ env: {}, filesystemRoot: folder });
    await using scheduler = createScheduler({ authorizer: everyone, db: source, backends });
    for (const [id, config] of Object.entries(configs)) {
      await scheduler.export(null, 'filesystem', { id, config });
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const { status, error } = await scheduler.finished(null, 'filesystem', id, {}, signal);
      if (status !== 'SUCCESS') throw new Error(`${id}: ${error}`);
    }
    return new SampleExports(folder);
  }

  /** The file of a class in the export with the id. */
  path(id: string, className: string): string {
    return join(this.#folder, id, `${className}.parquet`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
