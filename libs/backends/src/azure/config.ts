import { ExportError } from '@weaviate-export/entities-export';
import { ConfigurationProblems, type Environment } from '@weaviate-export/configuration';
import { AZURE_PARTS } from './parts.ts';

/** How to reach Azure Blob Storage. */
export interface AzureConfig {
  /** URL of the blob service, without a query and a slash at its end. */
  readonly endpoint: string;
  readonly credentials: AzureCredentials;
  /** Bytes sent at a time, more where a file needs it; absent: the backend's own. */
  readonly blockBytes?: number;
  /** Blocks of one file on their way at a time; absent: the backend's own. */
  readonly concurrency?: number;
}

export type AzureCredentials =
  | { readonly kind: 'key'; readonly account: string; readonly key: string }
  /** A shared access signature: the query of a URL, without the question mark. */
  | { readonly kind: 'sas'; readonly sas: string }
  /** The chain of `@azure/identity`: environment, workload and managed identity, Azure CLI and others. */
  | { readonly kind: 'default' };

/** Any one of them set configures the backend. */
const AZURE_VARIABLES = [
  'AZURE_STORAGE_CONNECTION_STRING',
  'AZURE_STORAGE_ACCOUNT',
  'AZURE_STORAGE_KEY',
] as const;

const SMALLEST_BLOCK_BYTES = 64 * 1024;
const MAX_CONCURRENCY = 64;

const ACCOUNT_NAME = /^[a-z0-9]{3,24}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Stands for a value that may hold a secret. */
const HIDDEN = '…';

/** What `UseDevelopmentStorage=true` stands for: Azure's emulator, with the account and key that are known to all. */
const EMULATOR: AzureConfig = {
  endpoint: 'http://127.0.0.1:10000/devstoreaccount1',
  credentials: {
    kind: 'key',
    account: 'devstoreaccount1',
    key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
  },
};

/**
 * The configuration that the environment holds, or null where none of AZURE_VARIABLES is set. An empty variable counts
 * as not set; a connection string counts before an account.
 * @throws ExportError CONFIGURATION_INVALID, or an AggregateError of them where several values are bad, also those of a
 *   backend that is not configured
 */
export function azureConfigFromEnvironment(environment: Environment): AzureConfig | null {
  const get = (name: string): string | undefined => environment[name] || undefined;
  const isOff = AZURE_VARIABLES.every((name) => get(name) === undefined);

  const problems = new ConfigurationProblems();
  const connectionString = get('AZURE_STORAGE_CONNECTION_STRING');
  const account = problems.attempt(() => {
    if (isOff) return undefined;
    return connectionString === undefined
      ? parseAccount(get('AZURE_STORAGE_ACCOUNT'), get('AZURE_STORAGE_KEY'))
      : parseConnectionString(connectionString);
  });
  const count = (variable: string, least: number, most: number): number | undefined =>
    problems.attempt(() => parseCount(variable, get(variable), least, most));
  const blockBytes = count('AZURE_BLOCK_SIZE', SMALLEST_BLOCK_BYTES, AZURE_PARTS.maxPartBytes);
  const concurrency = count('AZURE_CONCURRENCY', 1, MAX_CONCURRENCY);
  problems.throwIfAny();
  if (account === undefined) return null;
  return {
    ...account,
    ...(blockBytes !== undefined && { blockBytes }),
    ...(concurrency !== undefined && { concurrency }),
  };
}

function parseAccount(account: string | undefined, key: string | undefined): AzureConfig {
  const problems = new ConfigurationProblems();
  problems.attempt(() => {
    if (account === undefined)
      throw invalid('AZURE_STORAGE_ACCOUNT', '', 'it has to be set together with AZURE_STORAGE_KEY');
    if (!ACCOUNT_NAME.test(account))
      throw invalid('AZURE_STORAGE_ACCOUNT', account, 'allowed are 3 to 24 lower-case letters and digits');
  });
  problems.attempt(() => {
    if (key !== undefined && !BASE64.test(key))
      throw invalid('AZURE_STORAGE_KEY', HIDDEN, 'allowed is a key of the account, in base64');
  });
  problems.throwIfAny();
  return {
    endpoint: `https://${account}.blob.core.windows.net`,
    credentials: key === undefined ? { kind: 'default' } : { kind: 'key', account: account!, key },
  };
}

/** Connection strings as Azure's portal gives them: `Name=value` joined by `;`, the names in any case. */
function parseConnectionString(text: string): AzureConfig {
  const entries = text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => [beforeFirst(entry, '=').toLowerCase(), afterFirst(entry, '=')] as const);
  const values = new Map(entries);
  if (values.get('usedevelopmentstorage')?.toLowerCase() === 'true') return EMULATOR;

  const account = values.get('accountname');
  const key = values.get('accountkey');
  const sas = values.get('sharedaccesssignature')?.replace(/^\?/, '');
  const endpoint = endpointOf(values, account);
  if (endpoint === undefined)
    throw invalid(AZURE_VARIABLES[0], HIDDEN, 'it has to hold AccountName or an http(s) BlobEndpoint');
  if (account && key && BASE64.test(key)) return { endpoint, credentials: { kind: 'key', account, key } };
  if (sas) return { endpoint, credentials: { kind: 'sas', sas } };
  const allowed = 'it has to hold AccountName and AccountKey (in base64), or SharedAccessSignature';
  throw invalid(AZURE_VARIABLES[0], HIDDEN, allowed);
}

function endpointOf(values: ReadonlyMap<string, string>, account: string | undefined): string | undefined {
  const protocol = values.get('defaultendpointsprotocol') ?? 'https';
  const suffix = values.get('endpointsuffix') ?? 'core.windows.net';
  const text = values.get('blobendpoint') ?? (account && `${protocol}://${account}.blob.${suffix}`);
  const url = text && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username || url.search)
    return undefined;
  return url.href.replace(/\/$/, '');
}

function parseCount(
  variable: string,
  value: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (!/^\d+$/.test(value) || count < least || count > most)
    throw invalid(variable, value, `allowed are whole numbers from ${least} to ${most}`);
  return count;
}

function invalid(variable: string, value: string, allowed: string): ExportError {
  return new ExportError('CONFIGURATION_INVALID', [variable, value, allowed]);
}

function beforeFirst(text: string, mark: string): string {
  return text.slice(0, Math.max(0, text.indexOf(mark)));
}

function afterFirst(text: string, mark: string): string {
  return text.slice(text.indexOf(mark) + 1);
}
