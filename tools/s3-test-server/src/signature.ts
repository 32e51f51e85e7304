import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { timingSafeEqual } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-error.ts';

/** The one account that the server knows. */
export interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  /** Set where the keys are temporary: every request has to carry it. */
  readonly sessionToken?: string;
}

/** The parts of a request that its signature covers, as received. */
export interface SignedRequest {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** S3 takes a request's time within 15 minutes of its own. */
const MAXIMUM_SKEW_MILLISECONDS = 15 * 60 * 1000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** @throws S3Error `AccessDenied` or `AuthorizationHeaderMalformed` */
export const parseAuthorization = (header: string | undefined) => {
  if (header === undefined) {
    throw new S3Error('AccessDenied', 'The request is not signed: it has no Authorization header.');
  }
  const match = AUTHORIZATION.exec(header);
  if (match === null) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      'Only AWS4-HMAC-SHA256 signatures in the header are taken.',
    );
  }
  const [, accessKeyId = '', day = '', region = '', service = '', names = '', signature = ''] = match;
  return { accessKeyId, day, region, service, signedHeaders: names.split(';'), signature };
};

const parseSigningDate = (header: string | string[] | undefined): Date => {
  const match = typeof header === 'string' ? AMZ_DATE.exec(header) : null;
  if (match === null) throw new S3Error('AccessDenied', 'The request has no valid x-amz-date header.');
  const [, year, month, day, hours, minutes, seconds] = match;
  const date = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  if (Number.isNaN(date.getTime())) throw new S3Error('AccessDenied', 'The x-amz-date header is not a date.');
  return date;
};

const onlyHeaders = (headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]];
    }),
  );

/** Compares in the same time wherever they differ. */
export const sameText = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));

/**
 * Holds a request against AWS Signature Version 4 ("Authenticating Requests: Using the Authorization Header" in the S3
 * API reference), by signing what was received again with the SDK's own signer.
 *
 * @throws S3Error `AccessDenied`, `AuthorizationHeaderMalformed`, `InvalidAccessKeyId`, `InvalidRequest`,
 *   `InvalidToken`, `RequestTimeTooSkewed` or `SignatureDoesNotMatch`
 */
export const verifySignature = async (request: SignedRequest, account: Account, now: Date): Promise<void> => {
  const { headers } = request;
  const claim = parseAuthorization(headers.authorization);
  if (claim.accessKeyId !== account.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', `The access key id ${claim.accessKeyId} is not known here.`);
  }
  if (headers['x-amz-security-token'] !== account.sessionToken) {
    throw new S3Error('InvalidToken', 'The session token is not the one of this access key, if it has one.');
  }
  if (headers['x-amz-content-sha256'] === undefined) {
    throw new S3Error('InvalidRequest', 'The header x-amz-content-sha256 is required.');
  }
  const signingDate = parseSigningDate(headers['x-amz-date']);
  if (Math.abs(now.getTime() - signingDate.getTime()) > MAXIMUM_SKEW_MILLISECONDS) {
    throw new S3Error('RequestTimeTooSkewed', 'The request was signed more than 15 minutes off this clock.');
  }
  if (claim.region !== account.region || claim.service !== 's3') {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      `The credential is for ${claim.region}/${claim.service}, expected ${account.region}/s3.`,
    );
  }
  const unsigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))].filter(
    (name) => !claim.signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw new S3Error('AccessDenied', `These headers have to be signed: ${unsigned.join(', ')}.`);
  }

  const signer = new SignatureV4({
    service: 's3',
    region: account.region,
    credentials: { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey },
    sha256: Sha256,
    // S3 alone signs the path as it is sent.
    uriEscapePath: false,
  });
  const { query } = request;
  const again = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: headers.host ?? '',
      path: request.path,
      query: Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])),
      headers: onlyHeaders(headers, claim.signedHeaders),
    },
    { signingDate, signableHeaders: new Set(claim.signedHeaders) },
  );
  const expected = parseAuthorization(again.headers['authorization']);
  if (claim.day !== expected.day || !sameText(claim.signature, expected.signature)) {
    throw new S3Error('SignatureDoesNotMatch', 'The signature is not the one that this secret key gives.');
  }
};
