import { type Environment } from '@weaviate-export/configuration';
import { BACKENDS, type BackendName, ExportError } from '@weaviate-export/entities-export';
import {
  silentMetrics,
  type Backend,
  type BackendProvider,
  type Metrics,
} from '@weaviate-export/usecases-export';
import { howToEnable, readBackendConfigs, type BackendConfigs } from './backend-configs.ts';
import { type CloudOptions } from './cloud/options.ts';

export interface EnvironmentBackendOptions {
  /** Environment variables by name, such as process.env. */
  readonly env: Environment;
  /** The folder of the filesystem backend, absolute. */
  readonly filesystemRoot: string;
  /** Told of uploads that are sent again; by default nobody is. */
  readonly metrics?: Pick<Metrics, 'uploadRetried'>;
}

/** A backend whose connections, where it has any, are ended with it. */
type OpenBackend = Backend & Partial<Disposable>;

/** How each backend is opened, its SDK loaded. */
const OPEN: {
  readonly [Name in BackendName]: (
    config: NonNullable<BackendConfigs[Name]>,
    options: CloudOptions,
  ) => Promise<OpenBackend>;
} = {
  filesystem: async ({ root }) => new (await import('./filesystem/backend.ts')).FilesystemBackend(root),
  s3: async (config, options) => new (await import('./s3/backend.ts')).S3Backend(config, options),
  gcs: async (config, options) => new (await import('./gcs/backend.ts')).GcsBackend(config, options),
  azure: async (config, options) => (await import('./azure/backend.ts')).AzureBackend.open(config, options),
};

/** The backends that the environment configures. Reads the configuration at once, and loads an SDK at its first use, or when told to. */
export class EnvironmentBackendProvider implements BackendProvider, AsyncDisposable {
  /** The backends that are on. */
  readonly configs: BackendConfigs;
  readonly #env: Environment;
  readonly #metrics: Pick<Metrics, 'uploadRetried'>;
  readonly #opened = new Map<BackendName, Promise<OpenBackend>>();

  /** @throws ExportError CONFIGURATION_INVALID, or an AggregateError of them where several values are bad */
  constructor({ env, filesystemRoot, metrics = silentMetrics }: EnvironmentBackendOptions) {
    this.configs = readBackendConfigs(env, filesystemRoot);
    this.#env = env;
    this.#metrics = metrics;
  }

  async backend(name: string): Promise<Backend> {
    const known = BACKENDS.find((backend) => backend === name);
    if (known === undefined) throw new ExportError('BACKEND_UNKNOWN', [name, BACKENDS]);
    const opened = this.#opened.get(known) ?? this.#open(known);
    this.#opened.set(known, opened);
    return await opened;
  }

  /**
   * Loads the SDKs of all backends that are on, one after another: to load one holds the thread for a hundred milliseconds and
   * more, which a host may want before it is asked for exports. A backend that fails says why when it is used.
   */
  async load(): Promise<void> {
    for (const name of BACKENDS)
      if (this.configs[name] !== null) await this.backend(name).catch(() => undefined);
  }

  /** Ends the connections of every backend that was used. */
  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.all(this.#opened.values());
    this.#opened.clear();
    for (const backend of opened) backend[Symbol.dispose]?.();
  }

  #open<Name extends BackendName>(name: Name): Promise<OpenBackend> {
    const config = this.configs[name];
    if (config === null)
      throw new ExportError('BACKEND_NOT_CONFIGURED', [name, howToEnable(name, this.#env)]);
    return OPEN[name](config, { onUploadRetry: () => this.#metrics.uploadRetried(name) });
  }
}
