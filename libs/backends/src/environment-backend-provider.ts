import { ExportError } from '@weaviate-export/entities-export';
import {
  silentMetrics,
  type Backend,
  type BackendProvider,
  type Metrics,
} from '@weaviate-export/usecases-export';
import { type AzureConfig } from './azure/config.ts';
import {
  BACKENDS,
  howToEnable,
  readBackendConfigs,
  type BackendConfigs,
  type BackendName,
} from './backend-configs.ts';
import { FilesystemBackend } from './filesystem/backend.ts';
import { type GcsConfig } from './gcs/config.ts';
import { type Environment } from '@weaviate-export/configuration';
import { type S3Config } from './s3/config.ts';
import { type CloudOptions } from './cloud/options.ts';

export interface EnvironmentBackendOptions {
  /** Environment variables by name, such as process.env. */
  readonly env: Environment;
  /** The folder of the filesystem backend, absolute. */
  readonly filesystemRoot: string;
  /** Told of uploads that are sent again; by default nobody is. */
  readonly metrics?: Pick<Metrics, 'uploadRetried'>;
}

/** The backends that the environment configures. Reads the configuration at once, and loads an SDK at its first use. */
export class EnvironmentBackendProvider implements BackendProvider, AsyncDisposable {
  /** The backends that are on. */
  readonly configs: BackendConfigs;
  readonly #env: Environment;
  readonly #metrics: Pick<Metrics, 'uploadRetried'>;
  readonly #filesystem: FilesystemBackend;
  #s3: Promise<Backend & Disposable> | undefined;
  #gcs: Promise<Backend> | undefined;
  #azure: Promise<Backend & Disposable> | undefined;

  /** @throws ExportError CONFIGURATION_INVALID, or an AggregateError of them where several values are bad */
  constructor({ env, filesystemRoot, metrics = silentMetrics }: EnvironmentBackendOptions) {
    this.configs = readBackendConfigs(env, filesystemRoot);
    this.#env = env;
    this.#metrics = metrics;
    this.#filesystem = new FilesystemBackend(filesystemRoot);
  }

  async backend(name: string): Promise<Backend> {
    if (!isBackendName(name)) throw new ExportError('BACKEND_UNKNOWN', [name, BACKENDS]);
    switch (name) {
      case 'filesystem':
        this.#configOf(name);
        return this.#filesystem;
      case 's3':
        return await (this.#s3 ??= openS3(this.#configOf(name), this.#connectionOptions(name)));
      case 'gcs':
        return await (this.#gcs ??= openGcs(this.#configOf(name), this.#connectionOptions(name)));
      case 'azure':
        return await (this.#azure ??= openAzure(this.#configOf(name), this.#connectionOptions(name)));
    }
  }

  /** Ends the connections of every backend that was used. */
  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#s3)?.[Symbol.dispose]();
    this.#s3 = undefined;
    (await this.#azure)?.[Symbol.dispose]();
    this.#azure = undefined;
  }

  #configOf<Name extends BackendName>(name: Name): NonNullable<BackendConfigs[Name]> {
    const config = this.configs[name];
    if (config === null)
      throw new ExportError('BACKEND_NOT_CONFIGURED', [name, howToEnable(name, this.#env)]);
    return config;
  }

  #connectionOptions(name: BackendName): CloudOptions {
    return { onUploadRetry: () => this.#metrics.uploadRetried(name) };
  }
}

async function openS3(config: S3Config, options: CloudOptions): Promise<Backend & Disposable> {
  const { S3Backend } = await import('./s3/backend.ts');
  return new S3Backend(config, options);
}

async function openGcs(config: GcsConfig, options: CloudOptions): Promise<Backend> {
  const { GcsBackend } = await import('./gcs/backend.ts');
  return new GcsBackend(config, options);
}

async function openAzure(config: AzureConfig, options: CloudOptions): Promise<Backend & Disposable> {
  const { AzureBackend } = await import('./azure/backend.ts');
  return await AzureBackend.open(config, options);
}

function isBackendName(name: string): name is BackendName {
  return (BACKENDS as readonly string[]).includes(name);
}
