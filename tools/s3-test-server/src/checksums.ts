import { bigEndian, crc32c } from '@weaviate-export/object-test-server';
import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import { S3Error } from './s3-error.ts';

const DIGESTS = {
  crc32: (bytes: Buffer) => bigEndian(crc32(bytes)),
  crc32c,
  sha1: (bytes: Buffer) => createHash('sha1').update(bytes).digest(),
  sha256: (bytes: Buffer) => createHash('sha256').update(bytes).digest(),
} as const;

export type ChecksumAlgorithm = keyof typeof DIGESTS;

/** Base64 digests by algorithm, as they stand in `x-amz-checksum-…` headers. */
export type Checksums = Readonly<Partial<Record<ChecksumAlgorithm, string>>>;

/** Whether a checksum is of an object's bytes, or of its parts' checksums. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

export const CHECKSUM_ALGORITHMS = Object.keys(DIGESTS) as readonly ChecksumAlgorithm[];

export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm}`;

/** The element of S3's documents that carries this checksum, such as `ChecksumCRC32`. */
export const checksumElement = (algorithm: ChecksumAlgorithm): string => `Checksum${algorithm.toUpperCase()}`;

export const checksumOf = (algorithm: ChecksumAlgorithm, bytes: Buffer): string =>
  DIGESTS[algorithm](bytes).toString('base64');

/** The digest of the parts' digests, with the number of parts: S3's `COMPOSITE` checksum. */
export const compositeChecksum = (algorithm: ChecksumAlgorithm, parts: readonly string[]): string =>
  `${checksumOf(algorithm, Buffer.concat(parts.map((part) => Buffer.from(part, 'base64'))))}-${parts.length}`;

/** The checksums that a request's headers carry, unchecked. */
export const sentChecksums = (headers: IncomingHttpHeaders): Checksums => {
  const found: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = headers[checksumHeader(algorithm)];
    if (typeof value === 'string') found[algorithm] = value;
  }
  return found;
};

/**
 * Holds bytes against the checksums that came with them.
 *
 * @throws S3Error `BadDigest`
 */
export const verifyChecksums = (bytes: Buffer, sent: Checksums): void => {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const claimed = sent[algorithm];
    if (claimed !== undefined && claimed !== checksumOf(algorithm, bytes)) {
      throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
    }
  }
};

/** The headers that hand checksums back. */
export const checksumHeaders = (
  checksums: Checksums,
  type: ChecksumType | undefined,
): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = checksums[algorithm];
    if (value !== undefined) headers[checksumHeader(algorithm)] = value;
  }
  if (type !== undefined && Object.keys(headers).length > 0) headers['x-amz-checksum-type'] = type;
  return headers;
};

/** Reads `x-amz-checksum-algorithm`, such as `CRC32`. @throws S3Error `InvalidRequest` */
export const parseAlgorithm = (header: string): ChecksumAlgorithm => {
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known.toUpperCase() === header);
  if (algorithm === undefined) {
    const known = CHECKSUM_ALGORITHMS.join(', ').toUpperCase();
    throw new S3Error('InvalidRequest', `The checksum algorithm ${header} is not one of ${known}.`);
  }
  return algorithm;
};
