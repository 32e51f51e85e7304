import { ExportError } from '@weaviate-export/entities-export';
import { type Backend, type BackendProvider } from '@weaviate-export/usecases-export';
import { FilesystemBackend } from './filesystem/filesystem-backend.ts';
import { s3ConfigFromEnvironment, type Environment, type S3Config } from './s3/s3-config.ts';

const BACKENDS = ['filesystem', 's3', 'gcs', 'azure'] as const;
type BackendName = (typeof BACKENDS)[number];

const S3_HINT =
  'set AWS_REGION (or BACKUP_S3_ENDPOINT for another store than Amazon S3), ' +
  'and AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY unless the server has a role';
const LATER_HINT = 'this version does not have it yet';

export interface EnvironmentBackendOptions {
  /** Environment variables by name, such as process.env. */
  readonly env: Environment;
  /** The folder of the filesystem backend, absolute. */
  readonly filesystemRoot: string;
}

/** The backends that the environment configures. Reads the configuration at once, and loads an SDK at its first use. */
export class EnvironmentBackendProvider implements BackendProvider, AsyncDisposable {
  readonly #filesystem: FilesystemBackend;
  readonly #s3Config: S3Config | null;
  #s3: Promise<Backend & Disposable> | undefined;

  /** @throws ExportError CONFIGURATION_INVALID */
  constructor({ env, filesystemRoot }: EnvironmentBackendOptions) {
    this.#filesystem = new FilesystemBackend(filesystemRoot);
    this.#s3Config = s3ConfigFromEnvironment(env);
  }

  async backend(name: string): Promise<Backend> {
    if (!isBackendName(name)) throw new ExportError('BACKEND_UNKNOWN', [name, BACKENDS]);
    switch (name) {
      case 'filesystem':
        return this.#filesystem;
      case 's3':
        if (this.#s3Config === null) throw new ExportError('BACKEND_NOT_CONFIGURED', [name, S3_HINT]);
        return await (this.#s3 ??= openS3(this.#s3Config));
      default:
        throw new ExportError('BACKEND_NOT_CONFIGURED', [name, LATER_HINT]);
    }
  }

  /** Ends the connections of every backend that was used. */
  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#s3)?.[Symbol.dispose]();
    this.#s3 = undefined;
  }
}

async function openS3(config: S3Config): Promise<Backend & Disposable> {
  const { S3Backend } = await import('./s3/s3-backend.ts');
  return new S3Backend(config);
}

function isBackendName(name: string): name is BackendName {
  return (BACKENDS as readonly string[]).includes(name);
}
