import {
  BACKENDS,
  type BackendName,
  ExportError,
  isExportError,
  MODULES,
} from '@weaviate-export/entities-export';
import { azureConfigFromEnvironment, type AzureConfig } from './azure/config.ts';
import { ConfigurationProblems, type Environment } from '@weaviate-export/configuration';
import { gcsConfigFromEnvironment, type GcsConfig } from './gcs/config.ts';
import { s3ConfigFromEnvironment, type S3Config } from './s3/config.ts';

/** What to set for a backend that is not configured. */
const CONFIGURE: Readonly<Record<Exclude<BackendName, 'filesystem'>, string>> = {
  s3:
    'set AWS_REGION (or BACKUP_S3_ENDPOINT for another store than Amazon S3), ' +
    'and AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY unless the server has a role',
  gcs:
    'set GOOGLE_APPLICATION_CREDENTIALS to the path of a key file, or GOOGLE_CLOUD_PROJECT where the server has an identity ' +
    '(or GCLOUD_PROJECT, GCP_PROJECT; STORAGE_EMULATOR_HOST for an emulator, BACKUP_GCS_USE_AUTH=false for no credentials)',
  azure:
    'set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT, with AZURE_STORAGE_KEY unless the server has an identity',
};

/** The backends that are on, each as the environment configures it; null is one that is off. */
export interface BackendConfigs {
  readonly filesystem: { readonly root: string } | null;
  readonly s3: S3Config | null;
  readonly gcs: GcsConfig | null;
  readonly azure: AzureConfig | null;
}

/**
 * Reads which backends are on: those that ENABLE_MODULES names, or every configured one where it is not set. Of a
 * backend that is off, what is set has to be allowed all the same, but nothing has to be set.
 * @throws ExportError CONFIGURATION_INVALID, or an AggregateError of them where several values are bad
 */
export function readBackendConfigs(env: Environment, filesystemRoot: string): BackendConfigs {
  const problems = new ConfigurationProblems();
  const enabled = problems.attempt(() => enabledBackends(env));
  const read = <Config>(name: BackendName, fromEnvironment: () => Config | null): Config | null =>
    problems.attempt(() => {
      if (enabled !== undefined && !enabled.includes(name)) {
        unlessMissing(fromEnvironment);
        return null;
      }
      const config = fromEnvironment();
      if (config === null && name !== 'filesystem' && enabled !== undefined)
        throw new ExportError('CONFIGURATION_INVALID', [
          'ENABLE_MODULES',
          env['ENABLE_MODULES'] ?? '',
          `${MODULES[name]} is not configured: ${CONFIGURE[name]}`,
        ]);
      return config;
    }) ?? null;
  const configs: BackendConfigs = {
    filesystem: read('filesystem', () => ({ root: filesystemRoot })),
    s3: read('s3', () => s3ConfigFromEnvironment(env)),
    gcs: read('gcs', () => gcsConfigFromEnvironment(env)),
    azure: read('azure', () => azureConfigFromEnvironment(env)),
  };
  problems.throwIfAny();
  return configs;
}

/** Throws what `read` does, but for variables that should be set and are not. */
function unlessMissing(read: () => unknown): void {
  const problems = new ConfigurationProblems();
  try {
    read();
  } catch (error) {
    const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
    for (const one of errors) {
      if (!isExportError(one, 'CONFIGURATION_INVALID')) throw error;
      const [, value] = one.args;
      if (value !== '') problems.add(one);
    }
  }
  problems.throwIfAny();
}

/** What to do about a backend that is off. */
export function howToEnable(name: BackendName, env: Environment): string {
  const isLeftOut = enabledBackends(env)?.includes(name) === false;
  const add = `add ${MODULES[name]} to ENABLE_MODULES`;
  // Where the filesystem is off, that alone can be why: it needs no configuration.
  if (name === 'filesystem') return add;
  return isLeftOut ? `${add}, and ${CONFIGURE[name]}` : CONFIGURE[name];
}

/** The backends that ENABLE_MODULES names; undefined where it is not set. */
function enabledBackends(env: Environment): BackendName[] | undefined {
  const text = env['ENABLE_MODULES']?.trim();
  if (!text) return undefined;
  return text.split(',').map((part) => {
    const name = BACKENDS.find((backend) => MODULES[backend] === part.trim());
    if (name === undefined) {
      const allowed = `allowed are ${Object.values(MODULES).join(', ')}, joined by commas`;
      throw new ExportError('CONFIGURATION_INVALID', ['ENABLE_MODULES', text, allowed]);
    }
    return name;
  });
}
