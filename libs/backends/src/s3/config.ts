import { type Environment, EnvironmentReader } from '@weaviate-export/configuration';

/** How to reach S3, or a store that speaks its protocol. */
export interface S3Config {
  /** URL of a store other than Amazon's; absent for Amazon S3 itself. */
  readonly endpoint?: string;
  /** Absent: the SDK looks where it always does. */
  readonly region?: string;
  /** Absent: the SDK's own chain (profile files, web identity, instance and container roles). */
  readonly credentials?: S3Credentials;
  /** Absent: requests are signed with the credentials themselves. */
  readonly role?: S3Role;
}

/** A role that exports assume by way of AWS STS, with the credentials as those of its caller. */
export interface S3Role {
  readonly arn: string;
  /** What the role's trust policy may ask for. */
  readonly externalId?: string;
  /** Names the session in the audit log. */
  readonly sessionName: string;
  /** URL of an STS other than the region's own. */
  readonly stsEndpoint?: string;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Any one of them set configures the backend. */
export const S3_VARIABLES = [
  'BACKUP_S3_ENDPOINT',
  'BACKUP_S3_USE_SSL',
  'AWS_ENDPOINT_URL_S3',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'EXPORT_S3_ROLE_ARN',
] as const;

const ROLE_VARIABLES = [
  'EXPORT_S3_EXTERNAL_ID',
  'EXPORT_S3_STS_ENDPOINT',
  'EXPORT_S3_ROLE_SESSION_NAME',
] as const;
const DEFAULT_SESSION_NAME = 'weaviate-export';
const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/\S+$/;
/** What STS takes as the name of a session. */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** Requests to another store than Amazon's have to be signed for some region; nearly all take this one. */
const DEFAULT_REGION = 'us-east-1';

/** Amazon's address for all regions, which deployments name explicitly; the SDK knows each region's own. */
const AMAZON = 's3.amazonaws.com';

/**
 * The configuration that the environment holds, or null where none of S3_VARIABLES is set. An empty variable counts as
 * not set.
 * @throws ExportError CONFIGURATION_INVALID, or an AggregateError of them where several values are bad, also those of a
 *   backend that is not configured
 */
export function s3ConfigFromEnvironment(environment: Environment): S3Config | null {
  const env = new EnvironmentReader(environment);
  const isOff = S3_VARIABLES.every((name) => env.text(name) === undefined);
  const useSsl = env.boolean('BACKUP_S3_USE_SSL', true);
  const hasHost = env.text('BACKUP_S3_ENDPOINT') !== undefined;
  const endpoint = hasHost ? readHost(env, useSsl) : readUrl(env, 'AWS_ENDPOINT_URL_S3');
  const region =
    env.text('AWS_REGION') ??
    env.text('AWS_DEFAULT_REGION') ??
    (endpoint === undefined ? undefined : DEFAULT_REGION);
  const credentials = readCredentials(env);
  const role = readRole(env, isOff);
  env.assertValid();
  if (isOff) return null;
  return {
    ...(endpoint !== undefined && new URL(endpoint).host !== AMAZON && { endpoint }),
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
    ...(role !== undefined && { role }),
  };
}

function readRole(env: EnvironmentReader, isOff: boolean): S3Role | undefined {
  const arn = env.text('EXPORT_S3_ROLE_ARN');
  const alone = ROLE_VARIABLES.find((name) => env.text(name) !== undefined);
  if (arn === undefined && alone !== undefined && !isOff)
    env.reject('EXPORT_S3_ROLE_ARN', '', `it has to be set together with ${alone}`);
  env.parsed(
    'EXPORT_S3_ROLE_ARN',
    (value) => (ROLE_ARN.test(value) ? value : undefined),
    'allowed is the ARN of a role, such as arn:aws:iam::123456789012:role/exports',
  );
  const sessionName = env.parsed(
    'EXPORT_S3_ROLE_SESSION_NAME',
    (value) => (SESSION_NAME.test(value) ? value : undefined),
    'allowed are 2 to 64 letters, digits and _+=,.@-',
  );
  const stsEndpoint = readUrl(env, 'EXPORT_S3_STS_ENDPOINT');
  const externalId = env.text('EXPORT_S3_EXTERNAL_ID');
  if (arn === undefined) return undefined;
  return {
    arn,
    sessionName: sessionName ?? DEFAULT_SESSION_NAME,
    ...(externalId !== undefined && { externalId }),
    ...(stsEndpoint !== undefined && { stsEndpoint }),
  };
}

function readHost(env: EnvironmentReader, useSsl: boolean): string | undefined {
  const value = env.text('BACKUP_S3_ENDPOINT') ?? '';
  const url = URL.canParse(`http://${value}`) ? new URL(`http://${value}`) : undefined;
  // Of a bare host, parsing loses nothing but the letters' case and the port that is http's own.
  if (url !== undefined && [url.host, `${url.host}:80`].includes(value.toLowerCase()))
    return `${useSsl ? 'https' : 'http'}://${value}`;
  const allowed =
    'allowed is host or host:port, without a scheme (BACKUP_S3_USE_SSL chooses it) and without a path';
  env.reject('BACKUP_S3_ENDPOINT', withoutUserInfo(value), allowed);
  return undefined;
}

function readUrl(env: EnvironmentReader, variable: string): string | undefined {
  const value = env.text(variable);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url !== undefined && url.username === '' && url.password === '' && url.search === '';
  if (isPlain && ['http:', 'https:'].includes(url.protocol)) return value;
  const allowed = 'allowed is an http or https URL without credentials and query';
  env.reject(variable, withoutUserInfo(value), allowed);
  return undefined;
}

/** A value that may be shown: a URL may hold a password before its @. */
function withoutUserInfo(value: string): string {
  return value.replace(/^(.*:\/\/)?.*@/, '$1…@');
}

function readCredentials(env: EnvironmentReader): S3Credentials | undefined {
  const accessKeyId = env.text('AWS_ACCESS_KEY_ID') ?? env.text('AWS_ACCESS_KEY');
  const secretAccessKey = env.text('AWS_SECRET_ACCESS_KEY') ?? env.text('AWS_SECRET_KEY');
  const sessionToken = env.text('AWS_SESSION_TOKEN');
  const alone = (missing: string, present: string): undefined =>
    void env.reject(missing, '', `it has to be set together with ${present}`);
  if (accessKeyId === undefined)
    return secretAccessKey === undefined ? undefined : alone('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
  if (secretAccessKey === undefined) return alone('AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID');
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}
