import { type Environment, EnvironmentReader } from '@weaviate-export/configuration';

/** How to reach Google Cloud Storage, or an emulator of it. */
export interface GcsConfig {
  /** URL of an emulator, without a path; absent for Google's own service. */
  readonly endpoint?: string;
  /** Absent: the SDK looks where it always does, which for credentials of workload identity federation is a service. */
  readonly projectId?: string;
  /**
   * Requests carry no credentials, and the SDK looks for none. Else its own chain gives them, which begins with
   * GOOGLE_APPLICATION_CREDENTIALS of the process.
   */
  readonly anonymous: boolean;
}

/** Any one of them set configures the backend. */
export const GCS_VARIABLES = [
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_CLOUD_PROJECT',
  'GCLOUD_PROJECT',
  'GCP_PROJECT',
  'BACKUP_GCS_USE_AUTH',
  'STORAGE_EMULATOR_HOST',
] as const;

/**
 * The configuration that the environment holds, or null where none of GCS_VARIABLES is set. An empty variable counts as
 * not set.
 * @throws ExportError CONFIGURATION_INVALID, or an AggregateError of them where several values are bad
 */
export function gcsConfigFromEnvironment(environment: Environment): GcsConfig | null {
  const env = new EnvironmentReader(environment);
  if (GCS_VARIABLES.every((name) => env.text(name) === undefined)) return null;
  const usesAuth = env.boolean('BACKUP_GCS_USE_AUTH', true);
  const emulator = env.text('STORAGE_EMULATOR_HOST');
  const endpoint = emulator === undefined ? undefined : originOf(emulator);
  if (emulator !== undefined && endpoint === undefined)
    env.reject(
      'STORAGE_EMULATOR_HOST',
      emulator.replace(/^(.*:\/\/)?.*@/, '$1…@'),
      'allowed is http://host:port, without a path and without credentials',
    );
  env.assertValid();
  const projectId = env.text('GOOGLE_CLOUD_PROJECT') ?? env.text('GCLOUD_PROJECT') ?? env.text('GCP_PROJECT');
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(projectId !== undefined && { projectId }),
    // As in Google's own clients: an emulator is sent no credentials.
    anonymous: !usesAuth || emulator !== undefined,
  };
}

/** Of a URL, or of host and port alone, which Google's clients in other languages take. */
function originOf(value: string): string | undefined {
  const text = /^https?:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Whatever else a URL may have, such as a path or credentials, makes it longer than its origin.
  const isBare = url !== undefined && url.href === `${url.origin}/` && !/[?#]/.test(value);
  return isBare ? url.origin : undefined;
}
