import { ExportError, isExportError, type ErrorCode } from '@weaviate-export/entities-export';
import { IDLE_CODE } from './idle-agent.ts';

/** The name of the backend, in the API and in errors. */
export const AZURE = 'azure';

/** What an error is about. */
export interface AzureCall {
  /** As in "failed to ACTION", e.g. `write`. */
  readonly action: string;
  readonly container: string;
  /** The full address, for people. */
  readonly where: string;
  /** Absent for clean-ups, which go on after an abort; each request has its own deadline. */
  readonly signal?: AbortSignal;
}

/** The service's codes (Common REST API and Blob Storage error codes), and the SDK's, by what they mean here. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ContainerNotFound: 'BUCKET_NOT_FOUND',
  ContainerBeingDeleted: 'BUCKET_NOT_FOUND',
  // Keys are checked before: it is the container's name that no container can have.
  InvalidResourceName: 'BUCKET_NOT_FOUND',
  InvalidAuthenticationInfo: 'BACKEND_CREDENTIALS',
  PublicAccessNotPermitted: 'BACKEND_CREDENTIALS',
  AccountIsDisabled: 'BACKEND_CREDENTIALS',
  AggregateAuthenticationError: 'BACKEND_CREDENTIALS',
  AuthenticationError: 'BACKEND_CREDENTIALS',
  AuthenticationRequiredError: 'BACKEND_CREDENTIALS',
  CredentialUnavailableError: 'BACKEND_CREDENTIALS',
  ServerBusy: 'BACKEND_THROTTLED',
  OperationTimedOut: 'BACKEND_TIMEOUT',
  InternalError: 'BACKEND_FAILED',
  Md5Mismatch: 'BACKEND_CORRUPT',
  [IDLE_CODE]: 'BACKEND_TIMEOUT',
  // The SDK's own, for requests and answers that break off.
  REQUEST_SEND_ERROR: 'BACKEND_UNREACHABLE',
  PARSE_ERROR: 'BACKEND_UNREACHABLE',
};

const STATUSES: Readonly<Record<number, ErrorCode>> = {
  401: 'BACKEND_CREDENTIALS',
  403: 'BACKEND_CREDENTIALS',
  429: 'BACKEND_THROTTLED',
  503: 'BACKEND_THROTTLED',
  507: 'BACKEND_FULL',
};

const NO_TOKEN =
  'none of the default chain gave a token; set AZURE_STORAGE_KEY or AZURE_STORAGE_CONNECTION_STRING';
const WRONG_SIGNATURE = 'the account key or the shared access signature is wrong or has expired';

/** What to look at, for the refusals that users meet. */
const HINTS: Readonly<Record<string, string>> = {
  AuthenticationFailed: WRONG_SIGNATURE,
  AuthorizationFailure: `${WRONG_SIGNATURE}, or the account's firewall does not let the server in`,
  AuthorizationPermissionMismatch: 'they lack the permission',
  AuthorizationResourceTypeMismatch: 'the shared access signature is not for containers and blobs',
  InsufficientAccountPermissions: 'they lack the permission',
  KeyBasedAuthenticationNotPermitted: 'the account does not allow keys: unset AZURE_STORAGE_KEY',
  NoAuthenticationInformation: 'the account wants credentials, and none were sent',
  AggregateAuthenticationError: NO_TOKEN,
  AuthenticationError: NO_TOKEN,
  AuthenticationRequiredError: NO_TOKEN,
  CredentialUnavailableError: NO_TOKEN,
};

/** Of node:net, node:dns and node:tls. */
const NETWORK_CODE = /^(E[A-Z_]+|ERR_(TLS|SSL)_.*|.*CERT.*|UNABLE_TO_.*)$/;

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly statusCode?: number;
  readonly details?: { readonly errorCode?: string };
}

/** The service's code, or the SDK's or the network's where there was no answer. */
export function codeOf(error: unknown): string | undefined {
  const { details, code, name } = (error ?? {}) as SdkError;
  // Answers without a body, as of HEAD, have their code in a header alone.
  return details?.errorCode ?? code ?? name;
}

export function httpStatusOf(error: unknown): number | undefined {
  return (error as SdkError | undefined)?.statusCode;
}

/** True where the request never had an answer, or one that says nothing about what was done. */
export function isOutcomeUnknown(error: unknown): boolean {
  const status = httpStatusOf(error);
  return status === undefined || status >= 500;
}

/**
 * The error as the Backend port promises it. Messages hold the service's codes and words, never keys or signatures.
 * @param host of the service, for errors of the network
 * @param patienceSeconds without headway that make a timeout
 */
export function azureError(error: unknown, call: AzureCall, host: string, patienceSeconds: number): unknown {
  if (isExportError(error)) return error;
  const cause = { cause: error };
  const { action, container, where } = call;
  const reason = reasonOf(error as SdkError);
  switch (kindOf(error as SdkError)) {
    case 'BUCKET_NOT_FOUND':
      return new ExportError('BUCKET_NOT_FOUND', [AZURE, container], cause);
    case 'BACKEND_CREDENTIALS':
      return new ExportError('BACKEND_CREDENTIALS', [AZURE, where, reason], cause);
    case 'BACKEND_UNREACHABLE':
      return new ExportError('BACKEND_UNREACHABLE', [AZURE, host, reason], cause);
    case 'BACKEND_THROTTLED':
      return new ExportError('BACKEND_THROTTLED', [AZURE, where], cause);
    case 'BACKEND_TIMEOUT':
      return new ExportError('BACKEND_TIMEOUT', [AZURE, where, patienceSeconds], cause);
    case 'BACKEND_FULL':
      return new ExportError('BACKEND_FULL', [AZURE, where], cause);
    case 'BACKEND_CORRUPT':
      return new ExportError('BACKEND_CORRUPT', [AZURE, where], cause);
    default:
      return new ExportError('BACKEND_FAILED', [AZURE, action, where, reason], cause);
  }
}

function kindOf(error: SdkError): ErrorCode {
  const code = codeOf(error) ?? '';
  const status = httpStatusOf(error);
  const known = CODES[code] ?? (status === undefined ? undefined : STATUSES[status]);
  if (known !== undefined) return known;
  return status === undefined && NETWORK_CODE.test(code) ? 'BACKEND_UNREACHABLE' : 'BACKEND_FAILED';
}

function reasonOf(error: SdkError): string {
  const code = codeOf(error);
  const hint = code === undefined ? undefined : HINTS[code];
  if (hint !== undefined) return `${hint} (${code})`;
  // The lines after the first are the request's id and its time.
  const message = error.message?.split('\n')[0];
  if (!message) return code ?? 'no reason given';
  return httpStatusOf(error) === undefined ? message : `${message} (${code})`;
}
