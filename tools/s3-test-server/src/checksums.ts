import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import { S3Error } from './s3-error.ts';

/** CRC-32C (Castagnoli), reflected polynomial: RFC 3720, appendix B.4. */
const CASTAGNOLI_POLYNOMIAL = 0x82f63b78;

const CASTAGNOLI_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = (remainder >>> 1) ^ (remainder & 1 ? CASTAGNOLI_POLYNOMIAL : 0);
  }
  return remainder;
});

const crc32c = (bytes: Uint8Array): number => {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder = (remainder >>> 8) ^ (CASTAGNOLI_TABLE[(remainder ^ byte) & 0xff] ?? 0);
  }
  return ~remainder >>> 0;
};

const bigEndian = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const DIGESTS = {
  crc32: (bytes: Buffer) => bigEndian(crc32(bytes)),
  crc32c: (bytes: Buffer) => bigEndian(crc32c(bytes)),
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
