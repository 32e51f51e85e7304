import { createHash, createHmac } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { type ChunkCheck } from './aws-chunked.ts';
import { S3Error } from './s3-error.ts';
import { type Account, parseAuthorization, sameText } from './signature.ts';

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const NOTHING = sha256('');

/**
 * Holds chunks against their signatures, as `STREAMING-AWS4-HMAC-SHA256-PAYLOAD` and `…-TRAILER` send them: each covers
 * the one before, the first that of the request ("Signature Calculations for the Authorization Header: Transferring
 * Payload in Multiple Chunks", also "Including Trailing Headers", in the S3 API reference).
 *
 * @param headers of a request whose own signature was found good
 */
export const signedChunks = (
  headers: IncomingHttpHeaders,
  { secretAccessKey }: Pick<Account, 'secretAccessKey'>,
): ChunkCheck => {
  const { day, region, service, signature: seed } = parseAuthorization(headers.authorization);
  const scope = [day, region, service, 'aws4_request'];
  const key = scope.reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  let previous = seed;
  const verify = (kind: string, signature: string | undefined, ...hashes: string[]): void => {
    const signed = [`AWS4-HMAC-SHA256-${kind}`, headers['x-amz-date'], scope.join('/'), previous, ...hashes];
    previous = hmac(key, signed.join('\n')).toString('hex');
    if (signature === undefined || !sameText(signature, previous))
      throw new S3Error('SignatureDoesNotMatch', `The signature of a ${kind.toLowerCase()} does not fit it.`);
  };
  return {
    chunk: (data, signature) => verify('PAYLOAD', signature, NOTHING, sha256(data)),
    trailers: ({ 'x-amz-trailer-signature': signature, ...trailers }) => {
      const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}\n`);
      if (signature !== undefined || lines.length > 0) verify('TRAILER', signature, sha256(lines.join('')));
    },
  };
};
