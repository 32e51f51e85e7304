import { BrokenOff, type CloudErrors } from '../cloud/errors.ts';
import { IDLE_CODE } from './idle-agent.ts';

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly statusCode?: number;
  readonly details?: { readonly errorCode?: string };
}

const NO_TOKEN =
  'none of the default chain gave a token; set AZURE_STORAGE_KEY or AZURE_STORAGE_CONNECTION_STRING';
const WRONG_SIGNATURE = 'the account key or the shared access signature is wrong or has expired';

/** What the SDK makes of an answer in XML that broke off. */
const XML_BROKEN_OFF = 'PARSE_ERROR';

/** What the service's codes mean (Common REST API and Blob Storage error codes), and the SDK's. */
export const azureErrors: CloudErrors = {
  symptomsOf: (error) => ({
    code: codeOf(error),
    status: httpStatusOf(error),
    message: (error as SdkError | undefined)?.message ?? '',
  }),
  codes: {
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
    [XML_BROKEN_OFF]: 'BACKEND_UNREACHABLE',
  },
  hints: {
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
  },
  // 409, and 412 of older versions.
  isTaken: (error) => ['BlobAlreadyExists', 'ConditionNotMet'].includes(codeOf(error) ?? ''),
  // A blob that was made of some of the blocks has taken all of them with it.
  isUploadGone: (error) => codeOf(error) === 'InvalidBlockList',
};

/** The service's code, or the SDK's or the network's where there was no answer. */
function codeOf(error: unknown): string | undefined {
  const { details, code, name } = (error ?? {}) as SdkError;
  // Answers without a body, as of HEAD, have their code in a header alone.
  return details?.errorCode ?? code ?? name;
}

export function httpStatusOf(error: unknown): number | undefined {
  return (error as SdkError | undefined)?.statusCode;
}

/** What was found, or null where there is no blob. */
export async function ifThere<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (codeOf(error) === 'BlobNotFound') return null;
    throw error;
  }
}

/** What was asked for. @throws BrokenOff where the SDK read but a part of it */
export async function brokenOff<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw codeOf(error) === XML_BROKEN_OFF ? new BrokenOff(error) : error;
  }
}
