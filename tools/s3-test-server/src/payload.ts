import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { type ChunkCheck, decodeAwsChunked } from './aws-chunked.ts';
import { type Checksums, sentChecksums, verifyChecksums } from './checksums.ts';
import { type Operation } from './route.ts';
import { S3Error } from './s3-error.ts';
import { type Account } from './signature.ts';
import { signedChunks } from './signed-chunks.ts';

/** A request's body, found to be what its sender meant to send. */
export interface Payload {
  readonly body: Buffer;
  /** The body's own checksums, verified. */
  readonly checksums: Checksums;
}

const UNSIGNED = 'UNSIGNED-PAYLOAD';
const UNSIGNED_CHUNKS = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const SIGNED_CHUNKS = ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'];

const unchunk = (received: Buffer, headers: IncomingHttpHeaders, check?: ChunkCheck): Payload => {
  const { body, trailers } = decodeAwsChunked(received, check);
  const declared = headers['x-amz-decoded-content-length'];
  if (declared !== undefined && Number(declared) !== body.length) {
    throw new S3Error(
      'IncompleteBody',
      `The body has ${body.length} bytes, not the ${String(declared)} declared.`,
    );
  }
  const announced = headers['x-amz-trailer'];
  const checksums = sentChecksums(trailers);
  if (
    announced !== undefined &&
    !Object.keys(checksums).some((name) => announced === `x-amz-checksum-${name}`)
  ) {
    throw new S3Error(
      'MalformedTrailerError',
      `The trailing header ${String(announced)} is missing or not known here.`,
    );
  }
  return { body, checksums };
};

/**
 * Decodes a body and holds it against everything its headers say of it.
 *
 * @throws S3Error `XAmzContentSHA256Mismatch`, `BadDigest`, `IncompleteBody`, `MalformedTrailerError`,
 *   `MissingContentLength`, `SignatureDoesNotMatch` for a signed chunk, or `NotImplemented` for other kinds of signatures
 */
export const verifiedPayload = (
  operation: Operation,
  headers: IncomingHttpHeaders,
  received: Buffer,
  account: Account,
): Payload => {
  const declaredHash = String(headers['x-amz-content-sha256']);
  const isData = operation === 'PutObject' || operation === 'UploadPart';
  if (isData && (headers['content-length'] ?? headers['x-amz-decoded-content-length']) === undefined) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  let body = received;
  // At completion the checksum header is about the object, not about the list of parts that the request carries.
  let checksums = operation === 'CompleteMultipartUpload' ? {} : sentChecksums(headers);
  const isSigned = SIGNED_CHUNKS.includes(declaredHash);
  if (isSigned || declaredHash === UNSIGNED_CHUNKS) {
    const decoded = unchunk(received, headers, isSigned ? signedChunks(headers, account) : undefined);
    body = decoded.body;
    checksums = { ...checksums, ...decoded.checksums };
  } else if (declaredHash.startsWith('STREAMING-')) {
    throw new S3Error(
      'NotImplemented',
      `Bodies of the kind ${declaredHash} are not taken, only ${[UNSIGNED_CHUNKS, ...SIGNED_CHUNKS].join(', ')}.`,
    );
  } else if (declaredHash !== UNSIGNED && declaredHash !== createHash('sha256').update(body).digest('hex')) {
    throw new S3Error('XAmzContentSHA256Mismatch', "The header x-amz-content-sha256 is not the body's hash.");
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  verifyChecksums(body, checksums);
  return { body, checksums };
};
