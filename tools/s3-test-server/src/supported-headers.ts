import { type IncomingHttpHeaders } from 'node:http';
import { CHECKSUM_ALGORITHMS, checksumHeader } from './checksums.ts';
import { type Operation } from './route.ts';
import { S3Error } from './s3-error.ts';

const KNOWN = new Set([
  ...CHECKSUM_ALGORITHMS.map(checksumHeader),
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-trailer',
  'x-amz-user-agent',
]);

const READS: readonly Operation[] = ['GetObject', 'HeadObject'];
const WRITES: readonly Operation[] = ['PutObject', 'CompleteMultipartUpload'];
const BY_ETAG = ['if-match', 'if-none-match'];

const isSupported = (name: string, operation: Operation): boolean => {
  if (name.startsWith('if-')) return BY_ETAG.includes(name) && [...READS, ...WRITES].includes(operation);
  return !name.startsWith('x-amz-') || name.startsWith('x-amz-meta-') || KNOWN.has(name);
};

/** What stores of other makes, or of older date, do not have of writes: refused as they do. */
export type Refusable = 'checksums' | 'if-none-match';
export const REFUSABLE: readonly Refusable[] = ['checksums', 'if-none-match'];

const ofChecksums = (name: string): boolean =>
  name.startsWith('x-amz-checksum-') || name === 'x-amz-sdk-checksum-algorithm';

/**
 * Refuses headers of writes that such a store does not know, in the words of some that do.
 *
 * @throws S3Error `InvalidArgument` for checksums, `NotImplemented` for conditions
 */
export const refuseAsOthersDo = (
  operation: Operation,
  headers: IncomingHttpHeaders,
  refuses: readonly Refusable[],
): void => {
  if (READS.includes(operation)) return;
  const checksum = Object.keys(headers).find(ofChecksums);
  if (checksum !== undefined && refuses.includes('checksums'))
    throw new S3Error('InvalidArgument', `Unsupported header '${checksum}' received for this API call.`);
  if (headers['if-none-match'] !== undefined && refuses.includes('if-none-match'))
    throw new S3Error(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
    );
};

/** The headers without the condition that a write is under. */
export const withoutConditions = (
  operation: Operation,
  headers: IncomingHttpHeaders,
): IncomingHttpHeaders => {
  if (READS.includes(operation)) return headers;
  const { 'if-none-match': _ignored, ...others } = headers;
  return others;
};

/**
 * Refuses what the server would otherwise pass over in silence, such as encryption, copying or conditions by time: a
 * test would then prove nothing.
 *
 * @throws S3Error `NotImplemented`
 */
export const refuseUnsupportedHeaders = (operation: Operation, headers: IncomingHttpHeaders): void => {
  for (const name of Object.keys(headers)) {
    if (!isSupported(name, operation)) {
      throw new S3Error('NotImplemented', `The header ${name} of ${operation} is not implemented.`);
    }
  }
};
