import { ExportError } from '@weaviate-export/entities-export';
import {
  silentMetrics,
  type Backend,
  type BackendProvider,
  type Metrics,
} from '@weaviate-export/usecases-export';
import { azureConfigFromEnvironment, type AzureConfig } from './azure/azure-config.ts';
import { FilesystemBackend } from './filesystem/filesystem-backend.ts';
import { gcsConfigFromEnvironment, type GcsConfig } from './gcs/gcs-config.ts';
import { type Environment } from './environment.ts';
import { s3ConfigFromEnvironment, type S3Config } from './s3/s3-config.ts';
import { type OnUploadRetry } from './upload-retry.ts';

const BACKENDS = ['filesystem', 's3', 'gcs', 'azure'] as const;
type BackendName = (typeof BACKENDS)[number];

interface ConnectionOptions {
  readonly onUploadRetry: OnUploadRetry;
}

const S3_HINT =
  'set AWS_REGION (or BACKUP_S3_ENDPOINT for another store than Amazon S3), ' +
  'and AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY unless the server has a role';

const GCS_HINT =
  'set GOOGLE_APPLICATION_CREDENTIALS to the path of a key file, or GOOGLE_CLOUD_PROJECT where the server has an identity ' +
  '(or GCLOUD_PROJECT, GCP_PROJECT; STORAGE_EMULATOR_HOST for an emulator, BACKUP_GCS_USE_AUTH=false for no credentials)';

const AZURE_HINT =
  'set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT, with AZURE_STORAGE_KEY unless the server has an identity';

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
  readonly #metrics: Pick<Metrics, 'uploadRetried'>;
  readonly #filesystem: FilesystemBackend;
  readonly #s3Config: S3Config | null;
  readonly #gcsConfig: GcsConfig | null;
  readonly #azureConfig: AzureConfig | null;
  #s3: Promise<Backend & Disposable> | undefined;
  #gcs: Promise<Backend> | undefined;
  #azure: Promise<Backend & Disposable> | undefined;

  /** @throws ExportError CONFIGURATION_INVALID */
  constructor({ env, filesystemRoot, metrics = silentMetrics }: EnvironmentBackendOptions) {
    this.#metrics = metrics;
    this.#filesystem = new FilesystemBackend(filesystemRoot);
    this.#s3Config = s3ConfigFromEnvironment(env);
    this.#gcsConfig = gcsConfigFromEnvironment(env);
    this.#azureConfig = azureConfigFromEnvironment(env);
  }

  async backend(name: string): Promise<Backend> {
    if (!isBackendName(name)) throw new ExportError('BACKEND_UNKNOWN', [name, BACKENDS]);
    switch (name) {
      case 'filesystem':
        return this.#filesystem;
      case 's3':
        if (this.#s3Config === null) throw new ExportError('BACKEND_NOT_CONFIGURED', [name, S3_HINT]);
        return await (this.#s3 ??= openS3(this.#s3Config, this.#connectionOptions(name)));
      case 'gcs':
        if (this.#gcsConfig === null) throw new ExportError('BACKEND_NOT_CONFIGURED', [name, GCS_HINT]);
        return await (this.#gcs ??= openGcs(this.#gcsConfig, this.#connectionOptions(name)));
      case 'azure':
        if (this.#azureConfig === null) throw new ExportError('BACKEND_NOT_CONFIGURED', [name, AZURE_HINT]);
        return await (this.#azure ??= openAzure(this.#azureConfig, this.#connectionOptions(name)));
    }
  }

  /** Ends the connections of every backend that was used. */
  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#s3)?.[Symbol.dispose]();
    this.#s3 = undefined;
    (await this.#azure)?.[Symbol.dispose]();
    this.#azure = undefined;
  }

  #connectionOptions(name: BackendName): ConnectionOptions {
    return { onUploadRetry: () => this.#metrics.uploadRetried(name) };
  }
}

async function openS3(config: S3Config, options: ConnectionOptions): Promise<Backend & Disposable> {
  const { S3Backend } = await import('./s3/s3-backend.ts');
  return new S3Backend(config, options);
}

async function openGcs(config: GcsConfig, options: ConnectionOptions): Promise<Backend> {
  const { GcsBackend } = await import('./gcs/gcs-backend.ts');
  return new GcsBackend(config, options);
}

async function openAzure(config: AzureConfig, options: ConnectionOptions): Promise<Backend & Disposable> {
  const { AzureBackend } = await import('./azure/azure-backend.ts');
  return await AzureBackend.open(config, options);
}

function isBackendName(name: string): name is BackendName {
  return (BACKENDS as readonly string[]).includes(name);
}
