import { ExportError } from '@weaviate-export/entities-export';
import { ConfigurationProblems, parseFlag, type Environment } from '@weaviate-export/configuration';

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
  const get = (name: (typeof S3_VARIABLES)[number]): string | undefined => environment[name] || undefined;
  const isOff = S3_VARIABLES.every((name) => get(name) === undefined);

  const problems = new ConfigurationProblems();
  const useSsl = problems.attempt(() => parseFlag('BACKUP_S3_USE_SSL', get('BACKUP_S3_USE_SSL') ?? 'true'));
  const host = get('BACKUP_S3_ENDPOINT');
  const url = get('AWS_ENDPOINT_URL_S3');
  const endpoint = problems.attempt(() =>
    host === undefined ? url && parseUrl('AWS_ENDPOINT_URL_S3', url) : parseHost(host, useSsl ?? true),
  );
  const region =
    get('AWS_REGION') ?? get('AWS_DEFAULT_REGION') ?? (endpoint === undefined ? undefined : DEFAULT_REGION);
  const credentials = problems.attempt(() =>
    parseCredentials(
      get('AWS_ACCESS_KEY_ID') ?? get('AWS_ACCESS_KEY'),
      get('AWS_SECRET_ACCESS_KEY') ?? get('AWS_SECRET_KEY'),
      environment['AWS_SESSION_TOKEN'] || undefined,
    ),
  );
  const role = problems.attempt(() => parseRole(environment, isOff));
  problems.throwIfAny();
  if (isOff) return null;
  return {
    ...(endpoint !== undefined && new URL(endpoint).host !== AMAZON && { endpoint }),
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
    ...(role !== undefined && { role }),
  };
}

function parseRole(environment: Environment, isOff: boolean): S3Role | undefined {
  const get = (name: (typeof ROLE_VARIABLES)[number]): string | undefined => environment[name] || undefined;
  const arn = environment['EXPORT_S3_ROLE_ARN'] || undefined;
  const problems = new ConfigurationProblems();
  const externalId = get('EXPORT_S3_EXTERNAL_ID');
  const stsUrl = get('EXPORT_S3_STS_ENDPOINT');
  problems.attempt(() => {
    const alone = ROLE_VARIABLES.find((name) => get(name) !== undefined);
    const allowed =
      arn === undefined
        ? `it has to be set together with ${alone}`
        : 'allowed is the ARN of a role, such as arn:aws:iam::123456789012:role/exports';
    if (arn === undefined ? alone !== undefined && !isOff : !ROLE_ARN.test(arn))
      throw new ExportError('CONFIGURATION_INVALID', ['EXPORT_S3_ROLE_ARN', arn ?? '', allowed]);
  });
  const sessionName = get('EXPORT_S3_ROLE_SESSION_NAME') ?? DEFAULT_SESSION_NAME;
  problems.attempt(() => {
    const allowed = 'allowed are 2 to 64 letters, digits and _+=,.@-';
    if (!SESSION_NAME.test(sessionName))
      throw new ExportError('CONFIGURATION_INVALID', ['EXPORT_S3_ROLE_SESSION_NAME', sessionName, allowed]);
  });
  const stsEndpoint = problems.attempt(() => stsUrl && parseUrl('EXPORT_S3_STS_ENDPOINT', stsUrl));
  problems.throwIfAny();
  if (arn === undefined) return undefined;
  return {
    arn,
    sessionName,
    ...(externalId !== undefined && { externalId }),
    ...(stsEndpoint !== undefined && { stsEndpoint }),
  };
}

function parseHost(value: string, useSsl: boolean): string {
  const url = URL.canParse(`http://${value}`) ? new URL(`http://${value}`) : undefined;
  // Of a bare host, parsing loses nothing but the letters' case and the port that is http's own.
  const isBare = url !== undefined && [url.host, `${url.host}:80`].includes(value.toLowerCase());
  if (!isBare)
    throw new ExportError('CONFIGURATION_INVALID', [
      'BACKUP_S3_ENDPOINT',
      withoutUserInfo(value),
      'allowed is host or host:port, without a scheme (BACKUP_S3_USE_SSL chooses it) and without a path',
    ]);
  return `${useSsl ? 'https' : 'http'}://${value}`;
}

function parseUrl(variable: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url !== undefined && url.username === '' && url.password === '' && url.search === '';
  if (!isPlain || !['http:', 'https:'].includes(url.protocol))
    throw new ExportError('CONFIGURATION_INVALID', [
      variable,
      withoutUserInfo(value),
      'allowed is an http or https URL without credentials and query',
    ]);
  return value;
}

/** A value that may be shown: a URL may hold a password before its @. */
function withoutUserInfo(value: string): string {
  return value.replace(/^(.*:\/\/)?.*@/, '$1…@');
}

function parseCredentials(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
  sessionToken: string | undefined,
): S3Credentials | undefined {
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (secretAccessKey === undefined)
    throw new ExportError('CONFIGURATION_INVALID', [
      'AWS_SECRET_ACCESS_KEY',
      '',
      'it has to be set together with AWS_ACCESS_KEY_ID',
    ]);
  if (accessKeyId === undefined)
    throw new ExportError('CONFIGURATION_INVALID', [
      'AWS_ACCESS_KEY_ID',
      '',
      'it has to be set together with AWS_SECRET_ACCESS_KEY',
    ]);
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}
