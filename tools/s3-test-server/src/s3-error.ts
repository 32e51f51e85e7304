/** The HTTP status that S3 answers each of its error codes with (S3 API reference, "Error responses"). */
const STATUS_OF_CODE = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidToken: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedTrailerError: 400,
  MalformedXML: 400,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  NotModified: 304,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3ErrorCode = keyof typeof STATUS_OF_CODE;

/** A request refused in S3's own words: answered with the code's status and S3's error document. */
export class S3Error extends Error {
  readonly code: S3ErrorCode;
  /** The HTTP status of the answer. */
  readonly status: number;

  constructor(code: S3ErrorCode, message: string) {
    super(message);
    this.name = 'S3Error';
    this.code = code;
    this.status = STATUS_OF_CODE[code];
  }
}

export const noSuchBucket = (name: string): S3Error =>
  new S3Error('NoSuchBucket', `The bucket ${name} does not exist.`);
