import { type Environment, EnvironmentReader } from '@weaviate-export/configuration';
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
  const env = new EnvironmentReader(environment);
  const isOff = AZURE_VARIABLES.every((name) => env.text(name) === undefined);
  const connectionString = env.text('AZURE_STORAGE_CONNECTION_STRING');
  const account =
    connectionString === undefined ? readAccount(env, isOff) : readConnectionString(env, connectionString);
  const count = (variable: string, min: number, max: number): number | undefined =>
    env.text(variable) === undefined ? undefined : env.integer(variable, min, { min, max });
  const blockBytes = count('AZURE_BLOCK_SIZE', SMALLEST_BLOCK_BYTES, AZURE_PARTS.maxPartBytes);
  const concurrency = count('AZURE_CONCURRENCY', 1, MAX_CONCURRENCY);
  env.assertValid();
  if (account === undefined) return null;
  return {
    ...account,
    ...(blockBytes !== undefined && { blockBytes }),
    ...(concurrency !== undefined && { concurrency }),
  };
}

function readAccount(env: EnvironmentReader, isOff: boolean): AzureConfig | undefined {
  if (isOff) return undefined;
  const account = env.text('AZURE_STORAGE_ACCOUNT');
  const key = env.text('AZURE_STORAGE_KEY');
  if (account === undefined)
    env.reject('AZURE_STORAGE_ACCOUNT', '', 'it has to be set together with AZURE_STORAGE_KEY');
  else if (!ACCOUNT_NAME.test(account))
    env.reject('AZURE_STORAGE_ACCOUNT', account, 'allowed are 3 to 24 lower-case letters and digits');
  if (key !== undefined && !BASE64.test(key))
    env.reject('AZURE_STORAGE_KEY', HIDDEN, 'allowed is a key of the account, in base64');
  return {
    endpoint: `https://${account}.blob.core.windows.net`,
    credentials: key === undefined ? { kind: 'default' } : { kind: 'key', account: account ?? '', key },
  };
}

/** Connection strings as Azure's portal gives them: `Name=value` joined by `;`, the names in any case. */
function readConnectionString(env: EnvironmentReader, text: string): AzureConfig | undefined {
  const entries = text
    .split(';')
    .map((entry) => /^\s*([^=]*)=?(.*?)\s*$/s.exec(entry) ?? ['', '', ''])
    .map(([, name = '', value = '']) => [name.toLowerCase(), value] as const);
  const values = new Map(entries);
  if (values.get('usedevelopmentstorage')?.toLowerCase() === 'true') return EMULATOR;

  const account = values.get('accountname');
  const key = values.get('accountkey');
  const sas = values.get('sharedaccesssignature')?.replace(/^\?/, '');
  const endpoint = endpointOf(values, account);
  const refused = (allowed: string): undefined => void env.reject(AZURE_VARIABLES[0], HIDDEN, allowed);
  if (endpoint === undefined) return refused('it has to hold AccountName or an http(s) BlobEndpoint');
  if (account && key && BASE64.test(key)) return { endpoint, credentials: { kind: 'key', account, key } };
  if (sas) return { endpoint, credentials: { kind: 'sas', sas } };
  return refused('it has to hold AccountName and AccountKey (in base64), or SharedAccessSignature');
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
