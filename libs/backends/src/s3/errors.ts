import { type CloudErrors } from '../cloud/errors.ts';

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What S3's codes mean, those of other stores, and those of the SDK. */
export const s3Errors: CloudErrors = {
  symptomsOf(error) {
    const { name, code, message = '' } = (error ?? {}) as SdkError;
    const status = httpStatusOf(error);
    return {
      // The SDK calls resets and refusals TimeoutError too: the network's code tells them apart.
      code: code ?? (name === 'Error' ? undefined : name),
      // An answer that is good so far, and breaks off or holds an error in its body.
      status: status === 200 ? undefined : status,
      message,
    };
  },
  codes: {
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
    TimeoutError: 'BACKEND_TIMEOUT',
    ExpiredToken: 'BACKEND_CREDENTIALS',
    InvalidToken: 'BACKEND_CREDENTIALS',
    CredentialsProviderError: 'BACKEND_CREDENTIALS',
    TokenProviderError: 'BACKEND_CREDENTIALS',
  },
  phrases: [
    // The SDK's own words for a connection that was not there in time; its error has no code.
    [/establish a connection/, 'BACKEND_UNREACHABLE'],
    [/checksum mismatch/i, 'BACKEND_CORRUPT'],
    [/region is missing/i, 'BACKEND_NOT_CONFIGURED'],
  ],
  hints: {
    InvalidAccessKeyId: 'the access key id is unknown there',
    SignatureDoesNotMatch: 'the secret access key is wrong',
    AccessDenied: 'they lack the permission',
    ExpiredToken: 'the session token has expired',
    InvalidToken: 'the session token is not valid',
    RequestTimeTooSkewed: "the server's clock is wrong",
    CredentialsProviderError: 'none were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    PermanentRedirect: 'the bucket is in another region: set AWS_REGION',
    AuthorizationHeaderMalformed: 'the bucket may be in another region: set AWS_REGION',
  },
  isTaken: (error) => [409, 412].includes(httpStatusOf(error) ?? 0),
  isUploadGone: (error) => isS3Code(error, 'NoSuchUpload'),
  missing: 'set AWS_REGION',
};

/** True for the server's code of that name. */
export function isS3Code(error: unknown, name: string): boolean {
  return (error as SdkError | undefined)?.name === name;
}

export function httpStatusOf(error: unknown): number | undefined {
  return (error as SdkError | undefined)?.$metadata?.httpStatusCode;
}
