import { ExportError, isExportError, type ErrorCode } from '@weaviate-export/entities-export';

/** The name of the backend, in the API and in errors. */
export const S3 = 's3';

/** What an error is about. */
export interface S3Call {
  /** As in "failed to ACTION", e.g. `write`. */
  readonly action: string;
  readonly bucket: string;
  /** The full address, for people. */
  readonly where: string;
  /** Absent for clean-ups, which go on after an abort; each request has its own deadline. */
  readonly signal?: AbortSignal;
}

/** The server's codes by what they mean here, whatever their HTTP status. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  NoSuchBucket: 'BUCKET_NOT_FOUND',
  BadDigest: 'BACKEND_CORRUPT',
  XAmzContentSHA256Mismatch: 'BACKEND_CORRUPT',
  XAmzContentChecksumMismatch: 'BACKEND_CORRUPT',
  // Names that stores with an end to their disks have for it (Ceph, MinIO and others).
  QuotaExceeded: 'BACKEND_FULL',
  InsufficientCapacity: 'BACKEND_FULL',
  InsufficientStorage: 'BACKEND_FULL',
  XMinioStorageFull: 'BACKEND_FULL',
  SlowDown: 'BACKEND_THROTTLED',
  InternalError: 'BACKEND_FAILED',
  RequestTimeout: 'BACKEND_TIMEOUT',
  ExpiredToken: 'BACKEND_CREDENTIALS',
  InvalidToken: 'BACKEND_CREDENTIALS',
  CredentialsProviderError: 'BACKEND_CREDENTIALS',
  TokenProviderError: 'BACKEND_CREDENTIALS',
};

const STATUSES: Readonly<Record<number, ErrorCode>> = {
  401: 'BACKEND_CREDENTIALS',
  403: 'BACKEND_CREDENTIALS',
  429: 'BACKEND_THROTTLED',
  503: 'BACKEND_THROTTLED',
  507: 'BACKEND_FULL',
};

/** What to look at, for the refusals that users meet. */
const HINTS: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'the access key id is unknown there',
  SignatureDoesNotMatch: 'the secret access key is wrong',
  AccessDenied: 'they lack the permission',
  ExpiredToken: 'the session token has expired',
  InvalidToken: 'the session token is not valid',
  RequestTimeTooSkewed: "the server's clock is wrong",
  CredentialsProviderError: 'none were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  PermanentRedirect: 'the bucket is in another region: set AWS_REGION',
  AuthorizationHeaderMalformed: 'the bucket may be in another region: set AWS_REGION',
};

/** Of node:net, node:dns and node:tls. */
const NETWORK_CODE = /^(E[A-Z_]+|ERR_(TLS|SSL)_.*|.*CERT.*|UNABLE_TO_.*)$/;

/** The SDK's own words for a connection that was not there in time; its error has no code. */
const NO_CONNECTION = /establish a connection/;
const CHECKSUM_MISMATCH = /checksum mismatch/i;
const REGION_MISSING = /region is missing/i;

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** True for the server's code of that name. */
export function isS3Code(error: unknown, ...names: readonly string[]): boolean {
  return names.includes((error as SdkError | undefined)?.name ?? '');
}

export function httpStatusOf(error: unknown): number | undefined {
  return (error as SdkError | undefined)?.$metadata?.httpStatusCode;
}

/** True where the request never had an answer, or one that says nothing about what was done. */
export function isOutcomeUnknown(error: unknown): boolean {
  const status = httpStatusOf(error);
  return status === undefined || status >= 500;
}

/**
 * The error as the Backend port promises it. Messages hold the server's codes and words, never keys.
 * @param host of the store, for errors of the network
 * @param patienceSeconds without headway that make a timeout
 */
export function s3Error(error: unknown, call: S3Call, host: string, patienceSeconds: number): unknown {
  if (isExportError(error)) return error;
  const cause = { cause: error };
  const { action, bucket, where } = call;
  const reason = reasonOf(error as SdkError);
  switch (kindOf(error as SdkError)) {
    case 'BUCKET_NOT_FOUND':
      return new ExportError('BUCKET_NOT_FOUND', [S3, bucket], cause);
    case 'BACKEND_NOT_CONFIGURED':
      return new ExportError('BACKEND_NOT_CONFIGURED', [S3, 'set AWS_REGION'], cause);
    case 'BACKEND_CREDENTIALS':
      return new ExportError('BACKEND_CREDENTIALS', [S3, where, reason], cause);
    case 'BACKEND_UNREACHABLE':
      return new ExportError('BACKEND_UNREACHABLE', [S3, host, reason], cause);
    case 'BACKEND_THROTTLED':
      return new ExportError('BACKEND_THROTTLED', [S3, where], cause);
    case 'BACKEND_TIMEOUT':
      return new ExportError('BACKEND_TIMEOUT', [S3, where, patienceSeconds], cause);
    case 'BACKEND_FULL':
      return new ExportError('BACKEND_FULL', [S3, where], cause);
    case 'BACKEND_CORRUPT':
      return new ExportError('BACKEND_CORRUPT', [S3, where], cause);
    default:
      return new ExportError('BACKEND_FAILED', [S3, action, where, reason], cause);
  }
}

function kindOf(error: SdkError): ErrorCode {
  const { name = '', code, message = '' } = error;
  const status = httpStatusOf(error);
  const known = CODES[name] ?? (status === undefined ? undefined : STATUSES[status]);
  if (known !== undefined) return known;
  if (status !== undefined && status !== 200) return 'BACKEND_FAILED';
  // The SDK calls resets and refusals TimeoutError too: the code tells them apart.
  if (code !== undefined && NETWORK_CODE.test(code)) return 'BACKEND_UNREACHABLE';
  if (name === 'TimeoutError') return NO_CONNECTION.test(message) ? 'BACKEND_UNREACHABLE' : 'BACKEND_TIMEOUT';
  if (CHECKSUM_MISMATCH.test(message)) return 'BACKEND_CORRUPT';
  if (REGION_MISSING.test(message)) return 'BACKEND_NOT_CONFIGURED';
  return 'BACKEND_FAILED';
}

function reasonOf({ name, code, message }: SdkError): string {
  const hint = name === undefined ? undefined : HINTS[name];
  if (hint !== undefined) return `${hint} (${name})`;
  // A connection tried at several addresses fails with a code and no message of its own.
  if (code !== undefined || !message) return message || code || name || 'no reason given';
  return name === undefined || name === 'Error' ? message : `${name}: ${message}`;
}
